"""Steps as people write them: one a line, after bars the day it was done and its weight."""

from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError

from alignment.lib.dates import parse_date
from alignment.lib.errors import DomainError
from alignment.lib.fields import Figure
from alignment.lib.numbers import plain_decimal
from kpis.models import KpiStep
from kpis.services import StepFacts
from objectives.models import LONGEST_TITLE

MOST_STEPS = 200
STEPS_HELP = (
    "One step a line. After a “|” may stand the day it was done and its weight: "
    "“Translate the shop | 2026-03-31 | 2”."
)


def read_steps(text: str, known: Iterable[KpiStep]) -> list[StepFacts]:
    """Return the steps that lines of text lay down; one that keeps its title keeps its identity.

    Raises:
        ValidationError: a line cannot be read, or there are too many.
    """
    ids = {" ".join(step.title.split()).lower(): step.pk for step in known}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_STEPS:
        raise ValidationError(f"These are {len(lines)} steps; at most {MOST_STEPS} are kept.")
    return [_step(line, ids) for line in lines]


def _step(line: str, ids: dict[str, int]) -> StepFacts:
    title, *more = [part.strip() for part in line.split("|")]
    if not title or len(title) > LONGEST_TITLE or len(more) > 2:
        raise ValidationError(f"“{line[:80]}” is not a step. {STEPS_HELP}")
    try:
        done_on = parse_date(more[0]) if more and more[0] else None
        weight = Figure(digits=6, places=2, required=False).clean(more[1]) if more[1:] else None
    except DomainError as refusal:
        raise ValidationError(f"“{line[:80]}”: {refusal.sentence}") from None
    if weight is not None and weight <= 0:
        raise ValidationError(f"“{line[:80]}”: a step's weight is more than 0.")
    step_id = ids.pop(" ".join(title.split()).lower(), None)
    return StepFacts(title, weight or Decimal(1), done_on, step_id)


def written_steps(steps: Iterable[KpiStep]) -> str:
    """Return steps as the lines that `read_steps` reads."""
    return "\n".join(_line(step) for step in steps)


def _line(step: KpiStep) -> str:
    done = step.done_on.isoformat() if step.done_on else ""
    weight = "" if step.weight == 1 else plain_decimal(step.weight.normalize())
    return f"{step.title} | {done} | {weight}".rstrip("| ").rstrip()
