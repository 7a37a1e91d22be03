"""Two sides take a goal from nothing to agreed, and notice when it is hollowed out."""

import re
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from tests.browser.axe import EVERY_RULE, violations
from tests.browser.looking import follow
from tests.browser.test_flows import begin_a_goal, button, choose, send

WORK, MEASURE = "Parcels that report where they are", "Parcels found within a day"
STORY = (
    f"A parcel is lost when nobody looks. @[{WORK}] tells us where each is, so that nobody "
    f"has to look for long, and @[{MEASURE}] shows that it does."
)
CHANGED = "Changed since agreed"
AGREED = "Traced and agreed"
# What pages say, or their first row with a title in it.
SENT = """
(asked) => Promise.all(asked.map(async ([path, title]) => {
  const text = await (await fetch(path)).text();
  const main = new DOMParser().parseFromString(text, "text/html").querySelector("main");
  const parts = title ? [...main.querySelectorAll("tr, .finding")] : [main];
  const said = parts.map((one) => one.textContent.replace(/\\s+/g, " ").trim());
  return said.find((one) => one.includes(title));
}))
"""


@pytest.fixture
def people(own_demo, visit):
    """Three people at their browsers: the owner of each side, and the tech lead of the measure."""
    with ExitStack() as opened:
        yield tuple(
            opened.enter_context(visit(own_demo, who)).new_page()
            for who in ("leader", "technology", "lead")
        )


def link_work(page, goal: str) -> None:
    page.goto(goal)
    page.get_by_role("link", name="Add work").first.click()
    page.locator(".in-place :focus").wait_for()
    page.get_by_label("What is worked on").fill(WORK)
    page.get_by_label("How this work moves the goal").fill("A parcel that reports is not lost.")
    button(page, "Add it").click()
    follow(page.get_by_role("link", name=WORK, exact=True).first)


def add_measure(page) -> None:
    follow(page.get_by_role("link", name="Add a KPI").first)
    page.get_by_label("Name of the measure").fill(MEASURE)
    page.get_by_label("What is counted, and how").fill("Of all parcels that somebody asks for.")
    page.get_by_label("Unit").fill("%")
    page.get_by_label("Which way is good").select_option("up")
    page.get_by_label(re.compile("^Starting point(?! measured)")).fill("60")
    page.get_by_label(re.compile("^Target(?! in words)")).fill("90")
    page.get_by_label("To be reached by").fill("2027-06-30")
    page.get_by_label("How it shows that the work gets on").fill("Who reports is found.")
    choose(page, "Owner", "Aiko Tanaka")
    send(page, "Create the KPI")


def write_story(page, goal: str) -> None:
    page.goto(goal)
    follow(page.get_by_role("link", name="Write the story").first)
    page.get_by_label("How the work moves the goal").fill(STORY)
    send(page, "Save the story")


def agree(page, goal: str, *, looked_at: bool = False) -> str:
    """Agree, and return what the page before it says; look at that where it shows something new."""
    page.goto(goal)
    follow(page.get_by_role("link", name=re.compile("^Agree")).first)
    shown = page.locator("main").inner_text()
    if looked_at:
        assert violations(page, EVERY_RULE) == []
    send(page, "Agree")
    page.wait_for_url(goal)
    return shown


def aim_at(page, target: str, *, looked_at: bool = False) -> str:
    """Change the target, in spite of what hangs on it; return what is said of that first."""
    page.goto("/kpis/?q=Parcels+found")
    follow(page.locator("main").get_by_role("link", name=MEASURE).first)
    follow(page.get_by_role("link", name="Edit", exact=True).first)
    page.get_by_label(re.compile("^Target(?! in words)")).fill(target)
    send(page, "Save")
    said = ""
    if page.url.endswith("/edit/"):
        said = page.locator("main").inner_text()
        if looked_at:
            assert violations(page, EVERY_RULE) == []
        send(page, "Save it anyway")
    page.wait_for_url(re.compile(r"/kpis/\d+/$"))
    return said


def said_of_the_line(goal: str, *people) -> tuple[list[str], dict[str, str]]:
    """Return what the goal says to each, and other pages that show the line to one of them."""
    of_the_goal, elsewhere = [], {}
    for number, page in enumerate(people):
        page.goto(goal)
        of_the_goal.append(page.locator("main").inner_text())
        work, measure = (
            page.get_by_role("link", name=name).first.get_attribute("href")
            for name in (WORK, MEASURE)
        )
        asked = [
            ("its work", work, ""),
            ("all measures", "/kpis/?q=Parcels+found", MEASURE),
            ("all findings", "/findings/?about=kpis&q=Parcels+found", ""),
            ("its measure", measure, ""),
            ("all goals", "/objectives/?q=parcel", "Lose no parcel"),
        ][number :: len(people)]
        sent = page.evaluate(SENT, [[path, title] for _, path, title in asked])
        elsewhere |= dict(zip([place for place, *_ in asked], sent, strict=True))
    return of_the_goal, elsewhere


def assert_agreed(goal: str, *people) -> None:
    of_the_goal, elsewhere = said_of_the_line(goal, *people)

    for said in of_the_goal:
        assert CHANGED not in said
        assert "1 of 1 line sound" in said
        assert "Agreed by both" in said
    assert [place for place, said in elsewhere.items() if CHANGED in said] == []
    assert "changed after it was agreed" not in elsewhere["all findings"]
    assert "Agreed by both" in elsewhere["all goals"]
    for place in ("its work", "its measure", "all measures"):
        assert AGREED in elsewhere[place]


def assert_changed(goal: str, *people) -> None:
    of_the_goal, elsewhere = said_of_the_line(goal, *people)
    findings = elsewhere.pop("all findings")

    for said in of_the_goal:
        assert CHANGED in said
        assert "0 of 1 line sound" in said
        assert "Agreed by both" not in said
    assert [place for place, said in elsewhere.items() if CHANGED not in said] == []
    assert "changed after it was agreed" in findings
    assert "Agreed by both" not in elsewhere["all goals"]


def test_a_goal_is_agreed_hollowed_out_restored_and_agreed_anew(people):
    business, technology, lead = people

    goal = begin_a_goal(business)
    link_work(technology, goal)
    add_measure(technology)
    write_story(technology, goal)
    agree(business, goal, looked_at=True)
    expect(business.locator("main")).to_contain_text("Waiting for technology")
    agree(technology, goal)
    assert_agreed(goal, *people)

    said = aim_at(lead, "75", looked_at=True)
    assert "Nothing is saved yet" in said
    assert "1 story, 1 line and 1 measure in doubt" in said
    assert "Jonas Lehmann and Marta Keller will be asked again" in said
    assert_changed(goal, *people)

    assert aim_at(lead, "90") == ""
    assert_agreed(goal, business)

    aim_at(lead, "75")
    shown = agree(business, goal, looked_at=True)
    assert "What changed since business last agreed" in shown
    assert "The target went from 90.00% to 75.00%." in shown
    expect(business.locator("main")).to_contain_text("Waiting for technology")
    agree(technology, goal)
    assert_agreed(goal, technology)

    aim_at(lead, "90")
    assert_agreed(goal, business)
    assert [page.context.notes.elsewhere for page in people] == [[], [], []]
