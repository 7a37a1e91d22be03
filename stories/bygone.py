"""Puts an earlier day in front of whoever reads: the same pages, the same engine, that day.

For the length of one transaction, which is always undone, views of the same names stand before
the tables, in the schema that PostgreSQL searches first. They show the rows as they were at the end
of that day: unchanged ones as they are, changed ones as the record of changes says, later ones not
at all. Nothing stored is written or locked. What the reader must not know of today is not there.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from json import dumps, loads

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from accounts.audit import facts_of
from accounts.models import User
from accounts.roles import Role
from kpis.models import Kpi, KpiState, KpiStep
from kpis.states import states_on
from objectives.models import FocusArea, FocusLink, Objective
from stories import bygone_queries as ask
from stories.asking import Given, rows, write
from stories.audiences import Audiences, hidden_from_person
from stories.bygone_rows import Bygone, Event, walked_back
from stories.graph_loading import load_graph
from stories.models import Exemption, Judgement, KpiLink, Mention, Story
from stories.prose import mentions
from stories.reach import Things, around, below_all, serving
from stories.renewing import renew_verdicts

CHANGED: Mapping[str, type[Model]] = {
    "objective": Objective,
    "focusarea": FocusArea,
    "focuslink": FocusLink,
    "kpi": Kpi,
    "kpistep": KpiStep,
    "kpilink": KpiLink,
    "exemption": Exemption,
    "judgement": Judgement,
}
NOBODY_SPECIAL = Audiences(knowing={}, confidential=frozenset())
Past = Mapping[str, Mapping[int, Bygone]]


@dataclass(frozen=True, slots=True)
class _Then:
    """The moment at which a day ended, what happened since, and what is hidden from the reader."""

    day: date
    until: datetime
    past: Past
    hidden: frozenset[int]
    hidden_kpis: frozenset[int]

    def since(self, kind: str) -> list[int]:
        """Return the ids of a kind to which something happened."""
        return sorted(self.past.get(kind, {}))

    def born_since(self, kind: str) -> list[int]:
        """Return the ids of a kind that were not there yet."""
        return sorted(pk for pk, one in self.past.get(kind, {}).items() if not one.existed)


def end_of(day: date) -> datetime:
    """Return the moment at which a day is over."""
    midnight = datetime.combine(day + timedelta(days=1), time.min)
    return timezone.make_aware(midnight, timezone.get_default_timezone())


@contextmanager
def as_it_was(user: User, thing: Objective | Kpi, day: date) -> Iterator[User]:
    """Let whatever is read inside be as it was at the end of a day, around one goal or KPI.

    Yields the person as somebody who may only read. Nothing that is written inside stays. A
    constant number of queries.
    """
    then = _then(user, day)
    with transaction.atomic():
        _put_in_front(then)
        _put_stories_in_front(then)
        _judge(thing, then)
        reader = copy(user)
        reader.role = Role.VIEWER
        yield reader
        transaction.set_rollback(True)


def _then(user: User, day: date) -> _Then:
    until = end_of(day)
    found = rows(ask.EVENTS, {"until": until})
    past = walked_back(
        Event(kind, number, verb, loads(before), loads(after))
        for kind, number, verb, before, after in found
    )
    gone = {number for number, one in past.get("objective", {}).items() if one.is_gone}
    hidden = hidden_from_person(user) | gone
    now_hidden = Kpi.objects.filter(outcome_of__in=hidden).values_list("pk", flat=True)
    then_hidden = {
        number
        for number, one in past.get("kpi", {}).items()
        if one.facts.get("outcome_of") in hidden
    }
    return _Then(day, until, past, hidden, frozenset(now_hidden) | then_hidden)


def _put_in_front(then: _Then) -> None:
    """Put the things, their links and all that was said of them in front as they were."""
    (schema,) = rows("SELECT quote_ident(current_schema())", {})[0]
    for kind, model in CHANGED.items():
        _fill(schema, kind, model, then)
    given: Given = {
        "until": then.until,
        "day": then.day,
        "hidden": sorted(then.hidden),
        "hidden_kpis": sorted(then.hidden_kpis),
        "new_agreements": then.born_since("agreement"),
        "new_blanks": then.born_since("notablank"),
        "were_active": _were(then, active=True),
        "were_not_active": _were(then, active=False),
        **{kind: then.since(kind) for kind in CHANGED},
    }
    write(ask.views(schema), given)


def _fill(schema: str, kind: str, model: type[Model], then: _Then) -> None:
    """Make the table of the changed rows of a kind that were there, as they were."""
    table = model._meta.db_table
    were = [
        {"id": number, "facts": _columns(model, number, one, then.until)}
        for number, one in then.past.get(kind, {}).items()
        if one.existed
    ]
    write(ask.bygone_table(schema, table), {"rows": dumps(were)})


def _columns(model: type[Model], number: int, one: Bygone, until: datetime) -> dict[str, object]:
    """Return what a row said by the names of its columns; all of it for one that is gone."""
    columns = {column.name: str(column.column) for column in model._meta.concrete_fields}
    facts = {name: said for name, said in one.facts.items() if name in columns}
    if one.is_gone:
        stamp = until.isoformat()
        stamps: dict[str, object] = dict.fromkeys({"created_at", "changed_at"} & {*columns}, stamp)
        facts = {**facts_of(model(), columns), **stamps, **facts, "id": number}
    return {columns[name]: said for name, said in facts.items()}


def _were(then: _Then, *, active: bool) -> list[int]:
    return sorted(
        number
        for number, one in then.past.get("user", {}).items()
        if one.facts.get("is_active") is active
    )


def _put_stories_in_front(then: _Then) -> None:
    """Put what stories named in front; of those that changed since it is read from their text."""
    gone = [
        str(one.facts["uid"])
        for kind in ("kpi", "focusarea")
        for one in then.past.get(kind, {}).values()
        if one.is_gone and "uid" in one.facts
    ]
    told = rows(ask.RETOLD, {"until": then.until, "gone": ",".join(gone)})
    retold = [number for (number,) in told]
    bodies = dict(Story.objects.filter(pk__in=retold).values_list("pk", "body"))
    named = {number: mentions(body) for number, body in bodies.items()}
    uids = {one.uid for found in named.values() for one in found}
    kpis = dict(Kpi.objects.filter(uid__in=uids).values_list("uid", "pk"))
    work = dict(FocusArea.objects.filter(uid__in=uids).values_list("uid", "pk"))
    said = [
        {
            "story_id": story,
            "uid": str(uid),
            "kpi_id": kpis.get(uid),
            "focus_area_id": work.get(uid),
        }
        for story, found in named.items()
        for uid in sorted({one.uid for one in found})
    ]
    were = [{"id": -place, "facts": facts} for place, facts in enumerate(said, start=1)]
    (schema,) = rows("SELECT quote_ident(current_schema())", {})[0]
    write(ask.bygone_table(schema, Mention._meta.db_table), {"rows": dumps(were)})
    write(ask.mentions_view(schema), {"retold": retold})


def _judge(thing: Objective | Kpi, then: _Then) -> None:
    """Put where each KPI stood and every verdict around the thing in front."""
    (schema,) = rows("SELECT quote_ident(current_schema())", {})[0]
    write(ask.verdict_tables(schema), {})
    if isinstance(thing, Kpi):
        reached = around(Things(kpis=frozenset({thing.pk})))
    else:
        reached = around(serving(below_all([thing.pk])))
    if reached is None:
        raise AssertionError
    states = states_on(reached.context.kpis, then.day, then.until)
    KpiState.objects.bulk_create(states)
    graph = load_graph(reached, frozenset(), then.day)
    renew_verdicts(graph, reached, NOBODY_SPECIAL, then.day, then.until)
