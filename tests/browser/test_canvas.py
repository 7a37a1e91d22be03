"""The canvas of a goal, edited where it stands: by keyboard, without a script, and together."""

import re

import pytest
from playwright.sync_api import expect

from objectives.models import Objective
from stories.models import Agreement
from tests.browser.looking import refused
from tests.browser.test_pages import LOOKS, ONE_LOOK, complaints

MOST_INPUTS = 60
WORK = (
    ("Website and app performance", "Slow pages drive people away."),
    ("Personalisation", "What people see should be about them."),
    ("Customer support", "Slow answers make people give up."),
)
MEASURES = (
    ("Average page load time", "Who waits leaves.", "s", "2.4", "1.92"),
    ("Orders after a recommendation", "Who is understood orders.", "%", "40", "44"),
    ("Time to resolve a request", "Who waits does not come back.", "h", "31", "26.4"),
)
STORY = (
    "People stay when the shop is quick and speaks to them. We work on @[Website and app "
    "performance], so that @[Average page load time] falls; on @[Personalisation], which we see in "
    "@[Orders after a recommendation]; and on @[Customer support], because whoever waits leaves, "
    "as @[Time to resolve a request] shows."
)

FORGET = """
() => {
  document.getElementById("said").textContent = "";
  document.getElementById("main").dataset.before = "";
}
"""


@pytest.fixture
def own_empty(worlds, address, django_db_blocker):
    """The first day, to write in."""
    with django_db_blocker.unblock():
        yield worlds.enter_copy("empty")
        worlds.leave()


class Hands:
    """Somebody at a keyboard; words are typed, everything else is counted."""

    def __init__(self, page):
        self.page = page
        self.inputs = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.inputs += 1
            self.page.keyboard.press(key)

    def say(self, *words: str) -> None:
        """Type words into one field after the other."""
        for number, one in enumerate(words):
            if number:
                self.press("Tab")
            self.page.keyboard.type(one)

    def open(self) -> None:
        """Go on to the next step, whose form opens in place."""
        self.press("Enter")
        self.page.wait_for_selector(".in-place form")
        self.page.locator(".in-place :focus").wait_for()

    def save(self, key: str = "Control+s") -> None:
        """Send what was typed; the page stands anew and says so."""
        self.page.evaluate(FORGET)
        self.press(key)
        self.page.locator("#main:not([data-before])").wait_for()
        self.page.locator("#said:not(:empty)").wait_for(state="attached")


def test_a_goal_is_entered_from_an_empty_installation_in_under_sixty_inputs(own_empty, visit):
    with visit(own_empty, "leader") as context:
        hands = Hands(context.new_page())
        enter_the_goal(hands)
        enter_its_measures(hands)
        tell_and_agree(hands)

    goal = Objective.objects.get()
    assert goal.title == "Keep 15% more customers"
    assert goal.outcomes.count() == 1
    assert goal.focus_links.count() == 3
    assert [link.focus_area.kpi_links.count() for link in goal.focus_links.all()] == [1, 1, 1]
    assert Agreement.objects.count() == 1
    assert hands.inputs < MOST_INPUTS, hands.inputs


def enter_the_goal(hands: Hands) -> None:
    page = hands.page
    page.goto("/objectives/")
    hands.press("Tab", "Enter", "Tab", "Enter")
    page.wait_for_url("**/objectives/new/")
    hands.say(
        "Keep 15% more customers",
        "Of a hundred customers, ninety buy again.",
        "A customer kept costs a fifth of a customer won.",
        "Cus",
        "",
        "Mira",
        "07072026",
    )
    hands.press("Tab")
    hands.say("", "06062027")
    hands.press("Tab")
    hands.say("", "Act")
    hands.press("Control+s")
    page.wait_for_url("**/#next")


def enter_its_measures(hands: Hands) -> None:
    """State how success shows, then the work, then what measures it."""
    hands.open()
    hands.say("Customer retention", "%", "78", "90")
    hands.save("Enter")
    hands.open()
    for work, because in WORK:
        hands.say(work, because)
        hands.save("Enter")
        hands.page.locator("[name=name]:focus").wait_for()
    hands.press("Escape")
    for measure in MEASURES:
        hands.open()
        hands.say(*measure)
        hands.save("Enter")


def tell_and_agree(hands: Hands) -> None:
    page = hands.page
    hands.open()
    hands.say(STORY)
    hands.save()
    page.locator("#next:focus").wait_for()
    hands.press("Enter")
    page.wait_for_url("**/story/agree/*")
    hands.press("Shift+Tab", "Shift+Tab", "Shift+Tab", "Enter")
    page.wait_for_url(re.compile(r"/objectives/\d+/(#.*)?$"))


@pytest.fixture
def page(own_demo, visit):
    with visit(own_demo, "leader") as context:
        yield context.new_page()


@pytest.fixture
def reader(demo, reading):
    """A page on which nothing is stored."""
    return reading(demo, "leader")


def goal() -> Objective:
    return Objective.objects.get(title="Keep 15% more customers")


def open_menu(page, title: str, deed: str) -> None:
    page.locator("summary", has_text=f"Change “{title}”").first.focus()
    page.keyboard.press("Enter")
    page.locator(".deeds[open]").get_by_text(deed, exact=True).focus()
    page.keyboard.press("Enter")


def open_form(page, title: str, deed: str) -> None:
    open_menu(page, title, deed)
    opened(page)


def opened(page) -> None:
    """Wait until a form is where it opens, and takes what is typed."""
    page.locator(".in-place :focus").wait_for()


def focused(page) -> str:
    return page.evaluate("document.activeElement.textContent.trim().replace(/\\s+/g, ' ')")


