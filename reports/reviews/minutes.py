"""The minutes of a review as one reader may know them: plain data for page, mail and PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.utils import timezone

from accounts.models import User
from reports.models import Action, Decision, Matter, Review
from reports.review_access import Reader, reader_of
from reports.reviews.became import Outcome
from reports.reviews.seeing import Seen, View
from reports.reviews.words import wording_of, words_of_choice
from stories.pages.words import day as day_in_words
from stories.pages.words import many

SECTIONS = {
    "finding": ("finding", "findings"),
    "goal": ("goal at risk", "goals at risk"),
    "exemption": ("exemption that ran out", "exemptions that ran out"),
    "agreement": ("story to be agreed again", "stories to be agreed again"),
    "action": ("action", "actions"),
}


@dataclass(frozen=True, slots=True)
class MinuteDecision:
    """What was decided, why and by whom; `stands` is False where a later decision replaced it."""

    choice: str
    words: str
    why: str
    who: str
    when: str
    applied: str
    stands: bool


@dataclass(frozen=True, slots=True)
class MinuteAction:
    """What somebody is to do until a day; `done` says when it was done, "" is not yet."""

    id: int
    what: str
    owner: str
    due_on: date
    due: str
    done: str
    note: str


@dataclass(frozen=True, slots=True)
class MinuteMatter:
    """One matter with what was decided of it. `why` is what weighs for it, `kind` its sort."""

    id: int
    position: int
    kind: str
    kind_words: str
    title: str
    reason: str
    why: str
    thing: str
    thing_id: int | None
    is_skipped: bool
    in_full: bool
    decisions: tuple[MinuteDecision, ...]
    actions: tuple[MinuteAction, ...]

    @property
    def decision(self) -> MinuteDecision | None:
        """Return the decision that stands; None is not decided."""
        return self.decisions[-1] if self.decisions else None


@dataclass(frozen=True, slots=True)
class Minutes:
    """A review from its first matter to its last; `left_out` is what had no place on the agenda."""

    id: int
    title: str
    day: date
    day_words: str
    state: str
    scope: str
    chair: str
    participants: tuple[str, ...]
    headline: str
    became: tuple[Outcome, ...]
    matters: tuple[MinuteMatter, ...]
    left_out: str

    @property
    def decided(self) -> tuple[MinuteMatter, ...]:
        """Return the matters that were decided."""
        return tuple(one for one in self.matters if one.decisions)

    @property
    def undecided(self) -> tuple[MinuteMatter, ...]:
        """Return the matters that were left for another time."""
        return tuple(one for one in self.matters if not one.decisions)

    @property
    def actions(self) -> tuple[MinuteAction, ...]:
        """Return what somebody is to do."""
        return tuple(action for one in self.matters for action in one.actions)


def minutes_of(review: Review, user: User) -> Minutes:
    """Return the minutes of an opened review as a reader may know them. Nine queries.

    Of a closed one they are always the same: what is done later stands on the page of actions.
    """
    seen = cast("Seen | None", review.seen or None)
    matters = list(review.matters.in_order().with_what_was_decided())
    earlier = list(Matter.objects.filter(review=review.previous_id)) if review.previous_id else []
    reader = reader_of(user, [*matters, *earlier], seen["knows"] if seen else ())
    view = _view(seen, reader)
    readable = {one.pk for one in earlier if reader.may_read(one)}
    became = view["became"] if view else []
    return Minutes(
        id=review.pk,
        title=review.title,
        day=review.day,
        day_words=day_in_words(review.day),
        state=review.state,
        scope=view["scope"] if view else "",
        chair=review.chair.name,
        participants=tuple(person.name for person in review.participants.order_by("name", "pk")),
        headline=view["headline"] if view else "",
        became=tuple(one for one in became if one["matter"] in readable),
        matters=tuple(
            _matter(one, place, reader, review.closed_at)
            for place, one in enumerate(_readable(matters, reader), start=1)
        ),
        left_out=_left_out(view["left_out"]) if view else "",
    )


def _view(seen: Seen | None, reader: Reader) -> View | None:
    """Return the state as it was frozen for what a reader may know; None is not at all."""
    if seen is None:
        return None
    return seen["full"] if reader.knows(seen["knows"]) else seen["public"]


def _readable(matters: Sequence[Matter], reader: Reader) -> list[Matter]:
    return [one for one in matters if reader.may_read(one)]


def _matter(matter: Matter, place: int, reader: Reader, until: datetime | None) -> MinuteMatter:
    in_full, said = reader.may_read(matter) == "full", wording_of(matter, reader)
    decisions = list(matter.decisions.all())
    actions = list(matter.actions.all()) if in_full else []
    return MinuteMatter(
        id=matter.pk,
        position=place,
        kind=matter.kind,
        kind_words=matter.get_kind_display(),
        title=said.get("title", ""),
        reason=said.get("reason", ""),
        why=said.get("why", ""),
        thing=matter.thing,
        thing_id=matter.thing_id,
        is_skipped=matter.is_skipped,
        in_full=in_full,
        decisions=tuple(
            _decision(one, in_full=in_full, stands=one is decisions[-1]) for one in decisions
        ),
        actions=tuple(_action(one, until) for one in actions if _stands(one, decisions)),
    )


def _stands(action: Action, decisions: Sequence[Decision]) -> bool:
    return action.decision_id == decisions[-1].pk


def _decision(one: Decision, *, in_full: bool, stands: bool) -> MinuteDecision:
    return MinuteDecision(
        choice=one.choice,
        words=words_of_choice(one.choice, one.matter.thing),
        why=one.why if in_full else "",
        who=one.decided_by.name,
        when=f"{timezone.localtime(one.decided_at):%-d %B %Y, %H:%M}",
        applied=one.applied if in_full else "",
        stands=stands,
    )


def _action(one: Action, until: datetime | None) -> MinuteAction:
    done = one.done_at if until is None or (one.done_at and one.done_at <= until) else None
    return MinuteAction(
        id=one.pk,
        what=one.what,
        owner=one.owner.name,
        due_on=one.due_on,
        due=day_in_words(one.due_on),
        done=day_in_words(timezone.localdate(done)) if done else "",
        note=one.note if done else "",
    )


def _left_out(counts: dict[str, int]) -> str:
    """Return in words what had no place on the agenda."""
    said = [many(count, *SECTIONS[name]) for name, count in counts.items() if name in SECTIONS]
    return f"{' and '.join(said)} of less weight had no place on the agenda." if said else ""
