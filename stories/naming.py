"""Finds out what the names in a written story mean, and whether they mean one thing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models import User
from alignment.lib.names import same_name_key
from kpis.models import Kpi
from objectives.models import FocusArea, Objective
from stories import prose
from stories.models import KpiLink


@dataclass(frozen=True, slots=True)
class Thing:
    """Something a story can name."""

    kind: prose.Named
    id: int
    uid: UUID
    ref: str
    title: str

    @property
    def mention(self) -> prose.Mention:
        """Return the mention of it."""
        return prose.Mention(self.kind, self.uid)


@dataclass(frozen=True, slots=True)
class Reading:
    """A story as it is stored, and the names in it that mean nothing or more than one thing."""

    body: str
    unknown: tuple[str, ...]
    ambiguous: dict[str, tuple[Thing, ...]]


COLUMNS = ("id", "uid", "ref", "title")


def read_names(
    body: str, objective: Objective, by: User, linked: Sequence[Thing] | None = None
) -> Reading:
    """Return a written story with every name resolved that means one thing to this person.

    What is linked to the objective comes before the rest, references before titles. At most five
    queries, none without names; two less where one knows already what is linked.
    """
    names = [name.strip() for name in prose.unresolved(body)]
    if not names:
        return Reading(body, (), {})
    meant = _matches(names, _linked(objective, by) if linked is None else linked)
    missing = [name for name in names if name not in meant]
    if missing:
        meant |= _matches(missing, _anywhere(missing, by))
    ambiguous = {name: things for name, things in meant.items() if len(things) > 1}
    sure = {name: things[0].mention for name, things in meant.items() if len(things) == 1}
    unknown = tuple(name for name in names if name not in meant)
    return Reading(prose.to_stored(body, sure.get), unknown, ambiguous)


def mentionable(objective: Objective, by: User) -> list[Thing]:
    """Return what is linked to an objective, for choosing what to name. Two queries."""
    return sorted(_linked(objective, by), key=lambda one: (one.kind, one.title, one.id))


def names_of_mentions(named: Collection[prose.Mention], by: User) -> dict[UUID, str]:
    """Return the names of what a story mentions, as far as a person may know. Two queries."""
    uids = {one.uid for one in named}
    kpis = Kpi.objects.visible_to(by).filter(uid__in=uids).values_list("uid", "title")
    return {
        **dict(FocusArea.objects.filter(uid__in=uids).values_list("uid", "title")),
        **dict(kpis),
    }


def _linked(objective: Objective, by: User) -> list[Thing]:
    work = FocusArea.objects.filter(focus_links__objective=objective).distinct()
    under = KpiLink.objects.filter(focus_area__in=work.values("pk")).values("kpi")
    kpis = Kpi.objects.visible_to(by).filter(Q(pk__in=under) | Q(outcome_of=objective))
    return [
        *_things("focus", work.values_list(*COLUMNS)),
        *_things("kpi", kpis.values_list(*COLUMNS)),
    ]


def _anywhere(names: Collection[str], by: User) -> list[Thing]:
    keys = [same_name_key(name) for name in names]
    kpis = Kpi.objects.visible_to(by).filter(Q(ref__in=names) | Q(title_key__in=keys))
    work = FocusArea.objects.alias(low=Lower("title")).filter(
        Q(ref__in=names) | Q(low__in=[name.lower() for name in names])
    )
    return [
        *_things("focus", work.values_list(*COLUMNS)),
        *_things("kpi", kpis.values_list(*COLUMNS)),
    ]


def _things(kind: prose.Named, rows: Iterable[tuple[int, UUID, str, str]]) -> list[Thing]:
    return [Thing(kind, *row) for row in rows]


def _matches(names: Collection[str], things: Collection[Thing]) -> dict[str, tuple[Thing, ...]]:
    by_ref, by_title = defaultdict(list), defaultdict(list)
    for thing in things:
        by_ref[thing.ref].append(thing)
        by_title[same_name_key(thing.title)].append(thing)
    found = {name: by_ref.get(name) or by_title.get(same_name_key(name)) for name in names}
    return {name: tuple(things) for name, things in found.items() if things}
