"""KPIs over time: as drawings, as words, and as rows of a file."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from accounts.models import AuditEvent
from alignment.lib.charting.specs import readings, written
from alignment.lib.charts import Chart, Event, Level, Outlook, Series, chart
from alignment.lib.shown import Shown
from alignment.lib.tables.writing import Sheet, Value
from kpis.models import Kpi, Measurement
from kpis.progress import Point
from stories.pages.figures import STATUSES, amount, state_of, status_of, target_value
from stories.pages.remedies import address
from stories.pages.words import day

MOST_POINTS = 400  # more than a screen has room for; the file has them all
MOST_WORDS = 40
DEFINING: dict[str, str] = {
    "definition": "what is counted",
    "formula": "the formula",
    "unit": "the unit",
    "kind": "the kind of goal",
    "direction": "which way is good",
    "aggregate": "how values are put together",
    "cadence": "how often it is measured",
    "baseline": "the starting point",
    "target": "the target",
    "low": "the lowest good value",
    "high": "the highest good value",
    "change": "the change that is asked",
    "due_on": "the day it is due",
}
COLUMNS = ("Day", "What", "Value", "Low", "High", "Unit", "Note")


@dataclass(frozen=True, slots=True)
class Recorded(Shown):
    """A value that stands, with what was written beside it."""

    on: date
    value: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class Plot(Shown):
    """A KPI over time: drawn, described for the script, in words, and where the file is.

    `words` are the newest of what can be read off it, the newest first; `more` is how many others.
    """

    name: str
    href: str
    chart: Chart
    spec: str
    words: tuple[str, ...]
    more: int
    file_href: str


def plots_of(kpis: Sequence[Kpi]) -> tuple[Plot, ...]:
    """Return those of some KPIs that have something to draw, in their order. Two queries."""
    found = (plot_of(kpi, series) for kpi, series in _series_of(kpis))
    return tuple(plot for plot in found if plot)


def plot_of(kpi: Kpi, series: Series) -> Plot | None:
    """Return a series as a page shows it; None where there is nothing to draw yet."""
    show = partial(amount, kpi)
    drawn, spec = chart(series, show), written(series, show)
    if drawn is None or not spec:
        return None
    words = [str(one["t"]) for one in readings(series, show)][::-1]
    return Plot(
        name=kpi.title,
        href=address("stories:kpi-page", kpi.pk),
        chart=drawn,
        spec=spec,
        words=tuple(words[:MOST_WORDS]),
        more=max(len(words) - MOST_WORDS, 0),
        file_href=address("stories:kpi-series", kpi.pk),
    )


def series_of(kpi: Kpi, recorded: Sequence[Recorded], changes: Sequence[Event]) -> Series:
    """Return what is to be drawn of a KPI: its newest values and where they should go."""
    newest = recorded[-MOST_POINTS:]
    plan, outlook = _plan(kpi), _outlook(kpi)
    start = (
        (kpi.baseline_on, kpi.baseline) if kpi.baseline_on and kpi.baseline is not None else None
    )
    return Series(
        kind=STATUSES[status_of(kpi)][0],
        label=_label(kpi, newest),
        values=[(one.on, one.value) for one in newest],
        aims=tuple(_aims(kpi)),
        plan=plan,
        # Of a long series the newest part is drawn; a start far before it would squeeze that.
        start=start if len(recorded) <= MOST_POINTS else None,
        outlook=outlook,
        changes=changes,
        notes={one.on: one.note for one in newest if one.note},
        caption=" ".join(_caption(kpi, newest, changes)),
    )


def recorded_of(kpi_ids: Iterable[int]) -> Mapping[int, list[Recorded]]:
    """Return all values that stand of these KPIs, by id, oldest first. One query."""
    found: dict[int, list[Recorded]] = defaultdict(list)
    known = Measurement.objects.current().filter(kpi__in=list(kpi_ids)).order_by("observed_on")
    for pk, on, value, note in known.values_list("kpi", "observed_on", "value", "note"):
        if value is not None:
            found[pk].append(Recorded(on, value, note))
    return found


def points_of(kpi: Kpi) -> list[Point]:
    """Return all values that stand of a KPI, oldest first. One query."""
    return [Point(one.on, one.value) for one in recorded_of([kpi.pk]).get(kpi.pk, ())]


def changes_of(kpi_ids: Iterable[int]) -> Mapping[int, list[Event]]:
    """Return when what these KPIs mean or ask for was changed, by id, oldest first. One query."""
    found: dict[int, list[Event]] = defaultdict(list)
    for event in AuditEvent.objects.edits_of("kpi", kpi_ids).saying_of(DEFINING):
        # What was said for the first time changed nothing.
        names = [name for name in DEFINING if event.before.get(name) not in (None, "")]
        if told := ", ".join(DEFINING[name] for name in names if name in event.after):
            found[event.object_id].append(Event(event.at.date(), f"Changed: {told}"))
    return found


def sheet_of(kpi: Kpi) -> Sheet:
    """Return all that is drawn of a KPI as rows of a file, and every value. Two queries."""
    recorded = recorded_of([kpi.pk])[kpi.pk]
    rows = [*_rows(kpi, recorded), *_changed(changes_of([kpi.pk]).get(kpi.pk, ()))]
    return COLUMNS, sorted(rows, key=lambda row: str(row[0] or ""))


def _rows(kpi: Kpi, recorded: Iterable[Recorded]) -> Iterator[tuple[Value, ...]]:
    unit = kpi.unit
    if kpi.baseline is not None:
        yield kpi.baseline_on, "Starting point", _short(kpi.baseline), None, None, unit, ""
    for one in recorded:
        yield one.on, "Value", _short(one.value), None, None, unit, one.note
    if told := _outlook(kpi):
        figures = (_short(told.value), _short(told.low), _short(told.high))
        yield told.on, "Expected", *figures, unit, ""
    figures = (_short(target_value(kpi)), _short(kpi.low), _short(kpi.high))
    if any(figure is not None for figure in figures):
        yield kpi.due_on, "Target", *figures, unit, ""


def _short(figure: Decimal | None) -> Decimal | None:
    return None if figure is None else figure.normalize()


def _changed(changes: Iterable[Event]) -> Iterator[tuple[Value, ...]]:
    for event in changes:
        yield event.on, "Change", None, None, None, "", event.text


def _series_of(kpis: Sequence[Kpi]) -> Iterator[tuple[Kpi, Series]]:
    ids = [kpi.pk for kpi in kpis]
    recorded, changes = recorded_of(ids), changes_of(ids)
    for kpi in kpis:
        yield kpi, series_of(kpi, recorded.get(kpi.pk, ()), changes.get(kpi.pk, ()))


def _aims(kpi: Kpi) -> Iterator[Level]:
    aim = target_value(kpi)
    if aim is not None and aim not in (kpi.low, kpi.high):  # a bound says it better
        yield Level(aim, f"Target {amount(kpi, aim)}")
    if kpi.low is not None:
        yield Level(kpi.low, f"{'Above' if kpi.strict else 'At least'} {amount(kpi, kpi.low)}")
    if kpi.high is not None:
        yield Level(kpi.high, f"{'Below' if kpi.strict else 'At most'} {amount(kpi, kpi.high)}")


def _plan(kpi: Kpi) -> tuple[tuple[date, Decimal], ...]:
    start, aim = kpi.starts_on or kpi.baseline_on, target_value(kpi)
    if start is None or kpi.due_on is None or kpi.baseline is None or aim is None:
        return ()
    return ((start, kpi.baseline), (kpi.due_on, aim)) if start < kpi.due_on else ()


def _outlook(kpi: Kpi) -> Outlook | None:
    state = state_of(kpi)
    if state is None or kpi.due_on is None or state.forecast is None:
        return None
    if state.forecast_low is None or state.forecast_high is None:
        return None
    return Outlook(kpi.due_on, state.forecast, state.forecast_low, state.forecast_high)


def _label(kpi: Kpi, recorded: Sequence[Recorded]) -> str:
    if not recorded:
        return kpi.title
    first, last = recorded[0], recorded[-1]
    return (
        f"{kpi.title}: from {amount(kpi, first.value)} on {day(first.on)} "
        f"to {amount(kpi, last.value)} on {day(last.on)}"
    )


def _caption(kpi: Kpi, recorded: Sequence[Recorded], changes: Sequence[Event]) -> Iterator[str]:
    if _plan(kpi):
        yield "The dashed line is the way from the starting point to the target."
    if _outlook(kpi):
        yield "The shaded part holds what is expected, four times in five."
    if any(one.note for one in recorded):
        yield "A filled dot has a note."
    if changes:
        yield "An upright line marks a change of what is measured or asked."
