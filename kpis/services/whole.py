"""Creates and edits a KPI with what is kept beside its facts: steps, and its owner's confidence."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from accounts.models import User
from accounts.saving import in_one_go
from kpis.models import Kpi
from kpis.services.confidence import say_confidence
from kpis.services.kpis import create_kpi, edit_kpi
from kpis.services.steps import StepFacts, set_steps

BESIDE = frozenset({"steps", "confidence"})


@in_one_go
def create_whole_kpi(*, facts: Mapping[str, object], by: User, at: datetime) -> Kpi:
    """Create a KPI and, where they are among the facts, its `steps` and `confidence`.

    Raises:
        DomainError: a fact or a step is refused.
    """
    row = create_kpi(facts=_plain(facts), by=by, at=at)
    return _with_what_is_beside(row, facts, by, at)


@in_one_go
def edit_whole_kpi(
    *, kpi: Kpi, facts: Mapping[str, object], version: int, by: User, at: datetime
) -> Kpi:
    """Change a KPI as it was at `version` and, where among the facts, `steps` and `confidence`.

    Raises:
        DomainError: a fact or a step is refused, or somebody saved meanwhile.
    """
    row = edit_kpi(kpi=kpi, facts=_plain(facts), version=version, by=by, at=at)
    return _with_what_is_beside(row, facts, by, at)


def _plain(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: said for name, said in facts.items() if name not in BESIDE}


def _with_what_is_beside(row: Kpi, facts: Mapping[str, object], by: User, at: datetime) -> Kpi:
    steps = cast("Sequence[StepFacts] | None", facts.get("steps"))
    if steps is not None:
        set_steps(kpi=row, steps=steps, version=row.version, by=by, at=at)
    if "confidence" in facts:
        say_confidence(kpi=row, confidence=str(facts["confidence"]), by=by, at=at)
    return row
