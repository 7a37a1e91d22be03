"""The line glyph: which dots are on and which strokes hold, by the verdict on a thing."""

from alignment.lib.drawing import Glyph, Kind
from stories.lines.faults import Fault, Severity
from stories.lines.findings import Line
from stories.lines.graph import ItemKind
from stories.pages.words import many

Shape = tuple[bool, bool, bool, bool, bool]  # goal, focus area, KPI; upper and lower stroke
WHOLE: Shape = (True, True, True, True, True)
LINKED_TO_NOTHING: Shape = (False, False, True, False, False)
STOPS_SHORT: Shape = (False, True, True, False, True)
REFUSED: Shape = (True, True, True, True, False)
GOAL_ALONE: Shape = (True, False, False, False, False)
UNMEASURED: Shape = (True, True, False, True, False)
WORK_ALONE: Shape = (False, True, False, False, False)

SHAPES: dict[str, Shape] = {
    "L1": LINKED_TO_NOTHING,
    "X1": LINKED_TO_NOTHING,
    "X2": LINKED_TO_NOTHING,
    "L2": STOPS_SHORT,
    "L3": STOPS_SHORT,
    "L6": (True, False, True, False, False),
    "L7": REFUSED,
    "I1": LINKED_TO_NOTHING,
    "G1": GOAL_ALONE,
    "G2": UNMEASURED,
    "F1": WORK_ALONE,
    "F2": UNMEASURED,
}
CHANGED_CODES = frozenset({"C2", "C3", "C4", "S3"})
VERDICT_KINDS: dict[str, Kind] = {
    "sound": "sound",
    "in_doubt": "risk",
    "broken": "broken",
    "none": "broken",
    "exempt": "idle",
    "not_assessed": "idle",
}
VERDICT_WORDS: dict[str, str] = {
    "sound": "Traced and agreed",
    "in_doubt": "Not agreed yet",
    "broken": "Leads nowhere",
    "none": "No line to a goal",
    "exempt": "Deliberately not tied to a goal",
    "not_assessed": "Not judged",
}
CHANGED_WORDS = "Changed since agreed"


def kind_of(verdict: str, doubt: str = "") -> Kind:
    """Return the colour and shape that a verdict is shown in."""
    if verdict == "in_doubt" and doubt == "changed":
        return "suspect"
    return VERDICT_KINDS[verdict]


def words_of(verdict: str, doubt: str = "") -> str:
    """Return a verdict in words."""
    if verdict == "in_doubt" and doubt == "changed":
        return CHANGED_WORDS
    return VERDICT_WORDS[verdict]


def kind_of_fault(fault: Fault) -> Kind:
    """Return the colour and shape that a fault is shown in."""
    if fault.code in CHANGED_CODES:
        return "suspect"
    if fault.severity == Severity.RED:
        return "broken"
    return "idle" if fault.severity == Severity.GREY else "risk"


def glyph_of(verdict: str, doubt: str = "", headline: str = "", label: str = "") -> Glyph:
    """Return the glyph of a KPI, a focus area or a line.

    `headline` is the code of the fault that decides; the label is the verdict in words unless a
    better one is given.
    """
    shape = SHAPES.get(headline, WHOLE if verdict in {"sound", "in_doubt"} else None)
    if shape is None:
        shape = LINKED_TO_NOTHING if verdict in {"none", "exempt"} else STOPS_SHORT
    return _glyph(kind_of(verdict, doubt), label or words_of(verdict, doubt), shape)


def glyph_of_focus_area(verdict: str, headline: str, kpis: int) -> Glyph:
    """Return the glyph of a focus area: whether it serves a goal, and whether it is measured."""
    serves = headline != "F1" and verdict in {"sound", "in_doubt", "exempt", "not_assessed"}
    shape: Shape = (serves, True, kpis > 0, serves, kpis > 0)
    reach = "Serves a goal" if serves else "Serves no current goal"
    return _glyph(kind_of(verdict), f"{reach}, {many(kpis, 'KPI')}", shape)


def glyph_of_objective(
    verdict: str, doubt: str, lines: int, sound_lines: int, focus_areas: int
) -> Glyph:
    """Return the glyph of an objective: work behind it, measures behind that, lines that hold.

    Lines that only wait for somebody's word are drawn through, in the colour of doubt.
    """
    measured = lines > 0
    work = focus_areas > 0 or measured
    through = sound_lines == lines or verdict == "in_doubt"
    shape: Shape = (True, work, measured, work, measured and through)
    return _glyph(kind_of(verdict, doubt), sound_of(sound_lines, lines), shape)


def sound_of(sound_lines: int, lines: int) -> str:
    """Return how many lines hold in words: “3 of 5 lines sound”."""
    return f"{sound_lines:,} of {many(lines, 'line')} sound" if lines else "No lines"


def kind_of_line(line: Line) -> Kind:
    """Return the colour and shape that a line is shown in."""
    changed = any(one.code in CHANGED_CODES for one in line.faults)
    return kind_of(line.verdict, "changed" if changed else "")


def words_of_line(line: Line) -> str:
    """Return the verdict on a line in words."""
    if line.verdict == "in_doubt":
        return words_of("in_doubt", "changed" if kind_of_line(line) == "suspect" else "")
    return "This line holds" if line.verdict == "sound" else "This line is broken"


def glyph_of_line(line: Line) -> Glyph:
    """Return the glyph of one line: solid as far as it gets."""
    code = line.faults[0].code if line.faults and line.verdict == "broken" else ""
    refused_above = code == "L7" and line.faults[0].link == "focus"
    shape = (True, True, True, False, True) if refused_above else SHAPES.get(code, WHOLE)
    if code == "I1" and line.focus_id is not None:
        shape = STOPS_SHORT
    return _glyph(kind_of_line(line), words_of_line(line), shape)


def glyph_of_fault(kind: ItemKind, fault: Fault) -> Glyph | None:
    """Return the glyph beside a fault; None for faults that are not about the line."""
    if fault.code[0] in "MD":
        return None
    shape = SHAPES.get(fault.code, WHOLE)
    if kind == "objective" and fault.code[0] == "G" and fault.code not in SHAPES:
        return None
    return _glyph(kind_of_fault(fault), _labels(fault), shape)


def _labels(fault: Fault) -> str:
    words = {
        LINKED_TO_NOTHING: "No goal, no focus area",
        STOPS_SHORT: "The line stops at the focus area",
        GOAL_ALONE: "A goal without work",
        UNMEASURED: "Work without a KPI",
        WORK_ALONE: "Work without a goal",
        REFUSED: "One side says this is not true",
    }
    fallback = CHANGED_WORDS if fault.code in CHANGED_CODES else "The line needs a look"
    return words.get(SHAPES.get(fault.code, WHOLE), fallback)


def _glyph(kind: Kind, label: str, shape: Shape) -> Glyph:
    goal_on, focus_on, kpi_on, upper, lower = shape
    return Glyph(kind, label, goal_on, focus_on, kpi_on, upper, lower)