def test_a_piece_is_changed_where_it_stands_and_the_focus_comes_back(page):
    page.goto(f"/objectives/{goal().pk}/")
    open_menu(page, "Average page load time", "Name and meaning")
    page.locator(".in-place [name=title]:focus").fill("Average page load")
    page.keyboard.press("Enter")
    page.locator(".in-place .consequences:focus").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Average page load", exact=True).first.wait_for()
    page.locator("summary:focus").wait_for()

    expect(page.locator("#said")).to_contain_text("Saved: Name of the measure.")
    assert focused(page) == "⋯Change “Average page load”"
    page.locator("figure.chart").first.scroll_into_view_if_needed()
    page.locator(".plot .values_marks path").first.wait_for()  # drawn anew on the page put in place
    assert page.url.endswith(f"/objectives/{goal().pk}/")
    assert refused(page) == []


def test_escape_closes_a_form_and_goes_back_to_its_menu(reader):
    page = reader
    page.goto(f"/objectives/{goal().pk}/")
    open_form(page, "Customer support", "How it moves the goal")
    page.keyboard.press("Escape")

    expect(page.locator(".in-place form")).to_have_count(0)
    assert focused(page) == "⋯Change “Customer support”"


def test_what_is_wrong_is_announced_and_has_the_focus(reader):
    page = reader
    page.goto(f"/objectives/{goal().pk}/")
    open_form(page, "Average page load time", "Target, due date, owner")
    page.locator(".in-place [name=target]").fill("soon")
    page.keyboard.press("Control+s")
    page.locator(".in-place .wrong [name=target]:focus").wait_for()

    expect(page.locator("#said")).to_contain_text("Not saved yet")
    assert page.locator(".in-place [name=target]").input_value() == "soon"


def test_work_moves_up_again_and_again_from_the_keyboard(page):
    page.goto(f"/objectives/{goal().pk}/")
    for place in (1, 0):
        if place:
            open_menu(page, "Customer support", "Move up")
        else:
            page.keyboard.press("Enter")
        title = page.locator(".branch").nth(place).locator("h3").first
        title.get_by_text("Customer support").wait_for()
        page.locator(".deeds[open] button:focus").wait_for()

    first = goal().focus_links.in_order()[0]
    assert str(first.focus_area) == "Customer support"
    expect(page.locator("#said")).to_contain_text(re.compile("^“Customer support” stands above"))


def test_what_somebody_else_saves_appears_and_leaves_what_is_being_typed_alone(own_demo, visit):
    path = f"/objectives/{goal().pk}/"
    with visit(own_demo, "leader") as mine, visit(own_demo, "technology") as theirs:
        page, other = mine.new_page(), theirs.new_page()
        page.goto(path)
        open_form(page, "Average page load time", "Name and meaning")
        page.locator(".in-place [name=meaning]").fill("Half a sentence, not")
        other.goto(path)
        other.locator(".facts .edit").first.click()
        opened(other)
        other.locator(".in-place [name=why]").fill("Who stays buys.")
        other.keyboard.press("Control+s")
        other.locator(".facts", has_text="Who stays buys.").wait_for()
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.locator(".facts", has_text="Who stays buys.").wait_for()

        said = page.locator("[data-news]").inner_text()
        typed = page.locator(".in-place [name=meaning]:focus").input_value()
        page.keyboard.press("Control+s")
        page.get_by_text("Saved: What it means for the business.").first.wait_for()

    assert said == "Changed by Jonas Lehmann just now."
    assert typed == "Half a sentence, not"


EDITING = {
    "a measure": lambda page: open_menu(page, "Average page load time", "Target, due date, owner"),
    "its end": lambda page: open_menu(page, "Average page load time", "Retire it"),
    "the goal": lambda page: page.get_by_role("link", name="Change these words").click(),
    "the story": lambda page: page.get_by_role("link", name="Edit the story").click(),
    "adding": lambda page: page.get_by_role("link", name="Add work").first.click(),
}


@pytest.mark.parametrize("state", EDITING)
def test_a_page_that_is_being_edited_is_whole_for_everybody(reader, state):
    page = reader
    page.goto(f"/objectives/{goal().pk}/")
    EDITING[state](page)
    opened(page)
    if state == "adding":
        page.keyboard.insert_text("Payment")  # at once, so that it is asked once what is alike
        page.locator("[data-found]").wait_for()
    # The page around the form has been looked at in both ways; so is the form with most on it.
    found = complaints(page, looks=LOOKS if state == "adding" else ONE_LOOK)

    assert found == []
    assert page.context.notes.console == []


def test_all_of_it_works_without_a_script(own_demo, visit):
    with visit(own_demo, "leader", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"/objectives/{goal().pk}/")
        page.get_by_role("link", name="Add work").first.click()
        page.get_by_label("What is worked on").fill("Payment")
        page.get_by_role("button", name="Add it").click()
        page.locator("label.choice", has_text="also serves").first.click()
        page.get_by_role("button", name="Add it").click()
        page.get_by_text("Added: “").wait_for()
        page.locator("summary", has_text="Change “Customer support”").click()
        page.get_by_role("button", name="Move up").locator("visible=true").click()
        page.get_by_text("“Customer support” stands above").wait_for()
        page.locator("summary", has_text="Change “Average page load time”").click()
        page.get_by_role("link", name="Name and meaning").locator("visible=true").click()
        page.get_by_label("What it means for the business").fill("How long people wait.")
        page.get_by_role("button", name="Save").first.click()

        assert page.url.endswith(f"/objectives/{goal().pk}/")
        expect(page.locator("main")).to_contain_text("Saved: What it means for the business.")
