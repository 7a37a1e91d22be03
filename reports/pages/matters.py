"""What findings are about, in words for addresses and tabs; each is a set of fault codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.text import slugify

from stories.lines.catalogue import CATALOGUE

About = Literal["kpis", "goals", "work"]
ABOUT: dict[About, str] = {"kpis": "KPIs", "goals": "Goals", "work": "Technical work"}


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that can be wrong, or several that belong together."""

    slug: str
    name: str
    codes: tuple[str, ...]


def _starting(*starts: str) -> tuple[str, ...]:
    return tuple(code for code in CATALOGUE if code.startswith(starts))


GATHERED: dict[About, tuple[Matter, ...]] = {
    "kpis": (
        Matter(
            "no-line", "No line to a goal", ("L1", "L2", "L3", "L6", "L7", "I1", "I2", "I3", "X2")
        ),
        Matter("in-doubt", "In doubt", ("L4", "L5", "G8", "S1", *_starting("C"), "S4", "S5")),
        Matter("measure", "Target, owner or definition", _starting("M")),
        Matter("figures", "Late or missing figures", _starting("D")),
    ),
    "goals": (
        Matter("unmeasured", "Not measured, or only in part", ("G1", "G2", "G3")),
        Matter("no-work", "No work behind it", ("G1",)),
        Matter("no-outcome", "No way to see success", ("G5",)),
        Matter("story", "Story missing or not agreed", _starting("S")),
        Matter("upkeep", "Owner, dates or place", ("G6", "G7", "G8", "G9", "I2", "I6")),
    ),
    "work": (
        Matter("no-goal", "Serves no goal", ("F1",)),
        Matter("no-measure", "Not measured", ("F2",)),
        Matter("no-reason", "No reason given", ("F3",)),
    ),
}
SINGLE: Mapping[str, Matter] = {
    slugify(rule.name): Matter(slugify(rule.name), rule.name, (code,))
    for code, rule in CATALOGUE.items()
}


def matter_named(about: About, slug: str) -> Matter | None:
    """Return what a slug of an address means; None where it means nothing."""
    gathered = {matter.slug: matter for matter in GATHERED[about]}
    return gathered.get(slug) or SINGLE.get(slug)


def codes_of(about: About, slug: str) -> tuple[str, ...]:
    """Return the codes of faults that a slug of an address means; none where it means nothing."""
    matter = matter_named(about, slug)
    return matter.codes if matter else ()
