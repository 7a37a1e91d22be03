"""From a wish to an agreed story with nothing but the keyboard, and what is said to the ear."""

import re

from objectives.models import Objective
from tests.browser.axe import EVERY_RULE, violations
from tests.browser.looking import at_rest, next_page, write

# What has the focus, as a screen reader calls it.
CALLED = """
() => {
  const here = document.activeElement;
  const label = here.labels?.[0]?.innerText ?? here.getAttribute("aria-label") ?? here.innerText;
  return (label || "").trim().replace(/\\s+/g, " ");
}
"""
HEARD = "(name) => document.getElementById('said')?.textContent.includes(name)"
FARTHEST = 250
GOAL = "Lose no parcel"
WORK, MEASURE = "Parcels that report where they are", "Parcels found within a day"


def called(page) -> str:
    return page.evaluate(CALLED)


def go(page, words: str) -> None:
    """Walk on until what is called so has the focus."""
    stops = [called(page)]
    while not re.match(words, stops[-1]):
        assert len(stops) < FARTHEST, (words, stops)
        page.keyboard.press("Tab")
        stops.append(called(page))


def press(page, words: str) -> None:
    go(page, words)
    page.keyboard.press("Enter")


def fill(page, words: str, text: str) -> None:
    """Type into a field, or the beginning of an option, or the digits of a day."""
    go(page, words)
    write(page, text)


def opened(page, label: str) -> None:
    """Wait until a form is there, on this page or on one of its own."""
    page.get_by_label(label).first.wait_for()
    page.wait_for_load_state()
    at_rest(page)


def begin_the_goal(page) -> str:
    page.goto("/objectives/")
    press(page, "New objective")
    page.wait_for_url("**/objectives/new/")
    fill(page, "What the business wants", GOAL)
    fill(page, "What changes, and for whom", "Every customer gets what they ordered.")
    fill(page, "Why it matters", "Who waits in vain does not order again.")
    fill(page, "What it drives", "Customer")
    fill(page, "Owner on the business side", "Marta K")
    fill(page, "Owner on the technology side", "Jonas L")
    # Whichever of day and month the browser asks for first.
    fill(page, "Start", "07072026")
    fill(page, "Last day", "06062027")
    fill(page, "Where it stands", "Active")
    go(page, "(Yes|No|Not|Nobody).*")
    while not called(page).startswith("Yes, it needs technology"):
        page.keyboard.press("ArrowDown")
    press(page, "Create the goal")
    page.wait_for_url(re.compile(r"/objectives/\d+/#next$"))
    return page.url.removesuffix("#next")


def added(page, name: str) -> None:
    """Wait until a thing stands on the page, and hear that it does."""
    page.locator("#lines").get_by_role("link", name=name).first.wait_for()
    page.wait_for_function(HEARD, arg=name)


def tell(page) -> None:
    """Write the story; the names are chosen from what is offered."""
    fill(page, "How the work moves the goal", f"A parcel is lost when nobody looks. @{WORK[:12]}")
    for words in (f" tells us where each is, so that @{MEASURE[:12]}", " shows that it does."):
        page.get_by_role("option").first.wait_for()
        page.keyboard.press("Enter")
        write(page, words)
    press(page, "Save the story")


def say_how_success_shows(page, goal: str) -> None:
    press(page, "Add a measure of success")
    opened(page, "By what success shows")
    fill(page, "By what success shows", "Parcels lost")
    fill(page, "Unit", "parcels")
    fill(page, "Starting point", "80")
    fill(page, "Target", "8")
    page.keyboard.press("Enter")
    page.wait_for_url(goal)


def add_work_and_measure(page) -> None:
    press(page, "Add work")
    opened(page, "What is worked on")
    fill(page, "What is worked on", WORK)
    fill(page, "How this work moves the goal", "A parcel that reports is not lost.")
    assert violations(page, EVERY_RULE) == []
    press(page, "Add it")
    added(page, WORK)
    press(page, "Add a KPI")
    opened(page, "Name of the measure")
    fill(page, "How it shows that the work gets on", "Who reports is found.")
    fill(page, "Name of the measure", MEASURE)
    press(page, "(Add it|Create the KPI)")
    page.get_by_text(f"“{MEASURE}”").first.wait_for()


def agree(page, goal: str) -> None:
    page.goto(goal)
    press(page, "Agree")
    page.wait_for_url("**/story/agree/")
    press(page, "Agree$")
    page.wait_for_url(goal)


def test_a_goal_goes_from_a_wish_to_agreed_with_the_keyboard_alone(own_demo, visit):
    with visit(own_demo, "leader") as one, visit(own_demo, "technology") as other:
        page = one.new_page()
        goal = begin_the_goal(page)
        say_how_success_shows(page, goal)
        add_work_and_measure(page)
        page.goto(goal)
        press(page, "Write the story")
        page.wait_for_url("**/story/edit/")
        tell(page)
        page.wait_for_url(re.compile(r"/objectives/\d+/(#.*)?$"))
        for context in (one, other):
            page = context.new_page()
            agree(page, goal)

        said = page.locator("main").inner_text()
        assert "Agreed by both" in said
        assert "1 of 1 line sound" in said


def refuse(page, goal: str) -> None:
    page.goto(f"{goal}story/agree/")
    press(page, "It is not true")
    fill(page, "What is not true", "Nobody has counted this.")
    press(page, "Refuse it$")
    page.wait_for_url(goal)


def retire(page, goal: str, work: str) -> None:
    page.goto(goal)
    press(page, f"⋯ Change “{work}”")
    press(page, "Retire it$")
    page.locator(".in-place :focus").wait_for()
    press(page, "Save$")
    page.locator(".in-place .consequences:focus").wait_for()
    press(page, "Save it anyway$")
    page.locator("#lines .tag").get_by_text("Retired").wait_for()


def close(page, goal: str) -> None:
    page.goto(f"{goal}edit/")
    fill(page, "Where it stands", "Dropped")
    with next_page(page):
        press(page, "Save$")
    press(page, "Save it anyway$")
    page.wait_for_url(goal)
    done = page.locator(".banners li").first.inner_text()
    page.wait_for_function(HEARD, arg=done.strip())


def test_refusing_retiring_and_closing_need_no_mouse(own_demo, visit):
    found = Objective.objects.get(title="Keep 15% more customers")
    work = found.focus_links.in_order()[0].focus_area
    with visit(own_demo, "leader") as context:
        page = context.new_page()
        page.goto(f"/objectives/{found.pk}/")
        goal = page.url
        refuse(page, goal)
        refused = page.locator("#agreement").inner_text()
        retire(page, goal, work.title)
        close(page, goal)

    assert "Refused" in refused
    assert "Nobody has counted this." in refused
    work.refresh_from_db()
    found.refresh_from_db()
    assert (work.status, found.status) == ("retired", "dropped")
    assert context.notes.console == []
