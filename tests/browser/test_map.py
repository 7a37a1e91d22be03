"""The map under the hand: a thing lights its lines at once, keys zoom, Escape closes."""

import re

from playwright.sync_api import expect

TITLE = "Average page load time"


def test_a_thing_lights_its_lines_and_tells_its_story_and_keys_zoom(demo, visit):
    with visit(demo, "executive") as context:
        page = context.new_page()
        page.goto("/map/")
        drawn = page.get_by_role("region", name="The drawn map")
        box = drawn.get_by_role("link", name=re.compile(TITLE)).first
        about = page.locator("#map-about")
        box.focus()
        page.keyboard.press("Enter")

        expect(about.get_by_role("heading", name=TITLE)).to_be_visible()
        expect(page).to_have_url(re.compile(r"focus=kpi-\d+"))
        expect(drawn.locator("a.box.lit")).to_have_count(3)
        expect(drawn.locator("a.box.dim").first).to_be_visible()

        page.keyboard.press("+")
        expect(page.get_by_role("link", name="Plain size, now 150 %")).to_be_visible()
        page.keyboard.press("Escape")
        expect(about).to_be_empty()
        expect(drawn.locator(".dim")).to_have_count(0)
        expect(page).not_to_have_url(re.compile("focus="))
