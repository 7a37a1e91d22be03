"""Somebody is named in a comment with the keyboard alone, and without a script by typing."""

from playwright.sync_api import expect

from objectives.models import Objective
from stories.models import Comment
from tests.browser.looking import write
from tests.browser.test_pages import complaints
from tests.browser.test_story_editor import options


def test_a_person_is_chosen_after_an_at_sign(own_demo, visit):
    goal = Objective.objects.get(title="Keep 15% more customers")
    with visit(own_demo, "leader") as context:
        page = context.new_page()
        page.goto(f"/objectives/{goal.pk}/")
        words = page.locator("#talk-form").get_by_label("Your words")
        words.focus()
        write(page, "Is this so, @jon")
        expect(options(page).first).to_contain_text("Jonas Lehmann")
        found = complaints(page)
        said = page.locator("#talk-form .picker [role=status]").inner_text()
        page.keyboard.press("Enter")
        chosen = words.input_value()
        page.keyboard.press("Tab")
        page.locator("#talk-form").get_by_role("button", name="Say it").click()
        page.locator(".thread", has_text="Is this so, @Jonas Lehmann").wait_for()

    assert found == []
    assert said.startswith("1 name to choose from")
    assert chosen == "Is this so, @[Jonas Lehmann] "
    assert "@[person:" in Comment.objects.latest("pk").body
    assert context.notes.console == []
