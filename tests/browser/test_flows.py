"""What people come for, from end to end, without any script."""

import re
from zipfile import is_zipfile

import pytest
from playwright.sync_api import expect

from objectives.models import Objective
from reports.demo import sign_ins
from tests.browser.looking import follow, next_page
from tests.browser.worlds import SOUND_FILE, zipped

LONGEST = "A name as long as a name may be, " * 6 + "no."


@pytest.fixture
def plain(own_demo, visit):
    """Return a call that opens a page of one's own, without script."""
    opened = []

    def open_page(who):
        context = visit(own_demo, who, java_script_enabled=False)
        opened.append(context)
        return context.__enter__().new_page()

    yield open_page
    for context in opened:
        context.__exit__(None, None, None)


def nowhere(page) -> int:
    """Return how many KPIs the sentence says lead nowhere."""
    page.goto("/")
    said = page.locator("h1 .bad").inner_text()
    return int(re.search(r"\d+", said).group())


def choose(page, label: str, words: str) -> None:
    field = page.get_by_label(re.compile(f"^{label}"))
    option = field.locator("option", has_text=words).first
    field.select_option(option.get_attribute("value"))


def row(page, title: str):
    """Return the finding of that title."""
    return page.locator(".finding").filter(has=page.get_by_role("link", name=title, exact=True))


def button(page, name: str):
    return page.locator("main").get_by_role("button", name=name, exact=True)


def send(page, name: str) -> None:
    """Send a form, and wait for the page that follows."""
    follow(button(page, name))


def enter(page) -> None:
    """Send a form with the key, and wait for the page that follows."""
    with next_page(page):
        page.keyboard.press("Enter")


def test_signing_in_and_out(plain):
    page = plain("")
    ready = next(one for one in sign_ins() if one.role == "Executive")

    page.goto("/kpis/")
    page.get_by_label("E-mail").fill(ready.email)
    page.get_by_label("Password").fill("not the password")
    enter(page)
    assert page.get_by_label("E-mail").input_value() == ready.email
    page.get_by_label("Password").fill(ready.password)
    enter(page)
    assert page.url.endswith("/kpis/")
    page.locator("summary[aria-label]").click()
    follow(page.get_by_role("button", name="Sign out"))
    assert "signed out" in page.locator("h1").inner_text().lower()
    page.goto("/kpis/")

    assert "/sign-in/" in page.url


def test_a_kpi_without_a_line_is_mended_from_the_finding(plain):
    page = plain("leader")
    before = nowhere(page)

    follow(row(page, "Story points per sprint").get_by_role("link", name="Find its goal"))
    page.get_by_label("Search for work by its name").fill("Testing and quality")
    send(page, "Search")
    page.get_by_role("radio", name=re.compile("Testing and quality")).first.check()
    page.get_by_label("How it shows that the work gets on").fill("Tested work is finished work.")
    send(page, "Draw the line")

    expect(page.locator("main")).to_contain_text("measures “Testing and quality” now")
    assert nowhere(page) == before - 1


def test_one_link_mends_all_that_stop_short_at_it(plain):
    page = plain("leader")
    before = nowhere(page)

    page.goto("/findings/?about=kpis&matter=no-line")
    follow(row(page, "Storage used").get_by_role("link", name=re.compile("Link the focus area")))
    choose(page, "Goal that it serves", "Spend 12% less on computing")
    page.get_by_label("How this work moves the goal").fill("Storage is a third of what we pay for.")
    send(page, "Draw the line")

    assert nowhere(page) == before - 2


def test_an_exemption_takes_a_kpi_out_of_the_count(plain):
    page = plain("leader")
    before = nowhere(page)

    follow(row(page, "Story points per sprint").get_by_role("link", name="Exempt"))
    page.get_by_label("Why it is right for now").fill("It helps the team to plan, nothing more.")
    send(page, "Accept it")

    assert nowhere(page) == before - 1


def begin_a_goal(page) -> str:
    """Begin a goal with its own measure of success; return its page."""
    page.goto("/objectives/")
    follow(page.get_by_role("link", name="New objective"))
    page.get_by_label("What the business wants").fill("Lose no parcel")
    page.get_by_label("What changes, and for whom").fill("Every customer gets what they ordered.")
    page.get_by_label("Why it matters").fill("Who waits in vain does not order again.")
    page.get_by_label("What it drives").select_option("customer")
    page.get_by_label(re.compile("^Start")).fill("2026-07-01")
    page.get_by_label(re.compile("^Last day")).fill("2027-06-30")
    choose(page, "Owner on the business side", "Marta Keller")
    choose(page, "Owner on the technology side", "Jonas Lehmann")
    choose(page, "Where it stands", "Active")
    page.get_by_label("Yes, it needs technology").check()
    page.get_by_label("Reference").press("Enter")
    page.wait_for_url(re.compile(r"/objectives/\d+/#next$"))
    goal = page.url.removesuffix("#next")
    # A page of its own; where scripts run, the link would open it in its place.
    page.goto(page.get_by_role("link", name="Add a measure of success").first.get_attribute("href"))
    page.get_by_label("By what success shows").fill("Parcels lost")
    page.get_by_label("Unit").fill("parcels")
    page.get_by_label(re.compile("^Starting point(?! measured)")).fill("80")
    page.get_by_label(re.compile("^Target(?! in words)")).fill("8")
    send(page, "Save")
    page.get_by_text("shows the success of this goal now").first.wait_for()
    page.goto(goal)
    return goal


