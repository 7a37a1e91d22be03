"""A review from opening to minutes, and what the next one says became of it."""

from datetime import timedelta

import pytest
from django.core import mail

from accounts.models import AuditEvent
from kpis.models import Kpi
from objectives.models import Objective
from reports.models import Action, Decision, Review, ReviewMail
from reports.reviews.running import open_review
from reports.tasks import find_review_mails, keep_reviews
from stories.models import Exemption
from tests import make
from tests.conftest import NOW, TODAY
from tests.jobs.turns import do_all_asked_for, turn
from tests.reports.companies import mixed
from tests.stories.pages import settled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
CANARY = "Zebrafinch merger"


@pytest.fixture
def clock(time_machine):
    """Let the pages live on the day of the tests."""
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def world():
    world = mixed()
    settled()
    return world


def post(client, path, **said):
    return client.post(path, {key: value for key, value in said.items() if value is not None})


def page(client, path):
    return client.get(path).context["page"]


def row_of(client, review, title):
    rows = page(client, f"/reviews/{review.pk}/").rows
    return next(row for row in rows if row.matter.title == title)


def decided(client, review, title, choice, **said):
    """Decide a matter through its page, and return the answer."""
    row = row_of(client, review, title)
    answer = client.get(row.href)
    version = answer.context["form"].initial["version"]
    said = {"choice": choice, "why": f"So said of {title}.", "version": version} | said
    return post(client, row.href, **said)


def planned(client, chair, **said):
    facts = {"title": "Steering committee", "day": "2026-11-21", "schedule": "monthly"}
    answer = post(client, "/reviews/new/", **(facts | {"chair": chair.pk} | said))
    assert answer.status_code == 302, answer.context["form"].errors
    return Review.objects.latest("pk")


def decide_three(world, client, review, owner):
    """Let two decisions be applied at once, one refused, and one become an action."""
    assert decided(client, review, "Pull requests", "retire").status_code == 302
    assert Kpi.objects.get(title="Pull requests").status == "retired"
    assert decided(client, review, "Story points", "exempt", until="2027-05-20").status_code == 302
    assert Exemption.objects.get(kpi__title="Story points").reason == "So said of Story points."
    assert decided(client, review, "Infrastructure cost", "exempt").status_code == 422
    decided(client, review, "Infrastructure cost", "refine", what="Find its goal", owner=owner.pk)
    assert AuditEvent.objects.filter(verb="decide").count() == 3

    # Somebody who decides on a page that is old decides nothing.
    row = row_of(client, review, "Pull requests")
    assert post(client, row.href, choice="keep", why="No.", version=1).status_code == 409
    return Action.objects.get()


def put_in_order(client, review):
    """Move the last matter up, leave it for another time, and add one of one's own."""
    last = page(client, f"/reviews/{review.pk}/").rows[-1]
    client.post(last.move_href, {"way": "up"})
    assert page(client, f"/reviews/{review.pk}/").rows[-2].matter.id == last.matter.id
    client.post(last.skip_href, {"skip": "yes"})
    post(client, f"/reviews/{review.pk}/matters/new/", title="Our own", reason="Ours.")
    assert page(client, f"/reviews/{review.pk}/").rows[-1].matter.title == "Our own"


def close(client, review):
    """Close a review and return its minutes as they are read."""
    version = Review.objects.get(pk=review.pk).version
    answer = post(client, f"/reviews/{review.pk}/close/", version=version)
    assert answer["Location"] == f"/reviews/{review.pk}/minutes/"
    return client.get(answer["Location"]).content.decode()


def send_mails(*moments, keeping=False):
    for at in moments:
        if keeping:
            keep_reviews(turn(at))
        find_review_mails(turn(at))
        do_all_asked_for(at)


