"""Everything can be reached and done from the keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.looking import next_page

FOCUSED = "() => (document.activeElement.innerText || document.activeElement.name || '').trim()"
# A drawn link marks the shape inside it.
UNMARKED = """
() => {
  const here = document.activeElement;
  const marks = (style) => [style.outlineStyle, style.boxShadow, style.stroke];
  const shown = [here, ...here.children].flatMap((one) => marks(getComputedStyle(one)));
  return shown.some((mark) => mark !== "none") ? "" : here.outerHTML;
}
"""


@pytest.fixture
def page(demo, reading):
    return reading(demo, "leader")


def focused(page) -> str:
    return page.evaluate(FOCUSED)


def test_the_first_stop_leads_past_the_menu_and_the_rest_follows_the_eye(page):
    page.goto("/")
    stops = []
    for _ in range(11):
        page.keyboard.press("Tab")
        stops.append(focused(page))

    assert stops[0] == "Skip to content"
    assert stops[1] == "Throughline"
    assert stops[2:7] == ["Alignment", "Objectives", "Focus areas", "KPIs", "Map"]
    assert stops[7].startswith("Check-in")
    assert stops[8] == "Reviews"
    assert stops[10] == "q"


def test_skipping_goes_to_the_content(page):
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_a_slash_goes_to_the_search_and_enter_searches(page):
    page.goto("/kpis/")
    page.keyboard.press("/")
    assert focused(page) == "q"
    page.keyboard.type("page load/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=page+load%2F")

    assert page.locator("header [name=q]").input_value() == "page load/"


def test_a_slash_in_a_field_is_a_slash(page):
    page.goto("/objectives/new/")
    page.get_by_label("What the business wants").press("/")

    assert page.get_by_label("What the business wants").input_value() == "/"


def test_escape_closes_the_menu_and_goes_back_to_its_button(page):
    page.goto("/")
    menu = page.locator("[data-menu]")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


def test_what_has_the_focus_shows_it(page):
    page.goto("/")
    for _ in range(16):
        page.keyboard.press("Tab")
        unmarked = page.evaluate(UNMARKED)
        assert unmarked == ""


def test_a_failed_save_puts_the_focus_on_what_went_wrong(page):
    page.goto("/objectives/new/")
    page.get_by_label("What changes, and for whom").fill("Nobody knows yet.")
    with next_page(page):
        page.get_by_label("Reference").press("Enter")

    assert page.evaluate("() => document.activeElement.matches('[data-first]')")
    assert page.get_by_label("What changes, and for whom").input_value() == "Nobody knows yet."
