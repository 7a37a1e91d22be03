"""Two sides take a goal from nothing to agreed, and notice when it is hollowed out."""

import re
from contextlib import ExitStack

import pytest

from tests.browser.axe import EVERY_RULE, violations
from tests.browser.test_flows import begin_a_goal, choose, send

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
    page.get_by_label("What is worked on").fill(WORK)
    page.get_by_label("How this work moves the goal").fill("A parcel that reports is not lost.")
    send(page, "Add it")
    page.get_by_role("link", name=WORK, exact=True).first.click()


def add_measure(page) -> None:
    page.get_by_role("link", name="Add a KPI").first.click()
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
    page.get_by_role("link", name="Write the story").first.click()
    page.get_by_label("How the work moves the goal").fill(STORY)
    send(page, "Save the story")


def agree(page, goal: str) -> str:
    """Agree, and return what the page before it says."""
    page.goto(goal)
    page.get_by_role("link", name=re.compile("^Agree")).first.click()
    shown = page.locator("main").inner_text()
    assert violations(page, EVERY_RULE) == []
    send(page, "Agree")
    page.wait_for_url(goal)
    return shown


def aim_at(page, target: str) -> str:
    """Change the target, in spite of what hangs on it; return what is said of that first."""
    page.goto("/kpis/?q=Parcels+found")
    page.locator("main").get_by_role("link", name=MEASURE).first.click()
    page.get_by_role("link", name="Edit", exact=True).first.click()
    page.get_by_label(re.compile("^Target(?! in words)")).fill(target)
    send(page, "Save")
    said = ""
    if page.url.endswith("/edit/"):
        said = page.locator("main").inner_text()
        assert violations(page, EVERY_RULE) == []
        send(page, "Save it anyway")
    page.wait_for_url(re.compile(r"/kpis/\d+/$"))
    return said


def said_of_the_line(page, goal: str) -> dict[str, str]:
    """Return what each page says that shows the line, its goal as it is seen and others as sent."""
    page.goto(goal)
    work, measure = (
        page.get_by_role("link", name=name).first.get_attribute("href") for name in (WORK, MEASURE)
    )
    asked = {
        "its work": [work, ""],
        "its measure": [measure, ""],
        "all goals": ["/objectives/?q=parcel", "Lose no parcel"],
        "all measures": ["/kpis/?q=Parcels+found", MEASURE],
        "all findings": ["/findings/?about=kpis&q=Parcels+found", ""],
    }
    sent = page.evaluate(SENT, list(asked.values()))
    return {"its goal": page.locator("main").inner_text()} | dict(zip(asked, sent, strict=True))


def assert_agreed(page, goal: str) -> None:
    said = said_of_the_line(page, goal)

    assert {place: CHANGED in text for place, text in said.items()} == dict.fromkeys(said, False)
    assert "changed after it was agreed" not in said["all findings"]
    assert "1 of 1 line sound" in said["its goal"]
    assert "Agreed by both" in said["its goal"]
    assert "Agreed by both" in said["all goals"]
    for place in ("its work", "its measure", "all measures"):
        assert AGREED in said[place]


def assert_changed(page, goal: str) -> None:
    said = said_of_the_line(page, goal)
    findings = said.pop("all findings")

    assert {place: CHANGED in text for place, text in said.items()} == dict.fromkeys(said, True)
    assert "changed after it was agreed" in findings
    assert "0 of 1 line sound" in said["its goal"]
    assert "Agreed by both" not in said["its goal"]
    assert "Agreed by both" not in said["all goals"]


def test_a_goal_is_agreed_hollowed_out_restored_and_agreed_anew(people):
    business, technology, lead = people

    goal = begin_a_goal(business)
    link_work(technology, goal)
    add_measure(technology)
    write_story(technology, goal)
    agree(business, goal)
    assert "Waiting for technology" in business.locator("main").inner_text()
    agree(technology, goal)
    for page in people:
        assert_agreed(page, goal)

    said = aim_at(lead, "75")
    assert "Nothing is saved yet" in said
    assert "1 story, 1 line and 1 measure in doubt" in said
    assert "Jonas Lehmann and Marta Keller will be asked again" in said
    for page in people:
        assert_changed(page, goal)

    assert aim_at(lead, "90") == ""
    assert_agreed(business, goal)

    aim_at(lead, "75")
    shown = agree(business, goal)
    assert "What changed since business last agreed" in shown
    assert "The target went from 90.00% to 75.00%." in shown
    assert "Waiting for technology" in business.locator("main").inner_text()
    agree(technology, goal)
    assert_agreed(technology, goal)

    aim_at(lead, "90")
    assert_agreed(business, goal)
    assert [page.context.notes.elsewhere for page in people] == [[], [], []]
