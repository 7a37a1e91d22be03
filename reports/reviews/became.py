"""What became of what a review decided, as one reader may know it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from django.utils import timezone

from accounts.models import User
from kpis.models import Kpi
from objectives.models import FocusArea, Objective
from reports.agenda import Mark, Now, Task, what_became
from reports.models import Action, Decision, Matter, Review
from reports.review_access import Reader, reader_of
from reports.reviews.words import title_of, words_of_choice
from stories.audiences import audience_of
from stories.lines.catalogue import CATALOGUE
from stories.lines.graph import FINISHED
from stories.models import Exemption, FocusVerdict, KpiVerdict, ObjectiveVerdict
from stories.pages.figures import STATUSES, status_of

Verdicts = Mapping[tuple[str, int], Now]


class Outcome(TypedDict):
    """What became of one decision, as it is kept and shown. `decided` is its choice in words."""

    matter: int
    title: str
    decided: str
    why: str
    who: str
    mark: Mark
    word: str
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class _Settled:
    """A matter, the newest decision on it and what was to be done."""

    matter: Matter
    decision: Decision
    action: Action | None


def outcomes_of(review: Review | None, user: User, today: date) -> tuple[Outcome, ...]:
    """Return what became of each decision of a review. The queries are always as many."""
    if review is None:
        return ()
    matters = list(Matter.objects.filter(review=review).in_order().with_what_was_decided())
    reader = reader_of(user, matters)
    settled = [one for matter in matters if (one := _settled(matter)) is not None]
    known = [one for one in settled if reader.may_read(one.matter)]
    now = _now([one.matter for one in known], audience_of(user), today)
    return tuple(_outcome(one, reader, now, today) for one in known)


def _settled(matter: Matter) -> _Settled | None:
    decisions = list(matter.decisions.all())
    if not decisions:
        return None
    newest = decisions[-1]
    actions = [one for one in matter.actions.all() if one.decision_id == newest.pk]
    return _Settled(matter, newest, actions[0] if actions else None)


def _outcome(one: _Settled, reader: Reader, now: Verdicts, today: date) -> Outcome:
    matter, full = one.matter, reader.may_read(one.matter) == "full"
    thing = now.get((matter.thing, matter.thing_id or 0), Now(None)) if matter.thing else None
    became = what_became(thing, _task(one.action) if full else None, today)
    return Outcome(
        matter=matter.pk,
        title=title_of(matter, reader),
        decided=words_of_choice(one.decision.choice, matter.thing),
        why=one.decision.why if full else "",
        who=one.decision.decided_by.name,
        mark=became.mark,
        word=became.word,
        sentences=list(became.sentences),
    )


def _task(action: Action | None) -> Task | None:
    if action is None:
        return None
    done = timezone.localdate(action.done_at) if action.done_at else None
    return Task(action.what, action.owner.name, action.due_on, done, action.note)


def _now(matters: Sequence[Matter], audience: int, today: date) -> Verdicts:
    """Return how things stand now. Eight queries, however many there are."""
    ids: dict[str, set[int]] = {"kpi": set(), "focus": set(), "objective": set()}
    for matter in matters:
        if matter.thing:
            ids[matter.thing].add(matter.thing_id or 0)
    accepted = _accepted(ids, today)
    found: dict[tuple[str, int], Now] = {}
    for kpi, verdict, headline in (
        KpiVerdict.objects.for_audience(audience)
        .filter(kpi__in=ids["kpi"])
        .values_list("kpi_id", "verdict", "headline")
    ):
        found["kpi", kpi] = _judged(verdict, headline, accepted.get(("kpi", kpi)))
    for area, verdict, headline in (
        FocusVerdict.objects.for_audience(audience)
        .filter(focus_area__in=ids["focus"])
        .values_list("focus_area_id", "verdict", "headline")
    ):
        found["focus", area] = _judged(verdict, headline, accepted.get(("focus", area)))
    for goal, verdict, headline in (
        ObjectiveVerdict.objects.for_audience(audience)
        .filter(objective__in=ids["objective"])
        .values_list("objective_id", "verdict", "headline")
    ):
        found["objective", goal] = _judged(verdict, headline, accepted.get(("objective", goal)))
    found |= _standing(matters)
    return found | dict.fromkeys(_ended(ids), Now("", ended=True))


def _judged(verdict: str, headline: str, accepted: date | None) -> Now:
    """Return how a thing stands: sound only where nothing is wrong with it any more."""
    rule = CATALOGUE.get(headline)
    if rule is None:
        return Now("sound", accepted_until=accepted)
    standing = "broken" if verdict == "sound" else verdict
    return Now(standing, accepted_until=accepted, wrong=rule.name)


def _accepted(ids: Mapping[str, set[int]], today: date) -> dict[tuple[str, int], date]:
    holding = Exemption.objects.in_force_on(today)
    found: dict[tuple[str, int], date] = {}
    for kind, column in (("kpi", "kpi"), ("focus", "focus_area"), ("objective", "objective")):
        rows = holding.filter(**{f"{column}__in": ids[kind]}) if ids[kind] else holding.none()
        for pk, until in rows.values_list(f"{column}_id", "expires_on").order_by("expires_on"):
            found[kind, pk] = until
    return found


def _ended(ids: Mapping[str, set[int]]) -> Iterable[tuple[str, int]]:
    kpis = Kpi.objects.filter(pk__in=ids["kpi"], status=Kpi.Status.RETIRED)
    work = FocusArea.objects.filter(pk__in=ids["focus"], status=FocusArea.Status.RETIRED)
    goals = Objective.objects.filter(pk__in=ids["objective"], status__in=FINISHED)
    return [
        *(("kpi", pk) for pk in kpis.values_list("pk", flat=True)),
        *(("focus", pk) for pk in work.values_list("pk", flat=True)),
        *(("objective", pk) for pk in goals.values_list("pk", flat=True)),
    ]


def _standing(matters: Sequence[Matter]) -> dict[tuple[str, int], Now]:
    """Return how goals that were at risk do by their first own measure. One query."""
    goals = {one.thing_id for one in matters if one.kind == Matter.Kind.GOAL}
    rows = Kpi.objects.filter(outcome_of__in=goals).select_related("state").order_by("-pk")
    return {
        ("objective", kpi.outcome_of_id or 0): Now("", standing=STATUSES[status_of(kpi)])
        for kpi in rows
    }
