"""Records many values of many KPIs at once: each is kept, known already, or refused and why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import orjson
from django.db import connection
from django.utils import timezone

from accounts.audit import Facts
from accounts.bulk import Line, record_all, touch_all
from accounts.models import Touch, User
from accounts.saving import in_one_go
from alignment.lib.errors import DomainError, shortened
from kpis.accepting import another_value, given_twice, kept_day, kept_number
from kpis.access import kpis_to_record, may_record
from kpis.bulk import supersede, values_on
from kpis.models import Kpi, Measurement
from kpis.outdated import mark_outdated
from kpis.states import recompute_states
from kpis.value_sheets import check_note, unknown_kpi

MOST = 10_000
AT_ONCE = 100  # KPIs whose states are brought up to date on the spot; of more, by the job
Day = tuple[int, date]


class Outcome(StrEnum):
    """What became of a row."""

    RECORDED = "recorded"
    CORRECTED = "corrected"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Given:
    """A value as somebody sent it: of a KPI by its reference, on a day, in the KPI's unit."""

    ref: str
    on: date
    value: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """Where values come from, and how far they may reach.

    Without a `reason`, a day that has another value keeps it and the row is refused; with one it
    is corrected. `teams` leaves only the KPIs of these teams, as a token may say; None is any.
    """

    source: str = Measurement.Source.API
    reason: str = ""
    teams: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one row; a refusal has a code and a sentence, the rest the value's version."""

    outcome: Outcome
    code: str = ""
    sentence: str = ""
    version: int | None = None


@dataclass(slots=True)
class _Sorting:
    """The rows on their way: where each stands, and what was answered so far."""

    rows: Sequence[Given]
    kpis: Mapping[str, Kpi]
    answers: dict[int, Answer] = field(default_factory=dict)
    places: dict[Day, list[int]] = field(default_factory=lambda: defaultdict(list))
    wanted: dict[Day, tuple[Decimal, str]] = field(default_factory=dict)

    def answer(self, day: Day, answer: Answer) -> None:
        """Answer every row of a day of a KPI alike."""
        self.answers |= dict.fromkeys(self.places[day], answer)


@in_one_go
def record_many(
    *, values: Sequence[Given], by: User | None, at: datetime, terms: Terms
) -> list[Answer]:
    """Record what can be recorded; return what became of each row, in the order given.

    The same number again is known already, so that sending everything once more is safe; by
    None is the installation itself, which may all. Statements sort by KPI and day, so that
    writers never wait for each other in a circle. A constant number of queries.

    Raises:
        DomainError: more rows than are taken at once.
    """
    if len(values) > MOST:
        raise DomainError(
            "too_many_values", f"Send at most {MOST:,} values at once; these are {len(values):,}."
        )
    sorting = _sorted(values, by, at, terms)
    _lock({kpi for kpi, _ in sorting.wanted})
    fresh = _insert(sorting.wanted, by, at, terms)
    for day in fresh:
        sorting.answer(day, Answer(Outcome.RECORDED, version=1))
    before = values_on([day for day in sorting.wanted if day not in fresh])
    replaced = _compared(sorting, before, terms)
    _replace(sorting, replaced, by, at, terms)
    _finish(sorting, fresh, replaced, by, at)
    return [sorting.answers[place] for place in range(len(values))]


def refused(error: DomainError) -> Answer:
    """Return the refusal of one row."""
    return Answer(Outcome.REFUSED, error.code, error.sentence)


def _sorted(values: Sequence[Given], by: User | None, at: datetime, terms: Terms) -> _Sorting:
    """Refuse what cannot be kept whatever is on record, and gather the rest by KPI and day."""
    sorting = _Sorting(values, kpis_to_record(by, {one.ref for one in values}))
    rights = {ref: why_not(kpi, by, terms) for ref, kpi in sorting.kpis.items()}
    today, torn = timezone.localdate(at), dict[Day, DomainError]()
    for place, one in enumerate(values):
        try:
            kpi, value = sorting.kpis.get(one.ref), kept_number(one.value)
            if error := unknown_kpi(one.ref) if kpi is None else rights[one.ref]:
                raise error
            check_note(one.note)
            named = sorting.kpis[one.ref]
            day = (named.pk, kept_day(one.on, today, named.cadence))
        except DomainError as error:
            sorting.answers[place] = refused(error)
            continue
        sorting.places[day].append(place)
        first = sorting.wanted.setdefault(day, (value, one.note))[0]
        if first != value:
            torn.setdefault(day, given_twice(one.on, first, value))
    for day, twice in torn.items():
        sorting.answer(day, refused(twice))
        del sorting.wanted[day]
    return sorting


