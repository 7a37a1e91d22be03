"""A chart is drawn where scripts run, read by keyboard, and stays as it was where they do not."""

import re

from playwright.sync_api import expect

from kpis.models import Kpi
from tests.browser.test_pages import complaints


def test_a_chart_is_drawn_in_its_place_and_read_by_keyboard(demo, visit):
    kpi = Kpi.objects.get(title="Customer retention")
    with visit(demo, "executive") as context:
        page = context.new_page()
        page.goto(f"/kpis/{kpi.pk}/")
        chart = page.get_by_role("slider", name="Customer retention: read the values")
        page.locator(".plot .values_marks path").wait_for()
        expect(chart).to_have_attribute("aria-valuetext", re.compile("none read yet"))
        expect(page.locator("figure.chart > svg")).to_have_count(0)
        labels = page.locator(".plot .role-axis-label text").all_text_contents()
        chart.press("ArrowLeft")
        newest = chart.get_attribute("aria-valuetext")
        chart.press("Home")
        first = chart.get_attribute("aria-valuetext")
        expect(page.locator(".plot .chosen_marks path")).to_have_count(1)
        shown = page.locator(".reading").text_content()
        found = complaints(page)

    assert labels[0] == "2026"
    assert "expected on" in newest
    assert first.startswith("Starting point: 78.0%")
    assert shown == first
    assert found == []
    assert context.notes.console == []
