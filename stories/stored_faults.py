"""Faults as they are stored with a verdict: JSON and back."""

from collections.abc import Sequence
from datetime import date
from typing import NotRequired, TypedDict

from stories.lines.faults import Fault, Severity
from stories.lines.graph import LinkKind, Side


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
