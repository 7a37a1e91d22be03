"""What is stored of each verdict, as the text of a JSON object and a digest of it.

The digest seals all that is stored but the day since when the verdict holds: a row whose digest is
the same already is not written again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from json import JSONEncoder
from typing import Any

from stories.counting import OF_THE_GOAL
from stories.faults import Fault, Severity
from stories.findings import GoalFinding, KpiFinding, WorkFinding
from stories.graph import Graph
from stories.lines import Verdicts
from stories.models import Verdict
from stories.stored_faults import packed

_encode = JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Shelf:
    """One table of verdicts: the column of the thing judged, the things' table, own columns."""

    table: str
    thing: str
    things: str
    own: Mapping[str, str] = field(compare=False)


COMMON: Mapping[str, str] = {
    "verdict": "varchar",
    "doubt": "varchar",
    "headline": "varchar",
    "severity": "smallint",
    "codes": "varchar[]",
    "faults": "jsonb",
    "cause_kind": "varchar",
    "cause_id": "bigint",
}
OBJECTIVES = Shelf(
    "stories_objectiveverdict",
    "objective_id",
    "objectives_objective",
    {
        "story_state": "varchar",
        "lines": "integer",
        "sound_lines": "integer",
        "kpis": "integer",
        "focus_areas": "integer",
        "bare_focus_areas": "integer",
    },
)
FOCUS_AREAS = Shelf(
    "stories_focusverdict",
    "focus_area_id",
    "objectives_focusarea",
    {"goals": "bigint[]", "kpis": "integer"},
)
KPIS = Shelf(
    "stories_kpiverdict",
    "kpi_id",
    "kpis_kpi",
    {"goals": "bigint[]", "lines": "integer", "sound_lines": "integer"},
)
SHELVES = (OBJECTIVES, FOCUS_AREAS, KPIS)


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """A verdict as it is to be stored; `text` is a JSON object without its closing brace."""

    verdict: str
    text: str
    digest: str

    @property
    def json(self) -> str:
        """Return the whole JSON object."""
        return f'{self.text},"digest":"{self.digest}"}}'


Rows = dict[int, VerdictRow]


Cells = dict[str, Any]


def kpi_rows(graph: Graph, verdicts: Verdicts, ids: frozenset[int] | None) -> Rows:
    """Return the rows of the KPIs in the graph, of these ids or (None) of all.

    Drafts and retired ones get one too, so that whoever may see a KPI finds its row.
    """
    found = {}
    for kpi in graph.measures:
        if ids is None or kpi.id in ids:
            finding = verdicts.kpis.get(kpi.id)
            cells = _NOT_ASSESSED if finding is None else _of_kpi(finding)
            found[kpi.id] = _sealed(KPIS, kpi.id, cells)
    return found


def objective_rows(verdicts: Verdicts, ids: frozenset[int] | None) -> Rows:
    """Return the rows of the objectives judged, of these ids or (None) of all."""
    return {
        number: _sealed(OBJECTIVES, number, _of_objective(finding))
        for number, finding in verdicts.goals.items()
        if ids is None or number in ids
    }


def focus_area_rows(verdicts: Verdicts, ids: frozenset[int] | None) -> Rows:
    """Return the rows of the focus areas judged, of these ids or (None) of all."""
    return {
        number: _sealed(FOCUS_AREAS, number, _of_focus_area(finding))
        for number, finding in verdicts.work.items()
        if ids is None or number in ids
    }


_NOT_ASSESSED: Cells = {
    "verdict": Verdict.NOT_ASSESSED.value,
    "doubt": "",
    "headline": "",
    "severity": 0,
    "codes": [],
    "faults": [],
    "cause_kind": "",
    "cause_id": None,
    "goals": [],
    "lines": 0,
    "sound_lines": 0,
}


def _of_kpi(finding: KpiFinding) -> Cells:
    own = (one for one in finding.faults if _is_own(one))
    return {
        **_common(finding, own),
        "doubt": finding.doubt,
        "cause_kind": finding.cause.kind if finding.cause else "",
        "cause_id": finding.cause.id if finding.cause else None,
        "goals": finding.goals,
        "lines": finding.lines,
        "sound_lines": finding.sound_lines,
    }


def _is_own(fault: Fault) -> bool:
    """Tell whether a KPI carries a fault itself, as the engine's own totals count it."""
    return fault.code not in OF_THE_GOAL and (fault.code != "I3" or fault.kpi_id is not None)


def _of_objective(finding: GoalFinding) -> Cells:
    return {
        **_common(finding, finding.faults),
        "story_state": finding.telling.value,
        "lines": finding.lines,
        "sound_lines": finding.sound_lines,
        "kpis": finding.kpis,
        "focus_areas": finding.work,
        "bare_focus_areas": finding.work - finding.measured_work,
    }


def _of_focus_area(finding: WorkFinding) -> Cells:
    return {**_common(finding, finding.faults), "goals": finding.goals, "kpis": finding.kpis}


def _common(finding: KpiFinding | GoalFinding | WorkFinding, own: Iterable[Fault]) -> Cells:
    """Return what is stored of every verdict; without a fault the severity is 0."""
    return {
        "verdict": finding.verdict.value,
        "doubt": "",
        "headline": finding.headline.code if finding.headline else "",
        "severity": int(finding.severity or Severity.GREY),
        "codes": sorted({one.code for one in own}),
        "faults": [
            *(packed(one) for one in finding.faults),
            *(packed(one, waived=True) for one in finding.waived),
        ],
        "cause_kind": "",
        "cause_id": None,
    }


def _sealed(shelf: Shelf, number: int, cells: Cells) -> VerdictRow:
    text = _encode({shelf.thing: number, **cells})[:-1]
    return VerdictRow(cells["verdict"], text, blake2b(text.encode(), digest_size=16).hexdigest())
