"""What was done to a thing, in words, and how it is put back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from kpis.services import Reading, correct_measurement, edit_kpi, record_measurements
from objectives.services import (
    create_objective,
    edit_focus_area,
    edit_focus_link,
    edit_objective,
    link_focus_area,
    share_objective,
    unlink_focus_area,
)
from stories.pages.history import PAGE_SIZE, history_of
from stories.services import (
    Refusal,
    agree,
    exempt,
    judge_line,
    link_kpi,
    refuse_story,
    write_story,
)
from tests import make
from tests.conftest import NOW, TODAY
from tests.stories.pages import company, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make.user("Ana", role="leader")


def newest(user, thing):
    """Return what was done to a thing last, as it is stored now."""
    thing.refresh_from_db()
    return history_of(user, thing)[0]


def said(user, thing) -> list[str]:
    """Return every sentence of a thing's history, newest first."""
    return [line for entry in history_of(user, thing) for line in (entry.text, *entry.more)]


def test_a_figure_went_from_one_to_another_in_its_unit(ana):
    kpi = make.kpi()

    edit_kpi(kpi=kpi, facts={"target": Decimal("1.80")}, version=1, by=ana, at=NOW)

    assert said(ana, kpi)[0] == "The target went from 1.92 s to 1.8 s"


def test_days_choices_and_titles_are_said_as_people_read_them(ana):
    kpi = make.kpi("Load time")
    facts = {"due_on": date(2027, 7, 31), "status": "paused", "title": "Loading", "cadence": ""}

    edit_kpi(kpi=kpi, facts=facts, version=1, by=ana, at=NOW)

    assert set(said(ana, kpi)) == {
        "The title went from “Load time” to “Loading”",
        "The cadence Every month was taken out",
        "The due date went from 30 June 2027 to 31 July 2027",
        "The status went from Live to Paused",
    }


def test_a_reworded_text_shows_which_words_went_and_came(ana):
    goal = make.objective(statement="Fifteen in a hundred stay.")

    edit_objective(
        objective=goal, facts={"statement": "Twenty in a hundred stay."}, version=1, by=ana, at=NOW
    )

    entry = history_of(ana, goal)[0]
    assert entry.text == "The statement was reworded"
    pieces = [(piece.kind, piece.text.strip()) for piece in entry.rewordings[0].pieces]
    assert pieces == [("removed", "Fifteen"), ("added", "Twenty"), ("same", "in a hundred stay.")]


def test_people_and_goals_are_said_by_name(ana):
    goal, bo = make.objective(), make.user("Bo")
    facts = {"business_owner": bo, "parent": make.objective("Top"), "confidential": True}

    edit_objective(objective=goal, facts=facts, version=1, by=make.user(role="admin"), at=NOW)

    assert said(bo, goal)[:3] == [
        "The owner for business was set to Bo",
        "The goal above was set to Top",
        "It became confidential",
    ]


def test_links_are_told_with_their_reason_on_the_pages_of_both_ends(ana):
    goal, work, kpi = make.objective("Stay"), make.focus_area("Speed"), make.kpi("Load time")
    link = link_focus_area(
        focus_area=work, objective=goal, because="A slow page is bad.", by=ana, at=NOW
    )
    link_kpi(kpi=kpi, focus_area=work, by=ana, at=NOW)

    assert said(ana, goal) == ["Linked to “Speed”, because a slow page is bad"]
    assert said(ana, work) == [
        "Linked to “Load time”, without a reason",
        "Linked to “Stay”, because a slow page is bad",
    ]
    assert said(ana, kpi) == ["Linked to “Speed”, without a reason"]

    unlink_focus_area(link=link, by=ana, at=NOW)

    assert said(ana, goal)[0] == "No longer linked to “Speed”"


def test_a_link_that_was_moved_is_told_where_it_was_and_where_it_is(ana):
    goal, other, work = make.objective("Stay"), make.objective("Grow"), make.focus_area("Speed")
    link = link_focus_area(focus_area=work, objective=goal, by=ana, at=NOW)

    edit_focus_link(link=link, facts={"objective": other}, version=1, by=ana, at=NOW)

    assert "The objective went from Stay to Grow" in said(ana, goal)
    assert "The objective went from Stay to Grow" in said(ana, other)


