"""A KPI's figures as a careful analyst writes them: with unit, own decimals, and dates in words."""

from decimal import Decimal

from alignment.lib.drawing import Bar, Kind, bar
from alignment.lib.numbers import show_amount
from kpis.models import Kpi, KpiState
from stories.pages.words import capital, day, many

STATUSES: dict[str, tuple[Kind, str]] = {
    "met": ("sound", "Met"),
    "on_course": ("sound", "On course"),
    "behind": ("risk", "Behind"),
    "stale": ("risk", "Out of date"),
    "off_course": ("broken", "Off course"),
    "missed": ("broken", "Missed"),
    "not_measured": ("idle", "Not measured"),
    "not_started": ("idle", "Not started"),
    "not_applicable": ("idle", "No pace to judge by"),
    "paused": ("idle", "Paused"),
    "retired": ("idle", "Retired"),
    "draft": ("idle", "Draft"),
}
HUNDRED = Decimal(100)


def status_of(kpi: Kpi) -> str:
    """Return where a KPI stands: its own status while it is not live, else the computed one."""
    if kpi.status != Kpi.Status.LIVE:
        return kpi.status
    state = state_of(kpi)
    return state.status if state else "not_measured"


def state_of(kpi: Kpi) -> KpiState | None:
    """Return the state of a KPI that was fetched with it; None before the first is computed."""
    return kpi.state if hasattr(kpi, "state") else None


def amount(kpi: Kpi, value: Decimal | None) -> str:
    """Return a value with the KPI's unit and decimals; what is unknown is left empty."""
    return "" if value is None else show_amount(value, kpi.unit, kpi.decimals)


def target_value(kpi: Kpi) -> Decimal | None:
    """Return the figure to be reached; for a change it is derived from the baseline."""
    if kpi.kind != Kpi.Kind.CHANGE:
        return kpi.target
    if kpi.change is None or kpi.baseline is None:
        return kpi.target
    if kpi.change_by == Kpi.ChangeBy.POINTS:
        return kpi.baseline + kpi.change
    return kpi.baseline * (1 + kpi.change / HUNDRED)


def beside_target(kpi: Kpi, value: Decimal) -> str:
    """Return a value; one decimal finer where it would read as the target and is another."""
    wanted = target_value(kpi)
    same = wanted is not None and amount(kpi, value) == amount(kpi, wanted)
    if not same or value == wanted or kpi.decimals is None:
        return amount(kpi, value)
    return show_amount(value, kpi.unit, kpi.decimals + 1)


def target(kpi: Kpi) -> str:
    """Return the target in words: a figure, bounds, or what was written; empty if there is none."""
    if kpi.kind == Kpi.Kind.MILESTONE and kpi.target is None:
        return "all of it done"
    if kpi.low is not None and kpi.high is not None:
        return f"between {amount(kpi, kpi.low)} and {amount(kpi, kpi.high)}"
    if kpi.low is not None:
        return f"{'above' if kpi.strict else 'at least'} {amount(kpi, kpi.low)}"
    if kpi.high is not None:
        return f"{'below' if kpi.strict else 'at most'} {amount(kpi, kpi.high)}"
    reach = amount(kpi, target_value(kpi))
    return reach or (f"“{kpi.target_words}”" if kpi.target_words else "")


def change_asked(kpi: Kpi) -> str:
    """Return the change that was asked for: “-20% of the baseline”, “+10 points”."""
    if kpi.kind != Kpi.Kind.CHANGE or kpi.change is None:
        return ""
    sign = "+" if kpi.change > 0 else ""
    if kpi.change_by == Kpi.ChangeBy.POINTS:
        return f"{sign}{show_amount(kpi.change, kpi.unit)}, in points"
    return f"{sign}{show_amount(kpi.change, '%')} of the baseline"


def latest(kpi: Kpi) -> str:
    """Return the newest value; empty if it was never measured."""
    state = state_of(kpi)
    if state is None or state.latest is None:
        return ""
    if kpi.kind == Kpi.Kind.MILESTONE and not kpi.unit:
        return f"{many(int(state.latest), 'step')} done"
    return amount(kpi, state.latest)


def way(kpi: Kpi) -> str:
    """Return the whole way in a line: “2.40 s → 1.92 s, now 2.05 s”."""
    now, aim = latest(kpi), target(kpi)
    start = amount(kpi, kpi.baseline)
    ends = f"{start} → {aim}" if start and aim and kpi.low is None and kpi.high is None else aim
    said = [part for part in (ends, f"now {now}" if now else "not measured yet") if part]
    return capital(", ".join(said))


def way_by(kpi: Kpi) -> str:
    """Return the whole way with the day it is due."""
    due = f" by {day(kpi.due_on)}" if kpi.due_on else ""
    now, aim = latest(kpi), target(kpi)
    if not aim:
        return capital(f"{now or 'not measured yet'}, no target")
    start = amount(kpi, kpi.baseline)
    way_so_far = f", from {start}" if start else ""
    here = f"{capital(now)} now" if now else "Not measured yet"
    return f"{here}{way_so_far}, target {aim}{due}"


def progress_of(kpi: Kpi) -> Bar | None:
    """Return how far a KPI is and how far it should be by now; None where that cannot be said."""
    state = state_of(kpi)
    if state is None:
        return None
    kind, _ = STATUSES[status_of(kpi)]
    return bar(kind, state.progress, state.expected)
