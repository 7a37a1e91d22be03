"""How goals, focus areas and KPIs stand on a map: a shape and colour, and the same in words."""

from dataclasses import dataclass

from alignment.lib.drawing import Kind
from kpis.models import Kpi
from objectives.models import FocusArea, Objective
from stories.models import FocusVerdict, KpiVerdict, ObjectiveVerdict
from stories.pages.glyphs import CHANGED_WORDS, kind_of, words_of

CURRENT = (Objective.Status.DRAFT, Objective.Status.ACTIVE)  # goals that a map shows
ORDER: tuple[Kind, ...] = ("sound", "risk", "suspect", "broken", "idle")
TIE_WORDS: dict[Kind, str] = {
    "sound": "This tie holds",
    "risk": "Not agreed yet",
    "suspect": CHANGED_WORDS,
    "broken": "This tie is broken",
    "idle": "Not judged",
}
GOAL_WORDS = {"none": "No KPI leads here", "broken": "No line to it holds"}


@dataclass(frozen=True, slots=True)
class Standing:
    """How something stands: its shape and colour, and the same in words."""

    kind: Kind
    word: str


def goal_standing(goal: Objective, row: ObjectiveVerdict | None) -> Standing:
    """Return how a goal stands; a draft or a finished one is not judged."""
    if goal.status != Objective.Status.ACTIVE or row is None:
        return Standing("idle", goal.get_status_display() if row else "Not judged yet")
    if row.verdict == "none" and goal.expects_technology == Objective.Expects.NO:
        return Standing("idle", "Needs no technology")
    word = GOAL_WORDS.get(row.verdict) or words_of(row.verdict, row.doubt)
    return Standing(kind_of(row.verdict, row.doubt), word)


def work_standing(area: FocusArea, row: FocusVerdict | None) -> Standing:
    """Return how a focus area stands: by its best tie to a goal."""
    if area.status == FocusArea.Status.RETIRED:
        return Standing("broken", "Retired")
    if row is None:
        return Standing("idle", "Not judged yet")
    if row.verdict in {"none", "broken"}:
        return Standing("broken", "Serves no current goal")
    return Standing(kind_of(row.verdict, row.doubt), words_of(row.verdict, row.doubt))


def kpi_standing(kpi: Kpi, row: KpiVerdict | None) -> Standing:
    """Return how the line of a KPI stands; what is not live is not judged."""
    if row is None or row.verdict == "not_assessed":
        return Standing("idle", kpi.get_status_display() if row else "Not judged yet")
    return Standing(kind_of(row.verdict, row.doubt), words_of(row.verdict, row.doubt))
