"""An executive's five minutes, on a phone and on a wide screen: from the verdict to the pack."""

import os
import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reports.demo import sign_ins
from tests.browser.looking import NARROW, WIDE, follow, next_page, settled, sticking_out
from tests.jobs.turns import do_all_asked_for
from tests.reports.packs.paper import headings_of

PICTURES = os.environ.get("FIVE_MINUTES")  # a folder, for whoever wants to look


@pytest.fixture
def sees():
    """Return a call that holds a step of the way against what makes any page unreadable."""

    def look(page, step):
        assert sticking_out(page) == [], step
        assert page.context.notes.console == [], step
        for scheme in ("light", "dark") if PICTURES else ():
            page.emulate_media(color_scheme=scheme)
            settled(page)
            name = f"{step}-{page.viewport_size['width']}-{scheme}.png"
            page.screenshot(path=Path(PICTURES) / name, full_page=True)

    return look


def words(place) -> str:
    return re.sub(r"\s+", " ", place.inner_text()).strip()


def sign_in(page):
    ines = next(one for one in sign_ins() if one.role == "Executive")
    page.get_by_label("E-mail").fill(ines.email)
    page.get_by_label("Password").fill(ines.password)
    with next_page(page):
        page.keyboard.press("Enter")


def take_along(page, sees) -> bytes:
    """Ask for a pack, let its job make it, and return the PDF as it is downloaded."""
    follow(page.get_by_role("link", name="Take it with you"))
    make = page.get_by_role("button", name="Make the pack")
    expect(make).to_be_visible()
    sees(page, "4-ask")
    follow(make)
    expect(page.get_by_role("region", name="How far it has come")).to_be_visible()
    sees(page, "5-working")
    assert do_all_asked_for(timezone.now()) == ["4 files made"]
    paper = page.get_by_role("link", name="PDF to read and print")
    expect(paper).to_be_visible()
    sees(page, "6-ready")
    with page.expect_download() as waiting:
        paper.click()
    return Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["phone", "wide"])
def test_an_executive_knows_in_five_minutes_and_takes_it_along(own_demo, visit, sees, size):
    with visit(own_demo, "", viewport=size) as context:
        page = context.new_page()
        page.goto("/")
        sign_in(page)
        verdict = page.get_by_role("heading", level=1)
        expect(verdict).to_contain_text("KPIs trace to a business goal both sides agreed on")
        said = words(verdict)
        sees(page, "1-verdict")

        first = page.get_by_role("region", name="What matters most")
        decide = first.locator(":scope > .finding")
        expect(decide).to_have_count(3)
        assert all(words(reason) for reason in decide.locator("p:not(.why)").all())
        expect(decide.locator(".why")).to_have_count(3)
        follow(decide.first.get_by_role("link").first)
        expect(page.get_by_role("heading", level=1)).not_to_have_text(said)
        sees(page, "2-why")
        page.go_back()

        objectives = page.get_by_role("region", name="Objectives")
        follow(objectives.get_by_role("link", name="Keep 15% more"))
        story = page.get_by_role("region", name="The story")
        expect(story).to_contain_text("Average page load time")
        sees(page, "3-story")
        page.go_back()

        pdf = take_along(page, sees)

    assert pdf.startswith(b"%PDF-")
    assert said in headings_of(pdf)