def build_a_line(page) -> str:
    """Begin a goal, its work and its measure, each from the page before; return the goal's page."""
    goal = begin_a_goal(page)
    follow(page.get_by_role("link", name="Add work").first)
    page.get_by_label("What is worked on").fill("Parcels that report where they are")
    page.get_by_label("How this work moves the goal").fill("A parcel that reports is not lost.")
    send(page, "Add it")
    follow(page.get_by_role("link", name="Add a KPI").first)
    page.get_by_label("Name of the measure").fill("Parcels found within a day")
    page.get_by_label("How it shows that the work gets on").fill("Who reports is found.")
    send(page, "Add it")
    return goal


def test_a_goal_is_built_from_nothing_and_agreed_by_both(plain):
    page = plain("leader")

    goal = build_a_line(page)
    page.goto(goal)
    follow(page.get_by_role("link", name="Write the story").first)
    page.get_by_label("How the work moves the goal").fill(
        "A parcel is lost when nobody looks. @[Parcels that report where they are] tells us "
        "where each is, and @[Parcels found within a day] shows that it does."
    )
    send(page, "Save the story")
    for who in ("leader", "technology"):
        page = plain(who)
        page.goto(goal)
        follow(page.get_by_role("link", name=re.compile("^Agree")).first)
        send(page, "Agree")

    assert page.url == goal
    expect(page.locator("main")).to_contain_text("Agreed by both")
    follow(page.get_by_role("link", name="Parcels found within a day", exact=True).first)
    expect(page.locator("main")).to_contain_text("Traced and agreed")


def test_a_failed_save_says_why_and_keeps_what_was_typed(plain):
    page = plain("leader")

    page.goto("/objectives/new/")
    page.get_by_label("What the business wants").fill("Grow abroad")
    page.get_by_label("What changes, and for whom").fill("People abroad buy from us.")
    page.get_by_label(re.compile("^Start")).fill("2027-06-30")
    page.get_by_label(re.compile("^Last day")).fill("2027-01-01")
    send(page, "Create the goal")

    expect(page.locator("main")).to_contain_text("start before it ends")
    assert page.get_by_label("What the business wants").input_value() == "Grow abroad"
    kept = page.get_by_label("What changes, and for whom").input_value()
    assert kept == "People abroad buy from us."
    assert not Objective.objects.filter(title="Grow abroad").exists()


def test_the_longest_name_is_stored_whole_and_fits_the_page(plain):
    page = plain("leader")
    name = LONGEST[:200]

    page.goto("/objectives/new/")
    page.get_by_label("What the business wants").fill(name)
    enter(page)
    page.set_viewport_size({"width": 390, "height": 844})

    assert page.locator("h1").inner_text() == name
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_workbook_is_looked_at_and_then_stored(plain):
    page = plain("leader")
    workbook = {"name": "plan.zip", "mimeType": "application/zip", "buffer": zipped(SOUND_FILE)}

    page.goto("/exchange/")
    page.locator("input[type=file]").set_input_files(workbook)
    send(page, "Look at what would happen")
    expect(page.locator("main")).to_contain_text("Orders out in a day")
    assert not Objective.objects.filter(ref="NEW-1").exists()
    send(page, "Store it")

    expect(page.locator("main")).to_contain_text("“plan.zip” is stored")
    assert Objective.objects.filter(ref="NEW-1").exists()


def test_a_file_that_is_no_workbook_gets_a_sentence(plain):
    page = plain("leader")
    picture = {"name": "cat.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n"}

    page.goto("/exchange/")
    page.locator("input[type=file]").set_input_files(picture)
    send(page, "Look at what would happen")

    expect(page.locator(".wrong")).to_contain_text("is no")
    assert page.locator("input[type=file]").is_visible()


@pytest.mark.parametrize("kind", ["Excel workbook", "Zip of CSV files"])
def test_everything_can_be_taken_away(plain, kind):
    page = plain("executive")

    page.goto("/exchange/")
    with page.expect_download() as download:
        page.get_by_role("link", name=kind).click()

    assert is_zipfile(download.value.path())
