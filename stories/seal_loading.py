"""Seals the content of many things at once, exactly as `stories.seals` does for one.

Uids stay the text that they are sealed as: making objects of a hundred thousand takes a second.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from stories.asking import rows
from stories.lines.fingerprints import (
    FocusContent,
    KpiContent,
    ObjectiveContent,
    OutcomeContent,
    focus_fingerprint,
    kpi_fingerprint,
    objective_fingerprint,
)


@dataclass(frozen=True, slots=True)
class Sealed:
    """Fingerprints and uids by database key, of those things that were asked for and exist."""

    fps: Mapping[int, str]
    uids: Mapping[int, UUID]

    def fp(self, number: int) -> str:
        """Return the seal of a thing; empty where none was asked for."""
        return self.fps.get(number, "")


def seal_objectives(ids: Collection[int]) -> Sealed:
    """Return the seals of goals with their own measures of success. Two queries."""
    outcomes: defaultdict[int, list[OutcomeContent]] = defaultdict(list)
    for goal, *facts in rows(_OUTCOMES, {"ids": sorted(ids)}):
        outcomes[goal].append(OutcomeContent(*facts))
    return _sealed(
        (
            number,
            uid,
            objective_fingerprint(
                ObjectiveContent(uid, title, statement, tuple(outcomes[number]), start, end)
            ),
        )
        for number, uid, title, statement, start, end in rows(_OBJECTIVES, {"ids": sorted(ids)})
    )


def seal_focus_areas(ids: Collection[int]) -> Sealed:
    """Return the seals of focus areas. One query."""
    return _sealed(
        (number, uid, focus_fingerprint(FocusContent(uid, *facts)))
        for number, uid, *facts in rows(_FOCUS_AREAS, {"ids": sorted(ids)})
    )


def seal_kpis(ids: Collection[int]) -> Sealed:
    """Return the seals of KPIs. One query."""
    return _sealed(
        (number, uid, kpi_fingerprint(KpiContent(uid, *facts)))
        for number, uid, *facts in rows(_KPIS, {"ids": sorted(ids)})
    )


def _sealed(found: Iterable[tuple[int, UUID, str]]) -> Sealed:
    fps, uids = {}, {}
    for number, uid, fp in found:
        fps[number], uids[number] = fp, uid
    return Sealed(fps, uids)


_OBJECTIVES = """
SELECT id, uid::text, title, statement, starts_on, ends_on
FROM objectives_objective WHERE id IN (SELECT unnest(%(ids)s::bigint[]))
"""
_OUTCOMES = """
SELECT outcome_of_id, title, unit, direction, baseline, target, target_words, due_on
FROM kpis_kpi WHERE outcome_of_id IN (SELECT unnest(%(ids)s::bigint[]))
"""
_FOCUS_AREAS = """
SELECT id, uid::text, title, description, rationale
FROM objectives_focusarea WHERE id IN (SELECT unnest(%(ids)s::bigint[]))
"""
_KPIS = """
SELECT id, uid::text, title, definition, formula, kind, unit, direction, baseline, baseline_on,
       target, low, high, strict, change, change_by, target_words, due_on
FROM kpis_kpi WHERE id IN (SELECT unnest(%(ids)s::bigint[]))
"""
