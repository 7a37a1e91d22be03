"""The story is written on the page of its goal as on the page of its own, and nothing is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from objectives.models import Objective
from stories.models import Story, StoryDraft
from tests.browser.looking import at_rest
from tests.browser.test_story_editor import begin, options, text


@pytest.fixture
def goal(own_demo):
    return Objective.objects.filter(story__isnull=False).order_by("pk").first()


@pytest.fixture
def page(own_demo, visit):
    with visit(own_demo, "leader") as context:
        yield context.new_page()
        # What the editor sends when it is left must not reach a company that is gone.
        context.set_offline(True)


def opened(page: Page, goal) -> None:
    page.goto(f"/objectives/{goal.pk}/")
    page.get_by_role("link", name="Edit the story").focus()
    page.keyboard.press("Enter")
    page.locator("#place-story textarea:focus").wait_for()


def test_it_is_told_named_looked_over_and_saved_where_it_stands(page, goal):
    opened(page, goal)
    begin(page, " We leverage @page")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="leverage")).to_be_visible()
    page.keyboard.press("Control+s")
    anyway = page.get_by_role("button", name="Save it anyway")
    expect(anyway).to_be_visible()
    at_rest(page)
    anyway.click()
    page.locator("#story .edit:focus").wait_for()

    assert page.url.endswith(f"/objectives/{goal.pk}/")
    expect(page.locator("#said")).to_contain_text("The story is saved.")
    expect(page.locator("#story .story")).to_contain_text("We leverage")
    assert not StoryDraft.objects.exists()
    assert "\n".join(page.context.notes.console) == ""


def test_what_was_typed_is_kept_when_the_place_is_closed(page, goal):
    opened(page, goal)
    begin(page, " Half a sent")
    expect(page.locator("[data-draft-status]")).to_have_text(re.compile(r"^Draft kept"))
    page.keyboard.press("Escape")
    page.locator("#story .edit:focus").wait_for()
    page.keyboard.press("Enter")
    use = page.get_by_role("link", name="Use it")
    expect(use).to_be_visible()
    at_rest(page)
    use.click()
    page.get_by_role("region", name="Your draft").get_by_text("This is").wait_for()

    assert text(page).input_value().endswith(" Half a sent")
    assert page.url.endswith(f"/objectives/{goal.pk}/")


def test_somebody_who_saved_first_is_shown_beside_what_one_typed(page, goal):
    opened(page, goal)
    begin(page, " Mine at the end.")
    story = Story.objects.get(objective=goal)
    story.body, story.version = f"Theirs first. {story.body}", story.version + 1
    story.save(update_fields=["body", "version"])
    page.keyboard.press("Control+s")
    page.locator("#place-story .conflict").wait_for()

    assert page.url.endswith(f"/objectives/{goal.pk}/")
    shown = page.locator("#place-story").inner_text()
    assert "Theirs first." in shown
    assert "Mine at the end." in shown
