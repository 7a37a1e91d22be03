"""What the steering committee of the demo company decided a month ago, and what it plans next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from reports.demo.diary import Diary
from reports.models import Action, Matter, Review
from reports.reviews.acting import finish_action
from reports.reviews.deciding import Said, decide
from reports.reviews.running import close_review, open_review, plan_review

LAST_TIME, TAKING_PART = -27, ("ines", "jonas", "tomas", "alex")


@dataclass(frozen=True, slots=True)
class _Decided:
    """What was decided of a matter; what is to be done is asked of somebody within some days."""

    title: str
    choice: str
    why: str
    what: str = ""
    owner: str = ""
    days: int = 14


DECIDED = (
    _Decided(
        "Infrastructure cost",
        "refine",
        "We pay for it every month, and nobody could say which goal it serves.",
        "Find out which goal our computing costs belong to",
        "samuel",
    ),
    _Decided(
        "Story points per sprint",
        "refine",
        "The teams use it among themselves; the board does not need it as it is.",
        "Replace story points by something a customer would notice",
        "jonas",
        40,
    ),
    _Decided(
        "Certificates renewed in time",
        "keep",
        "It warns us of outages. We look again once somebody has named its goal.",
    ),
)


def enter_meetings(diary: Diary) -> None:
    """Let the committee meet once, and plan to meet again."""
    diary.note(LAST_TIME - 7, partial(_plan, diary))
    diary.note(LAST_TIME, partial(_meet, diary))
    diary.note(LAST_TIME + 9, partial(_find_out, diary))


def _plan(diary: Diary, at: datetime) -> None:
    people = diary.people
    facts = {
        "title": "Steering committee",
        "day": diary.day(LAST_TIME),
        "schedule": Review.Schedule.MONTHLY,
        "chair": people["marta"],
        "participants": [people[key] for key in TAKING_PART],
    }
    plan_review(facts=facts, by=people["marta"], at=at)


def _meet(diary: Diary, at: datetime) -> None:
    by = diary.people["marta"]
    review = open_review(review=Review.objects.get(), version=1, by=by, at=at)
    for one in DECIDED:
        matters = Matter.objects.filter(review=review).in_order()
        meant = matters.filter(title=one.title).first() or matters.filter(decisions=None).first()
        if meant is not None:
            _decide(diary, meant, one, at)
    close_review(review=review, version=review.version, by=by, at=at + timedelta(hours=1))


def _decide(diary: Diary, matter: Matter, one: _Decided, at: datetime) -> None:
    said = Said(
        choice=one.choice,
        why=one.why,
        what=one.what,
        owner=diary.people.get(one.owner),
        due_on=timezone.localdate(at) + timedelta(days=one.days) if one.what else None,
    )
    decide(matter=matter, said=said, version=matter.version, by=diary.people["marta"], at=at)


def _find_out(diary: Diary, at: datetime) -> None:
    """Let one action be done; the other is still open."""
    action = Action.objects.filter(owner=diary.people["samuel"]).first()
    if action is not None:
        note = "It belongs to “Spend 12% less on computing”; the link is still to be drawn."
        finish_action(action=action, note=note, version=action.version, by=action.owner, at=at)