def test_a_review_is_held_from_opening_to_minutes_and_the_next_one_says_what_came_of_it(
    world, signed_in
):
    chair, reader = world.whole.business, make.user("Rita", email="rita@example.com")
    client, theirs = signed_in(chair), signed_in(reader)
    review = planned(client, chair, participants=[reader.pk, world.whole.technology.pk])
    client.post(f"/reviews/{review.pk}/open/")
    agenda = page(client, f"/reviews/{review.pk}/")
    assert agenda.rows[0].matter.title == "Infrastructure cost"
    assert agenda.lede.startswith("2 of 10 KPIs trace to a business goal")

    task = decide_three(world, client, review, reader)
    put_in_order(client, review)
    minutes = close(client, review)
    assert (task.owner, task.due_on) == (reader, TODAY + timedelta(days=14))
    for words in ("Retired; its history stays.", "Accepted until 20 May 2027.", "Find its goal"):
        assert words in minutes

    # The minutes go by mail, once, to everybody concerned.
    send_mails(NOW, NOW)
    assert {one.to[0] for one in mail.outbox} == {
        *(chair.email, reader.email, world.whole.technology.email)
    }
    assert len(mail.outbox) == 3
    assert "Accepted until 20 May 2027." in mail.outbox[0].body
    assert "<img" not in mail.outbox[0].alternatives[0].content

    # The action is asked of its owner, who does it; the series goes on by itself.
    assert "Find its goal" in theirs.get("/asked/").content.decode()
    post(theirs, f"/actions/{task.pk}/", note="It is for the new shop.", version=1)
    assert page(theirs, "/asked/").groups == ()
    after = Review.objects.get(previous=review)
    assert (after.day.isoformat(), after.state) == ("2026-12-19", "planned")
    settled()
    client.post(f"/reviews/{after.pk}/open/")
    became = page(theirs, f"/reviews/{after.pk}/").became
    said = {one["title"]: one for one in became}
    assert {title: one["word"] for title, one in said.items()} == {
        "Infrastructure cost": "Still open",
        "Pull requests": "Ended",
        "Story points": "Accepted",
    }
    assert said["Infrastructure cost"]["sentences"][1] == (
        "“Find its goal” was done on 21 November 2026. It is for the new shop."
    )

    # What was frozen stays, whatever happens later.
    Action.objects.update(done_at=None, done_by=None)
    assert page(theirs, f"/reviews/{after.pk}/").became == became


def held_in_secret(world, client, admin, chair):
    """Hold a review of a company with a confidential goal; return it and what it hides."""
    secret = make.objective(CANARY, business_owner=admin, confidential=True)
    make.line(make.kpi("Zebrafinch users"), world.idle, secret)
    make.kpi("Zebrafinch share", outcome_of=secret, perspective="joint")
    settled()
    review = make.review("Board", chair=chair, state="planned", day=TODAY, participants=[chair])
    open_review(review=review, version=1, by=admin, at=NOW)
    rows = page(client, f"/reviews/{review.pk}/").rows
    hidden = [row for row in rows if "Zebrafinch" in f"{row.matter}"]
    decided(client, review, hidden[0].matter.title, "refine", what="Zebrafinch task")
    assert Action.objects.count() == 0  # the chair may not know of it, so nobody is asked
    said = {"what": "Zebrafinch task", "owner": admin.pk}
    decided(client, review, hidden[0].matter.title, "refine", **said)
    Action.objects.update(due_on=TODAY - timedelta(days=1))
    return review, hidden


