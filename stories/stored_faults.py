"""Faults as they are stored with a verdict: JSON and back."""

from collections.abc import Sequence
from datetime import date
from typing import NotRequired, TypedDict

from stories.lines.faults import Fault, Severity
from stories.lines.findings import GoalFinding, Verdict
from stories.lines.graph import LinkKind, Side
from stories.models import ObjectiveVerdict


class StoredFault(TypedDict):
    """A fault as stored; what does not apply is left out. `waived` marks one that is excused."""

    code: str
    severity: int
    kpi: NotRequired[int]
    focus: NotRequired[int]
    goal: NotRequired[int]
    link: NotRequired[LinkKind]
    on: NotRequired[str]
    count: NotRequired[int]
    sides: NotRequired[list[Side]]
    missing: NotRequired[str]
    link_id: NotRequired[int]
    waived: NotRequired[bool]


def packed(fault: Fault, *, waived: bool = False) -> StoredFault:
    """Return a fault as it is stored."""
    facts = {
        "kpi": fault.kpi_id,
        "focus": fault.focus_id,
        "goal": fault.goal_id,
        "link": fault.link,
        "on": fault.on and fault.on.isoformat(),
        "count": fault.count,
        "sides": list(fault.sides) or None,
        "missing": fault.missing or None,
        "link_id": fault.link_id,
        "waived": waived or None,
    }
    stored: StoredFault = {"code": fault.code, "severity": int(fault.severity)}
    stored.update({name: fact for name, fact in facts.items() if fact is not None})  # type: ignore[typeddict-item]
    return stored


def standing_faults(stored: Sequence[StoredFault]) -> tuple[Fault, ...]:
    """Return the faults that stand, in the order in which they were found."""
    return tuple(_unpacked(one) for one in stored if not one.get("waived"))


def waived_faults(stored: Sequence[StoredFault]) -> tuple[Fault, ...]:
    """Return the faults that are excused for now."""
    return tuple(_unpacked(one) for one in stored if one.get("waived"))


def as_stored(finding: GoalFinding, stored: ObjectiveVerdict) -> GoalFinding:
    """Return what is found of an objective, with what its stored verdict says of those below too.

    Where its own story stands is as found, for nothing below decides about that; so is how many
    KPIs are sound, in doubt or broken, which is not stored.
    """
    faults = standing_faults(stored.faults)
    return finding._replace(
        verdict=Verdict(stored.verdict),
        headline=next((one for one in faults if one.code == stored.headline), None),
        severity=Severity(stored.severity) if faults else None,
        faults=faults,
        waived=waived_faults(stored.faults),
        lines=stored.lines,
        sound_lines=stored.sound_lines,
        kpis=stored.kpis,
        work=stored.focus_areas,
        measured_work=stored.focus_areas - stored.bare_focus_areas,
    )


def _unpacked(stored: StoredFault) -> Fault:
    on = stored.get("on")
    return Fault(
        code=stored["code"],
        severity=Severity(stored["severity"]),
        kpi_id=stored.get("kpi"),
        focus_id=stored.get("focus"),
        goal_id=stored.get("goal"),
        link=stored.get("link"),
        on=date.fromisoformat(on) if on else None,
        count=stored.get("count"),
        sides=tuple(stored.get("sides", ())),
        missing=stored.get("missing", ""),
        link_id=stored.get("link_id"),
    )
