"""A chart is drawn where scripts run, read by keyboard, and stays as it was where they do not."""

from kpis.models import Kpi
from tests.browser.test_pages import complaints


def test_a_chart_is_drawn_in_its_place_and_read_by_keyboard(demo, visit):
    kpi = Kpi.objects.get(title="Customer retention")
    with visit(demo, "executive") as context:
        page = context.new_page()
        page.goto(f"/kpis/{kpi.pk}/")
        chart = page.get_by_role("slider", name="Customer retention: read the values")
        page.locator(".plot .values_marks path").wait_for()
        still = page.locator("figure.chart > svg").count()
        labels = page.locator(".plot .role-axis-label text").all_text_contents()
        chart.press("ArrowLeft")
        newest = chart.get_attribute("aria-valuetext")
        chart.press("Home")
        first = chart.get_attribute("aria-valuetext")
        shown = page.locator(".reading").text_content()
        picked = page.locator(".plot .chosen_marks path").count()
        found = complaints(page)

    assert still == 0
    assert labels[0] == "2026"
    assert "expected on" in newest
    assert first.startswith("Starting point: 78.0%")
    assert (shown, picked) == (first, 1)
    assert found == []
    assert context.notes.console == []
