"""What is stored of each verdict, as a line of fields and a digest of it.

The digest seals all that is stored but the day since when the verdict holds: a row whose digest is
the same already is not written again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import orjson

from stories.lines.counting import is_own
from stories.lines.engine import Verdicts
from stories.lines.faults import Fault
from stories.lines.findings import GoalFinding, KpiFinding, Line, Verdict, WorkFinding
from stories.lines.graph import Graph
from stories.stored_faults import packed


@dataclass(frozen=True, slots=True)
class Shelf:
    """One table of verdicts: the column of the thing judged, the things' table, own columns."""

    table: str
    thing: str
    things: str
    own: Mapping[str, str] = field(compare=False)

    @property
    def columns(self) -> Mapping[str, str]:
        """Return the columns of a row with their types, in the order of its fields."""
        return {self.thing: "bigint", **COMMON, **self.own, "digest": "varchar"}


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
    {"goals": "bigint[]", "line": "bigint[]", "lines": "integer", "sound_lines": "integer"},
)
SHELVES = (OBJECTIVES, FOCUS_AREAS, KPIS)


class VerdictRow(NamedTuple):
    """A verdict as it is to be stored; `text` holds all fields but the digest."""

    verdict: str
    text: str
    digest: str

    @property
    def line(self) -> str:
        """Return all fields."""
        return f"{self.text}\t{self.digest}"


Rows = dict[int, VerdictRow]


def kpi_rows(graph: Graph, verdicts: Verdicts, ids: frozenset[int] | None) -> Rows:
    """Return the rows of the KPIs in the graph, of these ids or (None) of all.

    Drafts and retired ones get one too, so that whoever may see a KPI finds its row.
    """
    found = {}
    for kpi in graph.measures:
        if ids is None or kpi.id in ids:
            finding = verdicts.kpis.get(kpi.id)
            found[kpi.id] = _not_assessed(kpi.id) if finding is None else _of_kpi(finding)
    return found


def objective_rows(verdicts: Verdicts, ids: frozenset[int] | None) -> Rows:
    """Return the rows of the objectives judged, of these ids or (None) of all."""
    return {
        number: _of_objective(finding)
        for number, finding in verdicts.goals.items()
        if ids is None or number in ids
    }


def focus_area_rows(verdicts: Verdicts, ids: frozenset[int] | None) -> Rows:
    """Return the rows of the focus areas judged, of these ids or (None) of all."""
    return {
        number: _of_focus_area(finding)
        for number, finding in verdicts.work.items()
        if ids is None or number in ids
    }


# Fields are parted by tabs, in the order of the shelf. Arrays and numbers are written out by hand,
# since there are a hundred thousand rows; faults, which hold people's words too, are encoded as
# JSON, in which no tab and no end of a line stays what it is.


def _not_assessed(number: int) -> VerdictRow:
    verdict = Verdict.NOT_ASSESSED
    return _sealed(verdict, f"{number}\t{verdict}\t\t\t0\t{{}}\t[]\t\t\t{{}}\t{{}}\t0\t0")


def _of_kpi(finding: KpiFinding) -> VerdictRow:
    cause = finding.cause
    of_cause = f"{cause.kind}\t{cause.id}" if cause else "\t"
    own = {one.code for one in finding.faults if is_own(one)}
    text = (
        f"{finding.id}\t{_common(finding, finding.doubt, own)}\t{of_cause}\t"
        f"{_numbers(finding.goals)}\t{_line(finding.best)}\t{finding.lines}\t{finding.sound_lines}"
    )
    return _sealed(finding.verdict, text)


def _line(best: Line | None) -> str:
    if best is None:
        return "{}"
    return (
        f"{{{best.kpi_link_id or 0},{best.focus_id or 0},{best.focus_link_id or 0},"
        f"{best.goal_id or 0}}}"
    )


def _of_objective(finding: GoalFinding) -> VerdictRow:
    text = (
        f"{finding.id}\t{_common(finding, '', _codes(finding))}\t\t\t{finding.telling}\t"
        f"{finding.lines}\t{finding.sound_lines}\t{finding.kpis}\t{finding.work}\t"
        f"{finding.work - finding.measured_work}"
    )
    return _sealed(finding.verdict, text)


def _of_focus_area(finding: WorkFinding) -> VerdictRow:
    text = (
        f"{finding.id}\t{_common(finding, '', _codes(finding))}\t\t\t{_numbers(finding.goals)}\t"
        f"{finding.kpis}"
    )
    return _sealed(finding.verdict, text)


def _codes(finding: GoalFinding | WorkFinding) -> set[str]:
    return {one.code for one in finding.faults}


def _common(finding: KpiFinding | GoalFinding | WorkFinding, doubt: str, codes: set[str]) -> str:
    """Return what is stored of every verdict but its cause; without a fault the severity is 0."""
    if not finding.faults and not finding.waived:
        return f"{finding.verdict}\t{doubt}\t\t0\t{{}}\t[]"
    headline = finding.headline.code if finding.headline else ""
    texts = [*map(_fault, finding.faults), *map(_waived, finding.waived)]
    return (
        f"{finding.verdict}\t{doubt}\t{headline}\t{int(finding.severity or 0)}\t"
        f"{{{','.join(sorted(codes))}}}\t[{','.join(texts)}]"
    )


@lru_cache(maxsize=50_000)
def _fault(fault: Fault) -> str:
    return orjson.dumps(packed(fault)).decode()


def _waived(fault: Fault) -> str:
    return orjson.dumps(packed(fault, waived=True)).decode()


def _numbers(numbers: Sequence[int]) -> str:
    return f"{{{','.join(map(str, numbers))}}}"


def _sealed(verdict: str, text: str) -> VerdictRow:
    return VerdictRow(verdict, text, blake2b(text.encode(), digest_size=16).hexdigest())
