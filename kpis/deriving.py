"""What follows from the facts of a KPI, whoever writes them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from alignment.lib.errors import field_refusal
from alignment.lib.names import same_name_key
from alignment.lib.numbers import STEP
from kpis.models import DIGITS, LARGEST, PLACES, Kpi
from kpis.pace_lines import HOW, read_pace, written_pace
from kpis.wording import says_there_is_none
from objectives.models import LONGEST_TITLE

# What people and files say of a KPI; all else follows or is kept beside it.
FACTS = (
    *("ref", "title", "definition", "meaning", "formula", "unit", "decimals", "kind", "direction"),
    *("baseline", "baseline_on", "target", "target_words", "low", "high", "strict", "change_by"),
    *("change", "warn_low", "warn_high", "aggregate", "pace", "pace_points", "on_course_by"),
    *("behind_by", "weight", "cadence", "starts_on", "due_on"),
    *("owner", "team", "perspective", "outcome_of", "status", "result", "source"),
    *("source_ended_on", "yearly_cost", "currency"),
)
GOALPOSTS = ("target", "due_on", "direction", "low", "high", "strict", "change", "change_by")
DERIVED = ("title_key", "live_since", "target", "change", "change_by", "pace_points")


def derive(row: Kpi, today: date) -> None:
    """Set what follows from the facts: key, activation, the target of a change.

    “No specific target” in the place of a target is none.

    Raises:
        DomainError: the target cannot follow, a pace cannot be read, or there would be no way
            to go.
    """
    row.title_key = same_name_key(row.title)[:LONGEST_TITLE]
    if row.status == Kpi.Status.LIVE and row.live_since is None:
        row.live_since = today
    if says_there_is_none(row.target_words):
        row.target_words = ""
    if row.kind == Kpi.Kind.CHANGE:
        _derive_target(row)
    _derive_pace(row)
    _refuse_no_way_to_go(row)


def _derive_pace(row: Kpi) -> None:
    """Keep the points of a pace in one form; those of another pace wait to be wanted again."""
    row.pace_points = written_pace(read_pace(row.pace_points))
    if row.pace == Kpi.Pace.CUSTOM and not row.pace_points:
        raise field_refusal("pace_points", f"A pace of its own needs its points. {HOW}")


def _derive_target(row: Kpi) -> None:
    if row.change is None:
        if row.baseline is not None and row.target is not None:
            row.change, row.change_by = row.target - row.baseline, Kpi.ChangeBy.POINTS
        return
    if not row.change_by:
        raise field_refusal("change_by", "Say whether the change is in percent or in points.")
    if row.baseline is None:
        row.target = None
    elif row.change_by == Kpi.ChangeBy.POINTS:
        row.target = row.baseline + row.change
    elif row.baseline == 0:
        raise field_refusal(
            "baseline",
            "A percentage of a baseline of 0 is 0 again: give the change in points, "
            "or another baseline.",
        )
    else:
        row.target = row.baseline * (1 + row.change / 100)
    if row.target is not None and abs(row.target) >= LARGEST:
        raise field_refusal("change", f"This gives a target of more than {DIGITS - PLACES} digits.")
    row.target = None if row.target is None else row.target.quantize(STEP)


def _refuse_no_way_to_go(row: Kpi) -> None:
    holds = row.kind == Kpi.Kind.HOLD or row.low is not None or row.high is not None
    if row.kind == Kpi.Kind.MILESTONE or (holds and row.kind in {Kpi.Kind.HOLD, Kpi.Kind.COUNT}):
        return
    baseline = row.baseline
    if row.kind == Kpi.Kind.COUNT and baseline is None:
        baseline = Decimal(0)
    if baseline is not None and row.target == baseline:
        raise field_refusal(
            "target",
            "The target equals the baseline, so progress could not be told: give another target "
            "or another baseline, or choose to hold the value within bounds.",
        )


def moved_the_goalposts(before: Mapping[str, object], *, live_since: object) -> bool:
    """Tell whether a change of these facts moves the goalposts; `before` is what they said.

    Setting what was not said before moves nothing; neither does a change before activation.
    """
    if live_since is None:
        return False
    return any(before.get(name) not in {None, ""} for name in GOALPOSTS)
