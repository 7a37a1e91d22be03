"""What each link brings to the lines that run over it, and who stands by it."""

from collections.abc import Sequence
from typing import NamedTuple

from stories.lines.catalogue import fault
from stories.lines.faults import Fault
from stories.lines.findings import LinkFinding
from stories.lines.graph import FocusLinkEdge, KpiLinkEdge, LinkKind
from stories.lines.indexing import Index
from stories.lines.judging import NOBODY, UNSPOKEN, Sealed, Word, owners_of, word_on
from stories.lines.parts import FINE, Part, part_of
from stories.prose import says_nothing

NEVER = float("inf")
UNSAID = Word()


class LinkPart(NamedTuple):
    """A link's part of a line, the sides' word on it, and when it was confirmed, for ordering."""

    part: Part
    word: Word
    confirmed: float = NEVER


def _link_part(word: Word, doubts: Sequence[Fault], notes: Sequence[Fault]) -> LinkPart:
    if word.confirmed_at is None:
        confirmed = NEVER
    else:
        confirmed = word.confirmed_at.timestamp()
        if not word.doubts and not doubts and not notes:
            return LinkPart(FINE, word, confirmed)
    return LinkPart(part_of((), word.refused, (*word.doubts, *doubts), notes), word, confirmed)


PLAIN: dict[LinkKind, LinkPart] = {
    kind: _link_part(word, (), ()) for kind, word in UNSPOKEN.items()
}


def _gone(kind: LinkKind, missing: str) -> LinkPart:
    """Return the part of a link that points at nothing; what was said of it no longer matters."""
    return LinkPart(part_of((fault("I1", link=kind, missing=missing),)), UNSAID)


def focus_link_part(edge: FocusLinkEdge, index: Index) -> LinkPart:
    """Return what a link from work to a goal brings to its lines."""
    if edge.work_id is None or edge.goal_id is None:
        return _gone("focus", edge.missing_ref)
    word = UNSPOKEN["focus"]
    if rows := index.judgements.get(("focus", edge.id)):
        goal = index.goals[edge.goal_id]
        sealed = Sealed(edge.fp, index.work[edge.work_id].fp, goal.fp)
        word = word_on("focus", sealed, rows, owners_of([goal]))
    story = index.stories.get(edge.goal_id)
    silent = story is not None and edge.work_id not in story.work
    doubts = (fault("S5", goal_id=edge.goal_id, focus_id=edge.work_id),) if silent else ()
    unsaid = says_nothing(edge.because, index.not_blanks)
    notes = _notes("focus", unsaid, index.twins.get(("focus", edge.work_id, edge.goal_id)))
    if rows or doubts or notes:
        return _link_part(word, doubts, notes)
    return PLAIN["focus"]


def kpi_link_part(edge: KpiLinkEdge, index: Index) -> LinkPart:
    """Return what a link from a KPI to work brings to its lines."""
    if edge.work_id is None or edge.measure_id is None:
        return _gone("kpi", edge.missing_ref)
    word = UNSPOKEN["kpi"]
    if rows := index.judgements.get(("kpi", edge.id)):
        measure, work = index.measures[edge.measure_id], index.work[edge.work_id]
        owners = index.owners_above.get(work.id, NOBODY)
        if measure.owner_id is not None and measure.owner_id not in owners["technology"]:
            owners = {**owners, "technology": owners["technology"] | {measure.owner_id}}
        word = word_on("kpi", Sealed(edge.fp, measure.fp, work.fp), rows, owners)
    unsaid = edge.id in index.repeated_reasons or says_nothing(edge.because, index.not_blanks)
    notes = _notes("kpi", unsaid, index.twins.get(("kpi", edge.measure_id, edge.work_id)))
    if rows or notes:
        return _link_part(word, (), notes)
    return PLAIN["kpi"]


def _notes(kind: LinkKind, unsaid: bool, times: int | None) -> tuple[Fault, ...]:  # noqa: FBT001
    unsaid_note = (fault("L9", link=kind),) if unsaid else ()
    return unsaid_note if times is None else (*unsaid_note, fault("I4", link=kind, count=times))


def link_finding(kind: LinkKind, link_id: int, link: LinkPart) -> LinkFinding:
    """Return what a page says of a link by itself."""
    part = link.part
    faults = (*part.integrity, *part.structure, *part.doubts, *part.notes)
    return LinkFinding(kind, link_id, faults, link.word.valid, link.word.confirmed_at)
