"""Lays down and ticks off the steps of a KPI that completes steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from accounts.audit import Facts, facts_of, record, touch
from accounts.models import User
from accounts.saving import check, in_one_go, keep, locked, set_facts, start_edit
from alignment.lib.errors import DomainError
from kpis.models import Kpi, KpiStep
from kpis.states import recompute_states

LAID_DOWN = ("title", "weight", "done_on", "position")


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One step as a person lays it down; `id` is None for a new one."""

    title: str
    weight: Decimal = Decimal(1)
    done_on: date | None = None
    id: int | None = None


@in_one_go
def set_steps(
    *, kpi: Kpi, steps: Sequence[StepFacts], version: int, by: User, at: datetime
) -> list[KpiStep]:
    """Give a KPI exactly these steps in this order; steps left out are removed.

    Raises:
        DomainError: a step is refused or none of this KPI, or somebody saved meanwhile.
    """
    row = locked(kpi, version)
    there = {step.pk: step for step in row.steps.all()}
    before = _in_words(list(there.values()))
    kept = [_laid_down(row, there, step, place) for place, step in enumerate(steps)]
    row.steps.exclude(pk__in=[step.pk for step in kept]).delete()
    for step in kept:
        step.save()
    after = _in_words(kept)
    if before != after:
        row.version, row.changed_at = row.version + 1, at
        row.save(update_fields=["version", "changed_at"])
        record(verb="set_steps", thing=row, by=by, at=at, before=before, after=after)
        touch("kpi", row.pk)
        recompute_states([row.pk], timezone.localdate(at), at)
    return kept


def _laid_down(kpi: Kpi, there: dict[int, KpiStep], facts: StepFacts, place: int) -> KpiStep:
    step = KpiStep(kpi=kpi) if facts.id is None else there.get(facts.id)
    if step is None:
        raise DomainError("gone", f"The step “{facts.title}” was removed meanwhile: look again.")
    said = {"title": facts.title, "weight": facts.weight, "done_on": facts.done_on}
    set_facts(step, {**said, "position": place}, LAID_DOWN)
    check(step, LAID_DOWN)
    return step


@in_one_go
def mark_step(*, step: KpiStep, done_on: date | None, by: User, at: datetime) -> KpiStep:
    """Say when a step was completed; None opens it again.

    Raises:
        DomainError: the step was removed meanwhile.
    """
    kpi = locked(step.kpi)
    edit = start_edit(locked(step), {"done_on": done_on}, ("done_on",))
    if keep(edit, by=by, at=at, verb="mark_step"):
        touch("kpi", kpi.pk)
        recompute_states([kpi.pk], timezone.localdate(at), at)
    return edit.row


def _in_words(steps: Sequence[KpiStep]) -> Facts:
    return {"steps": [facts_of(step, ("id", *LAID_DOWN)) for step in steps]}
