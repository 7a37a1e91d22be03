"""A story is written with the keyboard alone, and nothing typed of it is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from objectives.models import Objective
from stories.models import Story, StoryDraft
from tests.browser import serving
from tests.browser.looking import follow, write
from tests.browser.test_pages import LOOKS, complaints

STAY_WITHOUT = """
() => {
  Object.defineProperty(navigator, "onLine", { value: false });
  window.addEventListener("online", (event) => event.stopImmediatePropagation(), true);
}
"""


@pytest.fixture(scope="module")
def chromium(playwright_here):
    """The whole browser: the one without windows lets requests through that are without network."""
    browser = serving.launched(playwright_here, whole=True)
    yield browser
    browser.close()


@pytest.fixture
def goal(own_demo):
    return Objective.objects.filter(story__isnull=False).order_by("pk").first()


@pytest.fixture
def leader(own_demo, visit):
    with visit(own_demo, "leader") as context:
        yield context
        # What the editor sends when it is left must not reach a company that is gone.
        context.set_offline(True)


def editor(context, goal, query: str = "") -> Page:
    page = context.new_page()
    page.goto(f"/objectives/{goal.pk}/story/edit/{query}")
    return page


def text(page: Page):
    return page.get_by_label("How the work moves the goal")


def begin(page: Page, words: str) -> None:
    """Type at the end of the story, as one does."""
    text(page).focus()
    page.keyboard.press("Control+End")
    write(page, words)


def close_without_connection(page: Page) -> None:
    """Close a page that has none; one that is slow to end would have it back before it is gone."""
    page.evaluate(STAY_WITHOUT)
    page.close()


def kept_here(page: Page):
    return page.get_by_role("region", name="What this browser kept")


def options(page: Page):
    return page.get_by_role("option")


def test_a_name_is_chosen_with_the_keyboard_alone(leader, goal):
    page = editor(leader, goal)

    begin(page, " And @page")
    expect(options(page).first).to_be_visible()
    first = text(page).get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    second = text(page).get_attribute("aria-activedescendant")
    chosen = page.locator(f"#{second}").get_attribute("data-text")
    said = page.locator(".picker [role=status]").inner_text()
    page.keyboard.press("Enter")

    assert (first, second) == ("mention-1", "mention-2")
    assert "to choose from with the arrows" in said
    assert text(page).input_value().endswith(f" And {chosen} ")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert text(page).get_attribute("aria-activedescendant") is None
    page.keyboard.press("Control+z")
    assert "And @page" in text(page).input_value()


def test_escape_closes_the_list_and_enter_is_a_new_line_again(leader, goal):
    page = editor(leader, goal)

    begin(page, " And @page")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.type("s")
    page.keyboard.press("Enter")

    expect(page.get_by_role("listbox")).to_be_hidden()
    assert text(page).input_value().endswith(" And @pages\n")


def test_an_address_of_a_person_opens_no_list(leader, goal):
    page = editor(leader, goal)

    begin(page, " Write to marta@page")
    page.wait_for_timeout(400)

    expect(page.get_by_role("listbox")).to_be_hidden()


def test_the_open_list_is_sound_for_every_eye_and_ear(own_demo, visit, goal):
    kpi = goal.focus_links.first().focus_area.kpi_links.first().kpi
    kpi.title = ("Unbroken" * 24)[:190] + " page"
    kpi.save(update_fields=["title"])
    for look in LOOKS:
        with visit(own_demo, "leader", viewport=look[0]) as context:
            page = editor(context, goal)
            begin(page, " We leverage TBD @page")
            expect(options(page).first).to_be_visible()
            expect(page.get_by_role("button", name="leverage")).to_be_visible()
            expect(options(page).first).to_be_visible()

            assert complaints(page, looks=[look]) == []
            assert context.notes.console == []
            # As in `leader`: nothing of this look may reach the next.
            context.set_offline(True)


def test_one_click_names_what_is_not_told_yet_at_the_cursor(leader, goal):
    Story.objects.filter(objective=goal).update(body="Before. After.")
    page = editor(leader, goal)
    text(page).focus()
    text(page).evaluate("(one) => one.setSelectionRange(7, 7)")
    chip = page.locator(".insertable button").first
    named = chip.get_attribute("value")

    chip.click()

    expect(text(page)).to_have_value(f"Before. {named} After.")
    expect(page.locator(f'.card[aria-labelledby="untold"] [value="{named}"]')).to_have_count(0)
    assert Story.objects.get(objective=goal).body == "Before. After."


def test_before_anybody_was_in_the_text_a_click_names_at_its_end(leader, goal):
    Story.objects.filter(objective=goal).update(body="Before.")
    page = editor(leader, goal)
    chip = page.locator(".insertable button").first
    named = chip.get_attribute("value")

    chip.click()

    expect(text(page)).to_have_value(f"Before. {named}")


def test_what_is_pointed_out_is_found_in_the_text(leader, goal):
    page = editor(leader, goal)
    begin(page, " We leverage it.")

    page.get_by_role("button", name="leverage").click()

    chosen = text(page).evaluate("(one) => one.value.slice(one.selectionStart, one.selectionEnd)")
    assert chosen == "leverage"


def test_a_draft_survives_a_closed_tab(leader, goal):
    page = editor(leader, goal)
    begin(page, " Half a sent")
    expect(page.locator("[data-draft-status]")).to_have_text(re.compile(r"^Draft kept \d\d:\d\d$"))
    page.close()

    again = editor(leader, goal)
    expect(again.locator("main")).to_contain_text("You have a draft from")
    follow(again.get_by_role("link", name="Use it"))

    assert text(again).input_value().endswith(" Half a sent")
    follow(again.get_by_role("button", name="Save the story"))
    again.get_by_role("button", name="Save it anyway").click()
    again.wait_for_url(re.compile(rf"/objectives/{goal.pk}/$"))
    assert not StoryDraft.objects.exists()
    third = editor(leader, goal)
    expect(third.locator("main")).not_to_contain_text("draft from")
    expect(third.locator("[data-copy-offer]")).to_be_hidden()


def test_a_lost_connection_loses_nothing(leader, goal):
    page = editor(leader, goal)
    leader.set_offline(True)
    begin(page, " Half a sent")
    expect(page.locator("[data-draft-status]")).to_contain_text("No connection")
    close_without_connection(page)
    leader.set_offline(False)

    again = editor(leader, goal)
    offer = kept_here(again)
    expect(offer).to_be_visible()
    assert not StoryDraft.objects.exists()
    offer.get_by_role("button", name="Use it").click()

    expect(text(again)).to_have_value(re.compile(" Half a sent$"))
    expect(again.locator("[data-draft-status]")).to_contain_text("Draft kept")
    assert StoryDraft.objects.get().body.endswith(" Half a sent")


def test_what_was_typed_without_a_connection_is_handed_over_when_it_is_back(leader, goal):
    page = editor(leader, goal)
    leader.set_offline(True)
    begin(page, " Half a sent")
    expect(page.locator("[data-draft-status]")).to_contain_text("No connection")

    leader.set_offline(False)

    expect(page.locator("[data-draft-status]")).to_contain_text("Draft kept")


def test_an_expired_sign_in_loses_nothing(leader, goal):
    page = editor(leader, goal)
    kept = leader.cookies()
    leader.clear_cookies()
    begin(page, " Half a sent")
    expect(page.locator("[data-draft-status]")).to_contain_text("signed out")
    follow(page.get_by_role("button", name="Save the story"))
    page.close()
    leader.add_cookies(kept)

    again = editor(leader, goal)
    kept_here(again).get_by_role("button", name="Use it").click()

    expect(text(again)).to_have_value(re.compile(" Half a sent$"))


def test_a_copy_that_is_thrown_away_does_not_come_back(leader, goal):
    page = editor(leader, goal)
    leader.set_offline(True)
    begin(page, " Half a sent")
    close_without_connection(page)
    leader.set_offline(False)
    again = editor(leader, goal)
    kept_here(again).get_by_role("button", name="Throw it away").click()

    third = editor(leader, goal)

    expect(third.locator("[data-copy-offer]")).to_be_hidden()
    assert not text(third).input_value().endswith("Half a sent")


def test_another_person_at_the_same_browser_sees_nothing_of_it(own_demo, visit, leader, goal):
    page = editor(leader, goal)
    leader.set_offline(True)
    begin(page, " A secret thought")
    close_without_connection(page)
    leader.set_offline(False)
    with visit(own_demo, "technology") as other:
        cookies = other.cookies()
    leader.clear_cookies()
    leader.add_cookies(cookies)

    theirs = editor(leader, goal)

    expect(theirs.locator("[data-copy-offer]")).to_be_hidden()
    assert "secret" not in theirs.content()
