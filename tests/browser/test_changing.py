"""Two browsers change the same thing; and what a change would do is seen before it is made."""

import re

import pytest

from objectives.models import FocusArea, Objective
from tests.browser.looking import follow, next_page
from tests.browser.test_pages import complaints

WHY = "Slow pages drive people away. Crashes do too. We mend both."


@pytest.fixture
def work(own_demo):
    """A piece of work that no story names, so that nothing comes into doubt."""
    return FocusArea.objects.create(
        ref="FOC-PACE",
        title="Pace",
        rationale=WHY,
        description="All pages.",
        created_at="2026-01-01T00:00Z",
        changed_at="2026-01-01T00:00Z",
    )


def open_form(context, address: str):
    page = context.new_page()
    page.goto(address)
    return page


def write(page, **typed) -> None:
    for name, text in typed.items():
        page.locator(f"main form [name={name}]").fill(text)


def send(page, name: str) -> None:
    follow(page.locator("main form").get_by_role("button", name=name, exact=True).first)


@pytest.mark.trust("E05")
@pytest.mark.parametrize("scripted", [True, False])
def test_of_two_browsers_the_second_sees_both_texts_and_loses_none(own_demo, visit, work, scripted):
    address = f"/focus-areas/{work.pk}/edit/"
    with (
        visit(own_demo, "leader", java_script_enabled=scripted) as first,
        visit(own_demo, "admin", java_script_enabled=scripted) as second,
    ):
        one, other = open_form(first, address), open_form(second, address)
        write(one, title="Speed", rationale=f"Sure. {WHY}", description="Hers.")
        write(other, rationale=f"{WHY} Soon.", description="His.")
        send(one, "Save")
        one.wait_for_url(re.compile(rf"/focus-areas/{work.pk}/$"))
        send(other, "Save")
        said = other.locator("#changed-meanwhile").locator("xpath=../..").inner_text()
        typed = other.locator("main form [name=description]").input_value()
        found = complaints(other) if scripted else []
        other.get_by_label("Keep what stands in the form").last.check()
        send(other, "Save with these choices")
        other.wait_for_url(re.compile(rf"/focus-areas/{work.pk}/$"))

    assert all(text in said for text in ("Hers.", "His.", f"Sure. {WHY}", f"{WHY} Soon."))
    assert typed == "His."
    assert found == []
    work.refresh_from_db()
    assert (work.title, work.description) == ("Speed", "His.")
    assert work.rationale == f"Sure. {WHY} Soon."


def test_what_a_change_would_do_is_seen_first_and_by_keyboard_alone_it_is_made(own_demo, visit):
    goal = Objective.objects.get(title="Keep 15% more customers")
    with visit(own_demo, "leader") as context:
        page = open_form(context, f"/objectives/{goal.pk}/edit/")
        page.locator("main form [name=title]").fill("Keep 15% more of our customers")
        with next_page(page):
            page.keyboard.press("Enter")
        said = page.locator(".consequences").inner_text()
        heard = page.evaluate("document.activeElement.className")
        found = complaints(page)
        for _ in range(2):
            page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.innerText")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(rf"/objectives/{goal.pk}/$"))
        told = page.locator("main, [role=status], .messages").all_inner_texts()

    assert "This puts 1 story" in said
    assert "will be asked again" in said
    assert "consequences" in heard
    assert found == []
    assert focused == "Wording only: the meaning is the same"
    assert any("Carried" in text for text in told)
    assert context.notes.console == []


def test_what_hangs_on_a_goal_that_is_dropped_is_handed_on_in_the_same_step(own_demo, visit):
    goal = Objective.objects.get(title="Keep 15% more customers")
    served = goal.focus_links.count()
    with visit(own_demo, "leader", java_script_enabled=False) as context:
        page = open_form(context, f"/objectives/{goal.pk}/edit/")
        page.locator("main form [name=status]").select_option("dropped")
        send(page, "Save")
        said = page.locator(".consequences").inner_text()
        target = page.locator("[name=move_to] option").nth(1).get_attribute("value")
        page.locator("[name=move_to]").select_option(target)
        send(page, "Save it anyway")
        moving = page.locator(".consequences").inner_text()
        send(page, "Save it anyway")
        page.wait_for_url(re.compile(rf"/objectives/{goal.pk}/$"))

    assert "would lead nowhere" in said
    assert moving != said
    assert served
    assert not goal.focus_links.exists()
    goal.refresh_from_db()
    assert goal.status == "dropped"


def test_what_a_change_would_do_is_also_asked_where_a_thing_stands(own_demo, visit):
    goal = Objective.objects.get(title="Keep 15% more customers")
    with visit(own_demo, "leader") as context:
        page = open_form(context, f"/objectives/{goal.pk}/")
        before = page.locator("#asked-of-me").inner_text()
        page.locator("a.edit").first.click()
        page.locator(".in-place :focus").wait_for()
        page.locator(".in-place form [name=title]").fill("Keep 15% more of them")
        page.locator(".in-place form button.primary").last.click()
        page.locator(".in-place .consequences:focus").wait_for()
        asked_at = page.url
        page.locator(".in-place").get_by_role("button", name="Save it anyway").click()
        page.get_by_role("heading", name="Keep 15% more of them", level=1).wait_for()
        saved_at = page.url
        asked = page.locator("#asked-of-me").inner_text()
        page.reload()
        anew = page.locator("#asked-of-me").inner_text()

    assert asked == anew != before
    assert asked_at.endswith(f"/objectives/{goal.pk}/")
    assert saved_at == asked_at