def why_not(kpi: Kpi, by: User | None, terms: Terms) -> DomainError | None:
    """Return why a person may not record values of a KPI they know of, or None."""
    if terms.teams is not None and kpi.team_id not in terms.teams:
        return unknown_kpi(kpi.ref)  # what is out of a token's teams, its holder need not know of
    if may_record(by, kpi):
        return None
    return DomainError(
        "no_right", f"You may not record values of “{shortened(kpi.title)}”.", ref=kpi.ref
    )


def _lock(kpi_ids: Iterable[int]) -> None:
    rows = Kpi.objects.filter(pk__in=sorted(kpi_ids)).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def _insert(
    wanted: Mapping[Day, tuple[Decimal, str]], by: User | None, at: datetime, terms: Terms
) -> set[Day]:
    """Store first values of days; return the days that had none. One statement."""
    if not wanted:
        return set()
    rows = [
        {"kpi": kpi, "day": on, "value": f"{value:f}", "note": " ".join(note.split())}
        for (kpi, on), (value, note) in wanted.items()
    ]
    table = connection.ops.quote_name(Measurement._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (kpi_id, observed_on, version, value, is_current, note, "  # noqa: S608
            "reason, source, recorded_at, recorded_by_id) "
            "SELECT kpi, day, 1, value, true, note, '', %s, %s, %s FROM json_to_recordset(%s) "
            "AS given (kpi bigint, day date, value numeric, note text) ORDER BY kpi, day "
            "ON CONFLICT DO NOTHING RETURNING kpi_id, observed_on",
            [str(terms.source), at, by.pk if by else None, orjson.dumps(rows).decode()],
        )
        return set(cursor.fetchall())


def _compared(
    sorting: _Sorting, before: Mapping[Day, Measurement], terms: Terms
) -> dict[Day, Measurement]:
    """Answer the days that have a value already; return those that get a new version."""
    replaced = {}
    for day, now in before.items():
        value = sorting.wanted[day][0]
        if now.value == value:
            sorting.answer(day, Answer(Outcome.KNOWN, version=now.version))
        elif now.value is None or terms.reason.strip():
            replaced[day] = now
            outcome = Outcome.RECORDED if now.value is None else Outcome.CORRECTED
            sorting.answer(day, Answer(outcome, version=now.version + 1))
        else:
            sorting.answer(day, refused(another_value(day[1], now.value, value)))
    return replaced


def _replace(
    sorting: _Sorting,
    replaced: Mapping[Day, Measurement],
    by: User | None,
    at: datetime,
    terms: Terms,
) -> None:
    """Put new versions in the place of values. Two statements at the most."""
    supersede([(*day, now.version + 1) for day, now in replaced.items()])
    Measurement.objects.bulk_create(
        Measurement(
            kpi_id=day[0],
            observed_on=day[1],
            version=now.version + 1,
            value=sorting.wanted[day][0],
            note=" ".join(sorting.wanted[day][1].split()) or now.note,
            reason="" if now.value is None else terms.reason,
            source=str(terms.source),
            recorded_at=at,
            recorded_by=by,
        )
        for day, now in sorted(replaced.items())
    )


def _finish(
    sorting: _Sorting,
    fresh: set[Day],
    replaced: Mapping[Day, Measurement],
    by: User | None,
    at: datetime,
) -> None:
    """Write the audit lines, and bring up to date what follows from the values."""
    said: dict[tuple[int, str], tuple[Facts, Facts]] = defaultdict(lambda: ({}, {}))
    for day in sorted({*fresh, *replaced}):
        now = replaced.get(day)
        old = now.value if now else None
        before, after = said[day[0], "record" if old is None else "correct"]
        after[day[1].isoformat()] = f"{sorting.wanted[day][0]:f}"
        if old is not None:
            before[day[1].isoformat()] = f"{old:f}"
    named = {kpi.pk: kpi for kpi in sorting.kpis.values()}
    lines = [Line(verb, named[pk], *facts) for (pk, verb), facts in said.items()]
    record_all(lines, by=by, at=at)
    changed = {pk for pk, _ in said}
    touch_all(Touch.Kind.KPI, changed)
    if len(changed) > AT_ONCE:
        mark_outdated(changed)
    elif changed:
        recompute_states(changed, timezone.localdate(at), at)
