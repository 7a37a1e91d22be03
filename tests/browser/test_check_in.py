"""A tech lead's day: five values from the keyboard, and the executive sees what they change."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from kpis.models import Kpi, Measurement
from kpis.services import Reading, record_measurements
from objectives.models import FocusArea, Objective
from stories.verdicts import settle
from tests import make
from tests.browser.looking import follow, next_page
from tests.browser.test_pages import complaints

GOAL = "Keep 15% more customers"
TITLES = ("Answer time", "Build time", "Checkout time", "Delivery time", "Export time")
FOCUSED = "(label) => document.activeElement.getAttribute('aria-label') === label"
PASTE = """
(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const how = { clipboardData: data, bubbles: true, cancelable: true };
  const event = new ClipboardEvent("paste", how);
  document.activeElement.dispatchEvent(event);
}
"""


@pytest.fixture
def five(own_demo):
    """Let the lead owe five values for a goal, the last ones from eight days ago."""
    lead = User.objects.get(email="aiko@alder-finch.example")
    today, at = timezone.localdate(), timezone.now()
    Kpi.objects.filter(owner=lead).update(owner=User.objects.get(email="marta@alder-finch.example"))
    goal, area = Objective.objects.get(title=GOAL), FocusArea.objects.first()
    for number, title in enumerate(TITLES):
        kpi = make.kpi(
            title,
            ref=f"OWED-{number}",
            owner=lead,
            cadence="week",
            baseline=Decimal(10),
            target=Decimal(5),
            starts_on=today - timedelta(days=100),
            due_on=today + timedelta(days=100),
        )
        make.line(kpi, area, goal)
        last = [Reading(today - timedelta(days=8), Decimal(8))]
        record_measurements(kpi=kpi, values=last, by=lead, at=at)
    settle(today=today, at=at, inline=True)
    return own_demo


def values() -> dict[str, Decimal]:
    """Return the values of today, by the name of the measure."""
    today = Measurement.objects.current().filter(observed_on=timezone.localdate())
    return dict(today.filter(kpi__title__in=TITLES).values_list("kpi__title", "value"))


def focused_on(page, label: str) -> None:
    page.wait_for_function(FOCUSED, arg=label)


def give_five(page) -> None:
    """Give five values from the keyboard alone; the third is questioned and typed anew."""
    page.goto("/check-in/")
    expect(page.locator("h1")).to_contain_text("5 of 5 values are due")
    focused_on(page, "New value for Answer time")
    for value in ("7", "6.9", "8000", "6.7", "6.6"):
        page.keyboard.type(value)
        page.keyboard.press("Enter")
    with next_page(page):
        page.keyboard.press("Enter")
    page.get_by_text("4 KPIs brought up to date").first.wait_for()
    expect(page.locator("main")).to_contain_text("a thousand times or more the last value, 8 s")
    focused_on(page, "New value for Checkout time")
    assert complaints(page) == []
    page.keyboard.press("Control+a")
    page.keyboard.type("6.8y")
    with next_page(page):
        page.keyboard.press("Control+s")
    page.get_by_text("1 KPI brought up to date").first.wait_for()


def correct(page) -> None:
    """Put another value in the place of the first, and say why."""
    page.get_by_role("link", name="Correct the value of Answer time").press("Enter")
    page.get_by_label("The right value").fill("6.5")
    page.get_by_label("Why").fill("It was the value of the old shop.")
    page.get_by_label("Why").press("Enter")
    page.wait_for_url("**/check-in/")
    expect(page.locator("h1")).to_contain_text("Nothing is due")


def test_five_values_from_the_keyboard_change_the_page_of_the_executive(five, visit):
    with visit(five, "lead") as context:
        page = context.new_page()
        give_five(page)
        correct(page)

    given = map(Decimal, ("6.5", "6.9", "6.8", "6.7", "6.6"))
    assert values() == dict(zip(TITLES, given, strict=True))
    assert Kpi.objects.get(title="Checkout time").confidence == "yes"
    goal = Objective.objects.get(title=GOAL)
    with visit(five, "executive") as context:
        page = context.new_page()
        page.goto(f"/objectives/{goal.pk}/")
        canvas = page.locator("main").inner_text()
    assert "Answer time" in canvas
    assert "6.50 s" in canvas


def test_a_column_and_a_block_are_pasted_into_the_list(five, visit):
    with visit(five, "lead") as context:
        page = context.new_page()
        page.goto("/check-in/")
        focused_on(page, "New value for Answer time")
        page.evaluate(PASTE, "7\r\n\r\n6.8\r\n")
        cells = page.locator("[data-cell=value]")
        assert [cells.nth(at).input_value() for at in range(4)] == ["7", "", "6.8", ""]
        page.evaluate(PASTE, "export TIME\t6.6\tnew disks\nUptime\t99\n")
        said = page.locator(".pasted").inner_text()
        assert (cells.nth(4).input_value(), said) == ("6.6", "1 pasted. Not read: Uptime.")
        with next_page(page):
            page.keyboard.press("Control+s")
        page.get_by_text("3 KPIs brought up to date").first.wait_for()

    assert values() == {
        "Answer time": Decimal(7),
        "Checkout time": Decimal("6.8"),
        "Export time": Decimal("6.6"),
    }


def test_everything_goes_without_a_script(five, visit):
    with visit(five, "lead", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        follow(page.get_by_role("link", name=re.compile("Check-in")))
        follow(page.get_by_role("link", name="Paste from a sheet"))
        page.get_by_label("Values, one line for each KPI").fill("Build time\t6.9\n")
        follow(page.get_by_role("button", name="Put them in my list"))
        page.get_by_label("New value for Answer time").fill("8000")
        page.get_by_label("Will Answer time be reached?").select_option("Unsure")
        follow(page.get_by_role("button", name="Save all").first)
        assert values() == {"Build time": Decimal("6.9")}
        follow(page.get_by_role("button", name="Save all").first)
        page.get_by_text("1 KPI brought up to date").first.wait_for()

    assert values() == {"Answer time": Decimal(8000), "Build time": Decimal("6.9")}
    assert Kpi.objects.get(title="Answer time").confidence == "unsure"
