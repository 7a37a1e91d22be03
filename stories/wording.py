"""Tells a change of wording from a change of meaning."""

import re
from collections import Counter
from dataclasses import dataclass

from django.db.models import Model

NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")
FIGURES = {
    "objective": ("starts_on", "ends_on"),
    "focusarea": (),
    "kpi": (
        *("kind", "unit", "direction", "baseline", "baseline_on", "target", "target_words", "low"),
        *("high", "strict", "change", "change_by", "due_on"),
    ),
    "focuslink": ("focus_area", "objective", "missing_ref"),
    "kpilink": ("kpi", "focus_area", "missing_ref"),
}
TEXTS = ("title", "statement", "description", "rationale", "definition", "formula", "because")


@dataclass(frozen=True, slots=True)
class Wording:
    """What must stay for a meaning to stay: its figures, and the numbers within its words."""

    figures: tuple[object, ...]
    numbers: Counter[str]


def wording_of(thing: Model) -> Wording:
    """Return what of a goal, work, KPI or link no change of wording alters."""
    figures = FIGURES[thing._meta.model_name or ""]
    words = " ".join(str(getattr(thing, name, "")) for name in TEXTS)
    return Wording(
        tuple(thing.serializable_value(name) for name in figures), Counter(NUMBERS.findall(words))
    )
