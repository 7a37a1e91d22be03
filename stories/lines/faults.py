"""What a fault is, and a fault as found."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Literal, NamedTuple

from stories.lines.graph import LinkKind, Side

Axis = Literal["trace", "agreement", "measure", "data"]
Clearing = Literal["auto", "sign", "never", "expires"]

AXES: dict[str, Axis] = {"C": "agreement", "S": "agreement", "M": "measure", "D": "data"}
CLEARINGS: tuple[Clearing, ...] = ("sign", "never", "expires")


class Severity(IntEnum):
    """How grave a fault is; the greater the graver."""

    GREY = 0
    YELLOW = 1
    AMBER = 2
    RED = 3


class Fault(NamedTuple):
    """One fault as found, with the things concerned by id. The holder itself is not repeated.

    `kpi_id`, `focus_id` and `goal_id` are the other things a sentence names; `link` says on which
    of the two links of the line it sits, `link_id` on which link where that is not the line's own;
    `sides` are those whose word is missing or meant.
    """

    code: str
    severity: Severity
    kpi_id: int | None = None
    focus_id: int | None = None
    goal_id: int | None = None
    link: LinkKind | None = None
    on: date | None = None
    count: int | None = None  # type: ignore[assignment] # nobody counts in a fault as in a tuple
    sides: tuple[Side, ...] = ()
    missing: str = ""
    link_id: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What is always true of a fault; some are less grave or graver as found."""

    code: str
    name: str
    severity: Severity
    reason: str
    action: str
    action_key: str
    axis: Axis
    cleared: Clearing = "auto"
    waivable: bool = False