@pytest.mark.trust("A08")
def test_what_is_confidential_leaves_no_trace_for_those_who_may_not_know(world, signed_in):
    admin, chair = make.user("Ada", role="admin"), make.user("Lea", role="leader")
    client, outside = signed_in(admin), signed_in(chair)
    review, hidden = held_in_secret(world, client, admin, chair)
    assert "Zebrafinch" in close(client, review)

    send_mails(NOW, keeping=True)
    told = [one.body for one in mail.outbox if one.to == [chair.email]]
    paths = [f"/reviews/{review.pk}/", f"/reviews/{review.pk}/minutes/", "/reviews/", "/asked/"]
    paths += ["/actions/", "/actions/?look=all", "/actions/?look=overdue"]
    seen = [outside.get(path).content.decode() for path in paths] + told
    assert told
    assert [text for text in seen if "Zebrafinch" in text] == []
    task = Action.objects.get()
    assert outside.get(hidden[0].href).status_code == 404
    assert outside.get(f"/actions/{task.pk}/").status_code == 404
    assert task.escalated_at is None  # its owner is the only one who may be told

    # What becomes confidential later is gone from what was frozen before.
    before = page(outside, f"/reviews/{review.pk}/").rows
    Objective.objects.filter(pk=world.below.pk).update(confidential=True)
    after = page(outside, f"/reviews/{review.pk}/").rows
    assert len(after) < len(before)


def test_an_overdue_action_goes_up_the_line_once_and_people_are_called(world):
    chair, owner = world.whole.business, make.user("Rita")
    review = make.review(chair=chair, day=TODAY)
    task = make.action(make.decision(make.matter(review), chair), owner, "Ask them", due_on=TODAY)
    make.review("Board", chair=chair, state="planned", day=TODAY + timedelta(days=10))
    send_mails(*(NOW + timedelta(days=days) for days in (0, 1, 2, 8)), keeping=True)

    task.refresh_from_db()
    assert task.escalated_to == chair
    assert [(one.to, one.subject) for one in mail.outbox] == [
        ([chair.email], "Overdue: Ask them"),
        ([chair.email], "On 1 December 2026: Board"),
    ]


def test_what_is_decided_can_be_decided_anew_and_linked_at_once(world, signed_in):
    chair, kpi = world.whole.business, world.kpis["alone"]
    review = make.review(chair=chair)
    matter = make.matter(review, "Pull requests", kind="finding", thing="kpi", thing_id=kpi.pk)
    client = signed_in(chair)
    decided(client, review, "Pull requests", "relink")
    decided(client, review, "Pull requests", "relink", to=world.whole.work.pk)

    first, second = Decision.objects.order_by("pk")
    assert first.action.what == "Pull requests"
    assert not hasattr(second, "action")
    assert second.applied.startswith("Linked to “")
    assert kpi.kpi_links.get().because == "So said of Pull requests."
    shown = row_of(client, review, "Pull requests").matter
    assert [one.stands for one in shown.decisions] == [False, True]
    assert shown.actions == ()
    assert matter.decisions.count() == 2


def test_a_series_follows_itself_and_a_cancelled_one_ends_it(world, signed_in):
    chair = world.whole.business
    review = make.review("Board", chair=chair, state="closed", schedule="quarterly")
    client = signed_in(chair)

    for _ in range(2):
        keep_reviews(turn(NOW))
    after = Review.objects.get(previous=review)
    assert after.day.isoformat() == "2027-01-04"
    assert post(client, f"/reviews/{after.pk}/cancel/", version=after.version).status_code == 302
    keep_reviews(turn(NOW))
    assert not Review.objects.planned().exists()
    assert ReviewMail.objects.count() == 0


def test_a_review_that_is_closed_takes_nothing_more(world, signed_in):
    chair = world.whole.business
    review = make.review(chair=chair, state="closed")
    matter = make.matter(review)
    client = signed_in(chair)

    path = f"/matters/{matter.pk}/"
    answers = [
        post(client, path, choice="keep", why="No.", version=1),
        client.post(f"{path}move/", {"way": "up"}, follow=True),
        client.post(f"{path}skip/", {"skip": "yes"}, follow=True),
        client.post(f"/reviews/{review.pk}/matters/new/", {"title": "More"}),
    ]

    for answer in answers:
        assert "closed" in answer.content.decode() or "open" in answer.content.decode()
    matter.refresh_from_db()
    assert (matter.is_skipped, Decision.objects.count()) == (False, 0)
