"""The check-in: what a reader owes, what it is for, and what the values just given changed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from accounts.models import User
from alignment.lib.drawing import Glyph, Kind, Spark, spark
from alignment.lib.numbers import show_decimal
from alignment.lib.periods import Cadence, period_of
from alignment.lib.shown import Shown
from kpis.access import kpis_awaited_from, kpis_to_view
from kpis.due import Need, owed
from kpis.models import Kpi
from kpis.ordinary import newest_values
from kpis.owing import rhythm_of, rhythms_of, source_of
from objectives.access import objectives_to_view
from stories.audiences import audience_of
from stories.checking_in import DayForm, Entry, EntryForm, Sheet
from stories.models import KpiVerdict
from stories.pages.figures import STATUSES, amount, status_of, target, target_value
from stories.pages.glyphs import glyph_of
from stories.pages.held import HeldRow, held_of
from stories.pages.parts import Link
from stories.pages.remedies import address, page_of
from stories.pages.rolled import Rolled, in_short, own_progress
from stories.pages.words import day, many, short_day

SECONDS_A_VALUE = 40
MOST_COUNTED = 99
MINUTES = ("", "a minute", "two minutes", "three minutes", "four minutes", "five minutes")
NO_GOAL = "No goal yet: find one or retire it"
Before = Mapping[str, tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class CheckInRow(Shown):
    """A KPI that somebody owes, with its fields; `said` is what is asked or refused."""

    key: int
    title: str
    ref: str
    href: str
    line: Glyph | None
    goal: Link
    spark: Spark | None
    last: str
    last_on: str
    correct_href: str
    target: str
    form: EntryForm
    kind: Kind
    state: str
    state_note: str
    said: str
    said_kind: Kind
    mend_href: str
    first: bool


@dataclass(frozen=True, slots=True)
class Effect(Shown):
    """What a value did, as the row of a finding: the new status, and the goal it moves."""

    title: str
    href: str
    line: Glyph | None
    kind: Kind
    tag: str
    reason: str
    action: str
    action_href: str
    others: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class CheckInPage(Shown):
    """All that a check-in shows; it `begins` with what is “due”, or with what was just done."""

    section: str
    kicker: str
    title: str
    lede: str
    problem: str
    begins: str
    day: DayForm
    rows: tuple[CheckInRow, ...]
    left_out: str
    effects: tuple[Effect, ...]
    effects_title: str
    held: tuple[HeldRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Owing(Shown):
    """Whether a person owes values, and how many are due now; "" is none."""

    due: str


@dataclass(frozen=True, slots=True)
class _Told:
    """What is loaded beside the KPIs: verdicts, goals by id, and the newest values."""

    verdicts: Mapping[int, KpiVerdict]
    goals: Mapping[int, str]
    values: Mapping[int, tuple[Decimal, ...]]
    progress: Mapping[int, Rolled] = field(default_factory=dict)


def show_check_in(user: User, sheet: Sheet, today: date, before: Before) -> CheckInPage:
    """Return the check-in of a reader; `before` is where what was just given stood.

    The queries are always as many.
    """
    told = _told(user, [entry.kpi for entry in sheet.entries])
    first = next((entry for entry in sheet.entries if entry.is_open), None)
    due = sum(entry.owed.is_due for entry in sheet.entries)
    effects = effects_of(user, before)
    return CheckInPage(
        section="check-in",
        kicker=f"Your KPIs · {period_of(today, Cadence.WEEK).label}",
        title=_waiting(sheet) or _title(due, len(sheet.entries) + sheet.left_out),
        lede=_lede(sheet, due),
        problem=sheet.problem,
        begins="due" if due and not effects else "",
        day=sheet.day,
        rows=tuple(_row(one, told, sheet, today, first=one is first) for one in sheet.entries),
        left_out=_left_out(sheet),
        effects=effects,
        effects_title=f"{many(len(effects), 'KPI')} brought up to date",
        held=held_of(kpis_awaited_from(user), address("stories:check-in")),
    )


def where_it_stands(kpis: Collection[Kpi]) -> dict[str, tuple[str, str, str]]:
    """Return where KPIs stand, to say afterwards what a value changed, by id. One query."""
    values = newest_values([kpi.pk for kpi in kpis], 1)
    return {str(kpi.pk): _stands(kpi, values.get(kpi.pk, ())) for kpi in kpis}


def effects_of(user: User, before: Before) -> tuple[Effect, ...]:
    """Return what values changed since. Constant queries, none where nothing was given."""
    if not before:
        return ()
    rows = kpis_to_view(user).for_listing().select_related("connector")
    kpis = list(rows.filter(pk__in=[int(key) for key in before]))
    told = _told(user, kpis)
    told = replace(told, progress=own_progress(user, told.goals))
    return tuple(_effect(kpi, told, before[str(kpi.pk)]) for kpi in kpis)


def owing(user: User, today: date) -> Owing | None:
    """Return how many values a person owes; None where none are ever theirs to give. One query."""
    needs = [owed(rhythm, today) for rhythm in rhythms_of(user)]
    if not needs:
        return None
    due = sum(one.is_due for one in needs)
    count = f"{MOST_COUNTED}+" if due > MOST_COUNTED else str(due)
    return Owing(count if due else "")


def _told(user: User, kpis: Collection[Kpi]) -> _Told:
    ids = [kpi.pk for kpi in kpis]
    judged = KpiVerdict.objects.for_audience(audience_of(user)).filter(kpi__in=ids)
    verdicts = {row.kpi_id: row for row in judged}
    wanted = {goal for row in verdicts.values() for goal in row.goals}
    wanted |= {kpi.outcome_of_id for kpi in kpis if kpi.outcome_of_id}
    goals = objectives_to_view(user).filter(pk__in=wanted)
    return _Told(verdicts, dict(goals.values_list("pk", "title")), newest_values(ids))


def _row(entry: Entry, told: _Told, sheet: Sheet, today: date, *, first: bool) -> CheckInRow:
    kpi, judged = entry.kpi, told.verdicts.get(entry.kpi.pk)
    values = told.values.get(kpi.pk, ())
    measured = rhythm_of(kpi).last_on if values else None
    kind, state, note = _state(entry, today)
    return CheckInRow(
        key=kpi.pk,
        title=kpi.title,
        ref=kpi.ref,
        href=page_of("kpi", kpi.pk),
        line=glyph_of(judged.verdict, judged.doubt, judged.headline) if judged else None,
        goal=_goal(kpi, told),
        spark=spark(STATUSES[status_of(kpi)][0], values, target_value(kpi)),
        last=amount(kpi, values[-1]) if values else "Not measured yet",
        last_on=_near_day(measured, today),
        correct_href=_correction(kpi, measured),
        target=target(kpi) or "No target",
        form=_marked(entry, values, first=first),
        kind=kind,
        state=state,
        state_note=note,
        said=entry.question or entry.refusal,
        said_kind="suspect" if entry.question else "broken",
        mend_href=_correction(kpi, sheet.day.cleaned_data["on"]) if entry.has_value else "",
        first=first,
    )


def _marked(entry: Entry, values: tuple[Decimal, ...], *, first: bool) -> EntryForm:
    """Return the fields of a row with their names for those who do not see the table."""
    kpi, form = entry.kpi, entry.form
    last = show_decimal(values[-1], kpi.decimals) if values else ""
    described = {"aria-describedby": f"said-{kpi.pk}"} if entry.is_open else {}
    form.fields["value"].widget.attrs |= {
        "class": "field num",
        "aria-label": f"New value for {kpi.title}",
        "placeholder": last,
        "autocomplete": "off",
        "data-cell": "value",
        **described,
        **({"aria-invalid": "true"} if entry.refusal else {}),
        **({"data-first": True} if first and not entry.wants_note else {}),
    }
    form.fields["confidence"].widget.attrs |= {
        "class": "field",
        "aria-label": f"Will {kpi.title} be reached?",
        "data-cell": "confidence",
    }
    form.fields["note"].widget.attrs |= {
        "class": "field",
        "aria-label": f"Note on {kpi.title}",
        "placeholder": "What moved it?",
        "autocomplete": "off",
        "data-cell": "note",
        **(described if entry.wants_note else {}),
        **({"data-first": True} if first and entry.wants_note else {}),
    }
    return form


def _goal(kpi: Kpi, told: _Told) -> Link:
    """Return the goal that a KPI is for, as far as the reader may know of it."""
    pk = _goal_id(kpi, told)
    return Link(told.goals[pk], page_of("objective", pk)) if pk else _no_goal(kpi)


def _no_goal(kpi: Kpi) -> Link:
    return Link(NO_GOAL, page_of("kpi", kpi.pk, "lines"))


def _goal_id(kpi: Kpi, told: _Told) -> int | None:
    judged = told.verdicts.get(kpi.pk)
    ids = [
        kpi.outcome_of_id,
        *(judged.line[3:4] if judged else ()),
        *(judged.goals if judged else ()),
    ]
    return next((pk for pk in ids if pk in told.goals), None)


def _state(entry: Entry, today: date) -> tuple[Kind, str, str]:
    need, period = entry.owed.need, entry.owed.period
    what = period.label if period else ""
    if need is Need.OVERDUE:
        return "broken", f"Overdue {many(entry.owed.days_late, 'day')}", what
    if need is Need.DUE:
        return "risk", "Due", what
    if source := source_of(entry.kpi):
        return "sound", "Read by itself", f"from {source.get_kind_display()}"
    if period is None:
        return "idle", "Nothing due", ""
    return "sound", "Up to date", f"next from {_near_day(entry.owed.from_on, today)}"


def _near_day(on: date | None, today: date) -> str:
    """Return a day in few words, without its year where that is this one."""
    near = on is not None and on.year == today.year
    return f"{on:%-d %b}" if near else short_day(on)


def _correction(kpi: Kpi, on: date | None) -> str:
    if on is None:
        return ""
    return address("kpis:measurement-correct", kpi.pk, on, next=address("stories:check-in"))


def _stands(kpi: Kpi, values: Sequence[Decimal]) -> tuple[str, str, str]:
    """Return where a KPI stands: its status, its newest value, how confident its owner is."""
    return status_of(kpi), amount(kpi, values[-1]) if values else "", kpi.confidence


def _effect(kpi: Kpi, told: _Told, was: tuple[str, str, str]) -> Effect:
    judged, goal = told.verdicts.get(kpi.pk), _goal(kpi, told)
    kind, tag = STATUSES[status_of(kpi)]
    moves = goal.text != NO_GOAL
    now_at = _now_at(_goal_id(kpi, told), told)
    whither = f"It moves “{goal.text}”{now_at}." if moves else "It serves no goal yet."
    return Effect(
        title=kpi.title,
        href=page_of("kpi", kpi.pk),
        line=glyph_of(judged.verdict, judged.doubt, judged.headline) if judged else None,
        kind=kind,
        tag=tag,
        reason=" ".join((*_changes(was, _stands(kpi, told.values.get(kpi.pk, ()))), whither)),
        action="Correct it",
        action_href=_correction(kpi, rhythm_of(kpi).last_on),
        others=(Link("See the goal", goal.href),) if moves else (),
    )


def _now_at(goal: int | None, told: _Told) -> str:
    """Return how far the goal is now by its own measures: “, now 54%, 3 of 5 measured”."""
    found = told.progress.get(goal or 0)
    return f", now {in_short(found)}" if found else ""


def _changes(was: tuple[str, str, str], now: tuple[str, str, str]) -> Iterator[str]:
    if was[1] and was[1] != now[1]:
        yield f"From {was[1]} to {now[1]}."
    elif now[1]:
        yield f"It is {now[1]}."
    if was[0] != now[0]:
        yield f"{STATUSES[was[0]][1]} before."
    if was[2] != now[2]:
        label = Kpi.Confidence(now[2]).label.lower() if now[2] else "not said any more"
        yield f"Will it be reached: {label}."


def _waiting(sheet: Sheet) -> str:
    """Return how much of what was typed is not kept yet; "" is nothing."""
    count = sum(entry.is_open for entry in sheet.entries)
    return f"{many(count, 'value')} not kept yet: look again" if count else ""


def _title(due: int, every: int) -> str:
    if not due:
        return "Nothing is due"
    minutes = -(-due * SECONDS_A_VALUE // 60)
    about = MINUTES[minutes] if minutes < len(MINUTES) else f"{minutes} minutes"
    return f"{due} of {many(every, 'value')} {'is' if due == 1 else 'are'} due. About {about}."


def _lede(sheet: Sheet, due: int) -> str:
    if due or sheet.is_open or not sheet.entries:
        return ""
    asked = [entry.owed.from_on for entry in sheet.entries if entry.owed.from_on]
    if not asked:
        return "All that is yours to give is given."
    return f"All is given. The next value is asked for from {day(min(asked))}."


def _left_out(sheet: Sheet) -> str:
    if not sheet.left_out:
        return ""
    return (
        f"{many(sheet.left_out, 'more KPI')} of yours, less pressing, follow when these are given."
    )
