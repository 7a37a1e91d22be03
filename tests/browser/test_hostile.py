"""Text that tries to be more than text stays text, whoever wrote it and wherever it is shown."""

import pytest

from tests.browser.looking import NARROW, refused, sticking_out
from tests.browser.pages import PAGES

TRACES = """
() => [
  window.__xss ? "a script ran" : "",
  document.querySelector('img[src="x"], [onerror], [onload], [onfocus]') ? "an element" : "",
  document.querySelector('a[href^="javascript:"]') ? "a link" : "",
  document.body.innerText.includes("49{% debug") ? "a template" : "",
].filter(Boolean)
"""
PROBED = [page for page in PAGES if page.status == 200 and page.who]


@pytest.mark.parametrize("shown", PROBED, ids=lambda page: page.name)
def test_hostile_names_of_200_characters_stay_text_and_fit_a_phone(enter, visit, shown):
    world = enter("hostile")
    try:
        url = shown.url()
    except LookupError:
        pytest.skip("this state has nothing to show here")

    with visit(world, shown.who, viewport=NARROW) as context:
        page = context.new_page()
        answer = page.goto(url)

        assert answer.status == 200
        assert page.evaluate(TRACES) == []
        assert sticking_out(page) == []
        assert refused(page) == []
        assert context.notes.elsewhere == []