def test_story_agreement_and_judgement_are_told_on_the_page_of_the_goal(ana):
    goal = make.ready(make.objective(business_owner=ana))
    work = make.focus_area("Speed")
    link = link_focus_area(focus_area=work, objective=goal, because="So.", by=ana, at=NOW)
    write_story(objective=goal, body="It works by @[Speed].", version=0, by=ana, at=NOW)
    agree(objective=goal, side="business", by=ana, at=NOW)
    judge_line(link=link, side="business", word="refused", note="Never.", by=ana, at=NOW)

    assert said(ana, goal) == [
        "Business says that the link to “Speed” is not true: “Never.”",
        "Agreed for business to version 1 of the story",
        "The story was written",
        "Linked to “Speed”, because so",
    ]


def test_values_have_a_table_of_their_own_but_corrections_are_told(ana):
    kpi = make.kpi()
    days = [Reading(TODAY - timedelta(days=number), Decimal(2)) for number in range(9)]
    rows = record_measurements(kpi=kpi, values=days, by=ana, at=NOW)
    correct_measurement(measurement=rows[-1], value=Decimal(3), reason="Typo.", by=ana, at=NOW)

    assert said(ana, kpi) == ["The value of 21 November 2026 was corrected from 2 to 3"]


def test_what_is_accepted_and_shared_is_told(ana):
    kpi, goal = make.kpi(), make.objective(confidential=True, business_owner=ana)
    exempt(thing=kpi, reason="Lights.", expires_on=date(2026, 12, 24), by=ana, at=NOW)
    share_objective(objective=goal, with_people=[make.user("Bo")], version=1, by=ana, at=NOW)

    assert said(ana, kpi) == ["Accepted until 24 December 2026: “Lights.”"]
    assert said(ana, goal) == ["Shared with Bo"]


def test_times_are_those_of_the_reader(ana):
    goal = make.objective()
    edit_objective(objective=goal, facts={"title": "Else"}, version=1, by=ana, at=NOW)

    far = make.user(time_zone="Asia/Tokyo")

    assert history_of(ana, goal)[0].when == "21 November 2026, 09:30"
    assert history_of(far, goal)[0].when == "21 November 2026, 18:30"


def test_a_confidential_goal_leaves_no_trace_in_the_history_of_its_work_and_measures(ana):
    admin = make.user(role="admin")
    secret = create_objective(
        facts={"title": "Buy Corrente", "confidential": True}, by=admin, at=NOW
    )
    work, kpi = make.focus_area("Speed"), make.kpi(perspective="joint")
    link = link_focus_area(focus_area=work, objective=secret, because="Psst.", by=admin, at=NOW)
    link_focus_area(focus_area=work, objective=make.objective("Open"), by=admin, at=NOW)
    edit_kpi(kpi=kpi, facts={"outcome_of": secret}, version=1, by=admin, at=NOW)
    edit_kpi(kpi=kpi, facts={"outcome_of": None}, version=2, by=admin, at=NOW)
    unlink_focus_area(link=link, by=admin, at=NOW)

    told = " ".join([*said(ana, work), *said(ana, kpi)])

    assert "Linked to “Open”" in told
    assert "Corrente" not in told
    assert "Psst" not in told
    assert "success" not in told
    assert "Corrente" in " ".join(said(admin, work))


def test_all_of_the_history_is_on_a_page_of_its_own_by_fifty(ana, signed_in):
    goal = make.objective()
    for number in range(1, PAGE_SIZE + 3):
        facts = {"title": f"Title {number}"}
        edit_objective(objective=goal, facts=facts, version=number, by=ana, at=NOW)
    client = signed_in(ana)

    first = client.get(f"/objectives/{goal.pk}/history/")
    page = first.context["page"]
    second = client.get(page.pager.next).context["page"]

    assert len(page.entries) == PAGE_SIZE
    assert "Title 52" in page.entries[0].text
    assert [entry.text for entry in second.entries][-1].endswith("to “Title 1”")
    assert (page.pager.previous, second.pager.next) == ("", "")
    assert second.pager.previous == f"/objectives/{goal.pk}/history/"


