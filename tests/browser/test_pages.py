"""Every page with the demo company: wide and narrow, light and dark."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.browser.axe import EVERY_RULE, SEEN_RULES, WIDE_RULES, violations
from tests.browser.looking import NARROW, WIDE, refused, sticking_out
from tests.browser.pages import NO_PAGE, PAGES, Shown
from tests.house.addresses import own_addresses
from tests.styleguide.guide import rendered


def named(page: Shown) -> str:
    return page.name


# No style depends on both the width and the scheme; what a page says depends on neither.
LOOKS = ((WIDE, "light", WIDE_RULES), (NARROW, "dark", SEEN_RULES))
# Where every component is: the targets' sizes in both widths.
BOTH_SIZES = ((WIDE, "light", EVERY_RULE), (NARROW, "dark", SEEN_RULES))
ONE_LOOK = ((NARROW, "dark", EVERY_RULE),)


# The same page with other rows in it: one look, for its colours are those of the first and of the
# style guide.
FIRST_OF_ITS_ADDRESS = {page.address: page for page in reversed(PAGES)}


def complaints(page, excused=(), looks=LOOKS) -> list[str]:
    """Look at an open page in both widths and both colour schemes."""
    found = [f"refused by the policy: {one}" for one in refused(page)]
    for size, scheme, rules in looks:
        look = f"{size['width']} px, {scheme}"
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        found += [f"{look}: sticks out: {one}" for one in sticking_out(page)]
        found += [f"{look}: {one}" for one in violations(page, rules, excused)]
    return found


@pytest.mark.parametrize("shown", PAGES, ids=named)
def test_a_page_is_whole_for_everybody(demo, reading, shown):
    page = reading(demo, shown.who)
    answer = page.goto(shown.url())
    looks = LOOKS if FIRST_OF_ITS_ADDRESS[shown.address] is shown else ONE_LOOK
    found = complaints(page, shown.excused, looks)

    assert answer.status == shown.status
    assert found == []
    if shown.status == 200:
        assert page.context.notes.console == []
    assert page.context.notes.elsewhere == []


def test_the_style_guide_is_whole_for_everybody(demo, visit):
    with visit(demo) as context:
        page = context.new_page()
        markup = rendered(AnonymousUser())
        page.route(
            "**/styleguide/", lambda route: route.fulfill(body=markup, content_type="text/html")
        )
        page.goto("/styleguide/")
        found = complaints(page, looks=BOTH_SIZES)

    assert found == []
    assert context.notes.console == []


def test_every_address_is_looked_at_or_says_why_not():
    looked_at = {page.address for page in PAGES}

    missing = {address.name for address in own_addresses()} - looked_at - NO_PAGE.keys()

    assert missing == set()


def test_no_page_is_named_twice_and_no_reason_is_left_over():
    names = [page.name for page in PAGES]
    known = {address.name for address in own_addresses()}

    assert len(names) == len(set(names))
    assert NO_PAGE.keys() <= known
