"""What is stored of each verdict, as the text of a JSON object and a digest of it.

The digest seals all that is stored but the day since when the verdict holds: a row whose digest is
the same already is not written again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import orjson

from stories.lines.counting import OF_THE_GOAL
from stories.lines.engine import Verdicts
from stories.lines.faults import Fault
from stories.lines.findings import GoalFinding, KpiFinding, Line, WorkFinding
from stories.lines.graph import Graph
from stories.models import Verdict
from stories.stored_faults import packed

QUOTE = '"'


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
    {"goals": "bigint[]", "line": "bigint[]", "lines": "integer", "sound_lines": "integer"},
)
SHELVES = (OBJECTIVES, FOCUS_AREAS, KPIS)


class VerdictRow(NamedTuple):
    """A verdict as it is to be stored; `text` is a JSON object without its closing brace."""

    verdict: str
    text: str
    digest: str

    @property
    def json(self) -> str:
        """Return the whole JSON object."""
        return f'{self.text},"digest":"{self.digest}"}}'


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


# The JSON is written out by hand, since there are a hundred thousand rows and all that is not a
# number in them is a word of ours. Faults, which hold people's words too, are encoded.


def _not_assessed(number: int) -> VerdictRow:
    verdict = Verdict.NOT_ASSESSED.value
    text = (
        f'{{"kpi_id":{number},"verdict":"{verdict}","doubt":"","headline":"","severity":0,'
        '"codes":[],"faults":[],"cause_kind":"","goals":[],"line":[],"lines":0,"sound_lines":0'
    )
    return _sealed(verdict, text)


def _of_kpi(finding: KpiFinding) -> VerdictRow:
    cause = finding.cause
    of_cause = f'"cause_kind":"{cause.kind}","cause_id":{cause.id}' if cause else '"cause_kind":""'
    faults = finding.faults
    own = [one for one in faults if _is_own(one)]
    text = (
        f'{{"kpi_id":{finding.id},{_common(finding, faults, own)},"doubt":"{finding.doubt}",'
        f'{of_cause},"goals":[{_numbers(finding.goals)}],{_line(finding.best)},"lines":{finding.lines},'
        f'"sound_lines":{finding.sound_lines}'
    )
    return _sealed(finding.verdict.value, text)


def _line(best: Line | None) -> str:
    if best is None:
        return '"line":[]'
    return (
        f'"line":[{best.kpi_link_id or 0},{best.focus_id or 0},{best.focus_link_id or 0},'
        f"{best.goal_id or 0}]"
    )


def _is_own(fault: Fault) -> bool:
    """Tell whether a KPI carries a fault itself, as the engine's own totals count it."""
    return fault.code not in OF_THE_GOAL and (fault.code != "I3" or fault.kpi_id is not None)


def _of_objective(finding: GoalFinding) -> VerdictRow:
    text = (
        f'{{"objective_id":{finding.id},{_common(finding, finding.faults, finding.faults)},'
        f'"doubt":"","cause_kind":"","story_state":"{finding.telling.value}",'
        f'"lines":{finding.lines},"sound_lines":{finding.sound_lines},"kpis":{finding.kpis},'
        f'"focus_areas":{finding.work},'
        f'"bare_focus_areas":{finding.work - finding.measured_work}'
    )
    return _sealed(finding.verdict.value, text)


def _of_focus_area(finding: WorkFinding) -> VerdictRow:
    text = (
        f'{{"focus_area_id":{finding.id},{_common(finding, finding.faults, finding.faults)},'
        f'"doubt":"","cause_kind":"","goals":[{_numbers(finding.goals)}],"kpis":{finding.kpis}'
    )
    return _sealed(finding.verdict.value, text)


def _common(
    finding: KpiFinding | GoalFinding | WorkFinding, faults: Sequence[Fault], own: Sequence[Fault]
) -> str:
    """Return what is stored of every verdict; without a fault the severity is 0."""
    headline = finding.headline.code if finding.headline else ""
    texts = [_fault(one) for one in faults]
    if finding.waived:
        texts += [_fault(one, waived=True) for one in finding.waived]
    codes = '","'.join(sorted({one.code for one in own}))
    return (
        f'"verdict":"{finding.verdict.value}","headline":"{headline}",'
        f'"severity":{int(finding.severity or 0)},'
        f'"codes":[{codes and f"{QUOTE}{codes}{QUOTE}"}],"faults":[{",".join(texts)}]'
    )


@lru_cache(maxsize=50_000)
def _fault(fault: Fault, *, waived: bool = False) -> str:
    return orjson.dumps(packed(fault, waived=waived)).decode()


def _numbers(numbers: Sequence[int]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else ",".join(map(str, numbers))


def _sealed(verdict: str, text: str) -> VerdictRow:
    return VerdictRow(verdict, text, blake2b(text.encode(), digest_size=16).hexdigest())
