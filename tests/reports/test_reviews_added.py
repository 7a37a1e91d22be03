"""Matters of one's own, goals dropped in a review, and what is left undecided; on paper, too."""

import pytest

from objectives.models import Objective
from reports.models import Decision, Matter
from reports.reviews import on_paper
from reports.reviews.adding import add_matter
from reports.reviews.minutes import minutes_of
from tests import make
from tests.conftest import NOW
from tests.refusing import refusal
from tests.remembering import remembered
from tests.reports.companies import mixed
from tests.reports.packs.paper import headings_of
from tests.stories.pages import settled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
CANARY = "Zebrafinch merger"


@pytest.fixture
def clock(time_machine):
    """Let the pages live on the day of the tests."""
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
@remembered
def world():
    """Return the company with a confidential goal, its measure of success, and an open review."""
    world = mixed()
    world.secret = make.objective(
        CANARY, business_owner=world.whole.business, confidential=True, status="active"
    )
    world.outcome = make.kpi("Zebrafinch share", outcome_of=world.secret, perspective="joint")
    world.review = make.review("Board", chair=world.whole.business)
    world.outsider = make.user("Lea", role="leader")
    settled()
    return world


def add(client, world, **said):
    return client.post(f"/reviews/{world.review.pk}/matters/new/", {"title": "Our own"} | said)


def rows_of(client, world):
    return client.get(f"/reviews/{world.review.pk}/").context["page"].rows


@pytest.mark.trust("A08")
def test_a_matter_about_what_is_confidential_is_read_by_those_who_know_it(world, signed_in):
    client, outside = signed_in(world.whole.business), signed_in(world.outsider)
    add(client, world, objective=world.secret.pk)
    add(client, world, title="Its measure", kpi="zebrafinch SHARE")
    add(client, world, title="For all", kpi=world.kpis["alone"].ref)

    assert [row.matter.title for row in rows_of(client, world)] == [
        "Our own",
        "Its measure",
        "For all",
    ]
    assert [row.matter.title for row in rows_of(outside, world)] == ["For all"]
    hidden = Matter.objects.get(title="Our own")
    assert outside.get(f"/matters/{hidden.pk}/").status_code == 404
    # Whoever may not know of it can neither choose it nor find out that it is there.
    assert add(outside, world, objective=world.secret.pk).status_code == 422
    unknown = add(outside, world, kpi="Zebrafinch share")
    assert "There is no such KPI" in unknown.content.decode()
    assert CANARY not in outside.get(f"/reviews/{world.review.pk}/matters/new/").content.decode()


def test_a_matter_is_about_one_thing_that_is_meant_without_doubt(world, signed_in):
    client, title = signed_in(world.whole.business), "Twice the same"
    for _ in range(2):
        make.kpi(title, status="retired")

    both = add(client, world, objective=world.below.pk, kpi=world.kpis["alone"].ref)
    several = add(client, world, kpi=title)

    assert "leave one of them" in both.content.decode()
    assert "Several KPIs are called like this" in several.content.decode()
    assert not Matter.objects.exists()


def test_the_kpi_of_a_matter_is_found_by_a_part_of_its_name(world, signed_in):
    client, kpi = signed_in(world.whole.business), world.kpis["sound below"]

    typed = add(client, world, kpi="answer")
    saved = add(client, world, kpi="answer", choice=kpi.pk)

    told = typed.content.decode()
    assert "There is no such KPI: choose one of these." in told
    assert f'name="choice" value="{kpi.pk}"' in told
    assert "No, create" not in told
    assert saved.status_code == 302
    assert Matter.objects.get().thing_id == kpi.pk


@pytest.mark.trust("A08")
def test_only_kpis_that_one_may_know_of_are_suggested_or_chosen(world, signed_in):
    inside, outside = signed_in(world.whole.business), signed_in(world.outsider)
    asked = f"/reviews/{world.review.pk}/matters/suggestions/?kpi=zebra"

    forced = add(outside, world, kpi="zebra", choice=world.outcome.pk)

    assert "Zebrafinch share" in inside.get(asked).content.decode()
    assert outside.get(asked).content.decode().strip() == ""
    assert "There is no such KPI: write its whole name." in forced.content.decode()


def test_a_goal_is_dropped_in_a_review_once_the_consequence_was_read(world, signed_in):
    goal, client = world.whole.goal, signed_in(world.whole.business)
    matter = add_matter(
        review=world.review, title="End it?", reason="", by=goal.business_owner, at=NOW, about=goal
    )
    path, said = f"/matters/{matter.pk}/", {"choice": "retire", "why": "Too dear.", "version": 1}
    assert "Drop the goal" in client.get(path).content.decode()

    asked = client.post(path, said)
    weighed = asked.context["form"].weighed
    assert weighed.sentences
    assert not Decision.objects.exists()
    assert Objective.objects.get(pk=goal.pk).status == "active"
    answer = client.post(path, said | {"meant": asked.context["form"].data["meant"]})

    assert answer.status_code == 302
    assert Objective.objects.get(pk=goal.pk).status == "dropped"
    told = minutes_of(world.review, world.whole.business).matters[0].decision
    assert (told.words, told.applied) == (
        "Drop the goal",
        "Dropped; its history and its story stay.",
    )


def test_what_nobody_decided_says_so_once_the_review_is_closed(world, signed_in):
    make.matter(world.review, "For later")
    client = signed_in(world.whole.business)

    before = rows_of(client, world)[0].tag
    client.post(f"/reviews/{world.review.pk}/close/", {"version": 1})

    assert before == "To be decided"
    assert rows_of(client, world)[0].tag == "Not decided"
    add_late = {"title": "More", "reason": "", "by": world.whole.business, "at": NOW}
    assert refusal(add_matter, review=world.review, **add_late).code == "not_open"


@pytest.mark.trust("A08")
def test_minutes_are_printed_as_their_reader_may_know_them(world, signed_in, monkeypatch):
    chair = world.whole.business
    for title, facts in (("=1+1 *bold* #evil()", {}), (CANARY, {"knows": [world.secret.pk]})):
        matter = make.matter(world.review, title, reason=title, facts=facts)
        make.action(make.decision(matter, chair, why=title), chair, title, due_on=NOW.date())
    client, outside = signed_in(chair), signed_in(world.outsider)
    path = f"/reviews/{world.review.pk}/minutes/pdf/"
    assert client.get(path).status_code == 404  # it is still open
    client.post(f"/reviews/{world.review.pk}/close/", {"version": 1})

    printed = client.get(path)
    assert printed["Content-Disposition"] == 'attachment; filename="minutes-2026-01-05.pdf"'
    headings = headings_of(printed.content)
    assert {"Minutes: Board", "Decided", "=1+1 *bold* #evil()", CANARY} <= set(headings)

    sent = []
    monkeypatch.setattr(on_paper, "printed", lambda *said: sent.append(str(said)) or b"%PDF-")
    outside.get(path)
    assert "=1+1" in sent[0]
    assert CANARY not in sent[0]