def test_a_history_of_nothing_says_so(ana, signed_in):
    kpi = make.kpi()

    assert "There is no other change on record" in text(signed_in(ana), f"/kpis/{kpi.pk}/history/")


def test_an_earlier_text_is_put_back_after_its_difference_was_shown(ana, signed_in):
    goal, client = make.objective(why="Few stay.", title="Stay"), signed_in(ana)
    edit_objective(objective=goal, facts={"why": "They leave."}, version=1, by=ana, at=NOW)
    href = newest(ana, goal).restore_href

    asked = text(client, href)
    answer = client.post(href, {"version": 2})

    goal.refresh_from_db()
    assert "The reason why it matters was reworded" in asked
    assert answer.status_code == 302
    assert (goal.why, goal.version) == ("Few stay.", 3)
    assert newest(ana, goal).restore_href != ""
    assert history_of(ana, goal)[1].restore_href == ""


def test_an_old_target_put_back_finds_its_agreement_again(signed_in):
    world = company()
    old, owner = world.kpi.target, world.kpi.owner
    edit_kpi(kpi=world.kpi, facts={"target": Decimal("1.5")}, version=1, by=owner, at=NOW)
    href = newest(owner, world.kpi).restore_href

    signed_in(owner).post(href, {"version": 2})

    world.kpi.refresh_from_db()
    assert world.kpi.target == old
    page = text(signed_in(world.business), f"/objectives/{world.goal.pk}/")
    assert "changed since" not in page.lower()


def test_putting_back_over_a_newer_version_is_refused(ana, signed_in):
    work, client = make.focus_area("Speed"), signed_in(ana)
    edit_focus_area(focus_area=work, facts={"title": "Pace"}, version=1, by=ana, at=NOW)
    href = newest(ana, work).restore_href
    edit_focus_area(focus_area=work, facts={"description": "More."}, version=2, by=ana, at=NOW)

    answer = client.post(href, {"version": 2})

    work.refresh_from_db()
    assert answer.status_code == 409
    assert work.title == "Pace"


def test_the_reason_of_a_link_is_put_back(ana, signed_in):
    work, goal = make.focus_area("Speed"), make.objective()
    link = link_focus_area(focus_area=work, objective=goal, because="One.", by=ana, at=NOW)
    edit_focus_link(link=link, facts={"because": "Two."}, version=1, by=ana, at=NOW)

    signed_in(ana).post(newest(ana, goal).restore_href, {"version": 2})

    link.refresh_from_db()
    assert link.because == "One."


def test_nothing_is_offered_to_those_who_may_only_read(ana, signed_in):
    goal, reader = make.objective(why="Few stay."), make.user()
    edit_objective(objective=goal, facts={"why": "They leave."}, version=1, by=ana, at=NOW)
    href = newest(ana, goal).restore_href

    assert history_of(reader, goal)[0].restore_href == ""
    assert signed_in(reader).get(href).status_code == 403
    assert signed_in(ana).get("/history/999999/restore/").status_code == 404


def test_a_history_asks_as_often_for_many_changes_as_for_few(
    ana, signed_in, assert_constant_queries
):
    goal = make.objective()
    client = signed_in(ana)

    def grow() -> None:
        for number in range(6):
            work = make.focus_area()
            link_focus_area(focus_area=work, objective=goal, by=ana, at=NOW)
            make.event(goal, "edit", before={"why": f"{number}"}, after={"why": f"{number} more"})

    grow()

    assert_constant_queries(lambda: client.get(f"/objectives/{goal.pk}/history/"), grow)


def test_the_reason_of_a_refusal_is_kept_from_those_from_whom_its_line_is_hidden(ana):
    world = company()
    refusal = Refusal("business", "Nobody outside may know of the merger.")
    refuse_story(objective=world.goal, refusal=refusal, by=world.business, at=NOW)

    open_to_all = newest(ana, world.goal).text
    hidden = make.objective("Merger", confidential=True, business_owner=world.business)
    world.kpi.outcome_of, world.kpi.perspective = hidden, "joint"
    world.kpi.save()

    assert "merger" in open_to_all
    assert newest(ana, world.goal).text.startswith("Refused to agree for")
    assert "merger" not in newest(ana, world.goal).text
    assert "merger" in newest(world.business, world.goal).text
