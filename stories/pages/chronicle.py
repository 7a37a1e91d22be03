"""What was done to a thing, to its links and to its story: the events, and the names in them.

What speaks of a goal or measure that the reader must not know of is left out as a whole.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import AuditEvent, Team, User
from alignment.lib.shown import Shown
from kpis.access import kpis_to_view
from kpis.models import Kpi, KpiStep
from objectives.access import focus_areas_to_view, focus_links_to_view, objectives_to_view
from objectives.models import FocusArea, Objective
from stories.access import kpi_links_to_view
from stories.models import KpiLink, Story

Thing = Objective | FocusArea | Kpi
Ends = Mapping[str, int | None]

KINDS: dict[type[Thing], str] = {
    Objective: "objective",
    FocusArea: "focus_area",
    Kpi: "kpi",
}
RELATIONS = {
    "objective": "objectives",
    "parent": "objectives",
    "outcome_of": "objectives",
    "focus_area": "focus_areas",
    "kpi": "kpis",
    "owner": "people",
    "business_owner": "people",
    "technology_owner": "people",
    "shared_with": "people",
    "approver": "people",
    "team": "teams",
}
HIDEABLE = frozenset({"objective", "kpi"})


@dataclass(frozen=True, slots=True)
class Chronicle(Shown):
    """Events, newest first, with all that their sentences need.

    `ends` are the two ends of each link by the kind and id of the link, `names` the names of what
    the reader may know by the sort of thing; `more` says that there are earlier ones, `held` are
    the links that are still there, `kept_back` the ids of events whose reason speaks of a line that
    the reader must not know of.
    """

    events: Sequence[AuditEvent]
    more: bool
    ends: Mapping[tuple[str, int], Ends] = field(default_factory=dict)
    names: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    held: frozenset[tuple[str, int]] = frozenset()
    kept_back: frozenset[int] = frozenset()

    def by_fact(self) -> dict[str, Mapping[int, str]]:
        """Return the names by the name of the fact that holds the id."""
        return {fact: self.names.get(sort, {}) for fact, sort in RELATIONS.items()}


def chronicle_of(user: User, thing: Thing, *, newest: int, before: int | None = None) -> Chronicle:
    """Return what was done to a thing, to its links and to its story, newest first.

    `before` is the id of an event: only earlier ones. A constant number of queries.
    """
    ends, held = _links_of(user, thing)
    ids = list(_ids(_sources(thing, ends), newest + 1, before))
    found = AuditEvent.objects.filter(pk__in=ids).select_related("actor").order_by("-pk")
    events = list(found)[:newest]
    names = _names(user, events, ends)
    told = [event for event in events if _may_be_told(event, ends, names)]
    return Chronicle(told, len(ids) > newest, ends, names, held, _kept_back(user, told))


def _sources(thing: Thing, ends: Mapping[tuple[str, int], Ends]) -> Iterator[Q]:
    """Yield what to look for; each has an index of its own to answer from."""
    # Values have a table of their own.
    yield Q(kind=thing._meta.model_name, object_id=thing.pk) & ~Q(verb="record")
    for kind in ("focuslink", "kpilink"):
        ids = [link for sort, link in ends if sort == kind]
        yield Q(kind=kind, object_id__in=ids)
    if isinstance(thing, Objective):
        told = Story.objects.filter(objective=thing).values_list("pk", flat=True)
        yield Q(kind="story", object_id__in=list(told))
    if isinstance(thing, Kpi):
        steps = KpiStep.objects.filter(kpi=thing).values_list("pk", flat=True)
        yield Q(kind="kpistep", object_id__in=list(steps))


def _ids(sources: Iterable[Q], newest: int, before: int | None) -> Sequence[int]:
    earlier = Q() if before is None else Q(pk__lt=before)
    parts: list[QuerySet[AuditEvent, int]] = [
        AuditEvent.objects.filter(source & earlier)
        .order_by("-pk")
        .values_list("pk", flat=True)[:newest]
        for source in sources
    ]
    first, *others = parts
    return list(first.union(*others, all=True).order_by("-pk")[:newest])


def _links_of(
    user: User, thing: Thing
) -> tuple[dict[tuple[str, int], Ends], frozenset[tuple[str, int]]]:
    """Return the links of a thing with both their ends as last known, and which are still there.

    Links to what the reader must not know of are left out. Three queries for each sort of link.
    """
    end: str = KINDS[type(thing)]
    found: dict[tuple[str, int], Ends] = {}
    held: set[tuple[str, int]] = set()
    for kind, rows, other, known in (
        ("focuslink", focus_links_to_view(user), "objective", objectives_to_view(user)),
        ("kpilink", kpi_links_to_view(user), "kpi", kpis_to_view(user)),
    ):
        if end not in {"focus_area", other}:
            continue
        gone = AuditEvent.objects.ties_of(kind, end, thing.pk)
        tied: dict[int, dict[str, int | None]] = {}
        for link, before, after in gone.values_list("object_id", "before", "after"):
            for facts in (after, before):
                ends = {name: facts[name] for name in ("focus_area", other) if name in facts}
                tied.setdefault(link, {}).update(ends)
        for row in rows.filter(**{end: thing.pk}).values("pk", "focus_area", other):
            link = row.pop("pk")
            tied[link] = row
            held.add((kind, link))
        others = {pk for ends in tied.values() if (pk := ends.get(other)) is not None}
        seen = {thing.pk} if end == other else set()
        if others - seen:
            seen |= set(known.order_by().filter(pk__in=others).values_list("pk", flat=True))
        found |= {
            (kind, link): ends
            for link, ends in tied.items()
            if ends.get(other) is None or ends[other] in seen
        }
    return found, frozenset(held)


def _names(
    user: User, events: Iterable[AuditEvent], ends: Mapping[tuple[str, int], Ends]
) -> dict[str, Mapping[int, str]]:
    """Return the names that the events speak of, as far as the reader may know them."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for event in events:
        spoken = [event.before, event.after, ends.get((event.kind, event.object_id), {})]
        for facts in spoken:
            for fact, sort in RELATIONS.items():
                value = facts.get(fact)
                wanted[sort] |= {one for one in _as_list(value) if isinstance(one, int)}
    sorts: dict[str, tuple[Callable[[], QuerySet[Any, Any]], str]] = {
        "objectives": (lambda: objectives_to_view(user), "title"),
        "focus_areas": (lambda: focus_areas_to_view(user), "title"),
        "kpis": (lambda: kpis_to_view(user), "title"),
        "people": (User.objects.all, "name"),
        "teams": (Team.objects.all, "name"),
    }
    return {
        sort: dict(rows().filter(pk__in=wanted[sort]).values_list("pk", name))
        if wanted[sort]
        else {}
        for sort, (rows, name) in sorts.items()
    }


def _kept_back(user: User, events: Iterable[AuditEvent]) -> frozenset[int]:
    """Return the refusals of a line whose measure is hidden from the reader. A query at most."""
    lines = {event.pk: {*event.after.get("kpi_links", ())} for event in events}
    every = {pk for ids in lines.values() for pk in ids}
    if not every:
        return frozenset()
    known = kpi_links_to_view(user).filter(pk__in=every)
    hidden = set(
        KpiLink.objects.filter(pk__in=every).exclude(pk__in=known).values_list("pk", flat=True)
    )
    return frozenset(pk for pk, ids in lines.items() if ids & hidden)


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _may_be_told(
    event: AuditEvent,
    ends: Mapping[tuple[str, int], Ends],
    names: Mapping[str, Mapping[int, str]],
) -> bool:
    """Say whether all ends of a link that an event speaks of are known to the reader."""
    if event.kind not in {"focuslink", "kpilink"}:
        return True
    spoken = [event.before, event.after, ends.get((event.kind, event.object_id), {})]
    return all(
        facts.get(fact) is None or facts[fact] in names[RELATIONS[fact]]
        for facts in spoken
        for fact in HIDEABLE
    )
