"""The data behind every figure of a pack, as a workbook. Pure."""

from collections.abc import Iterator, Sequence

from alignment.lib.tables import Sheet, Value, write_xlsx
from reports.packs.content import Content, Goal, Measured, Money, Stake, digest_of
from reports.packs.figures import value_words
from reports.packs.steady import steady
from reports.valuing import MONEY_COLUMNS, SPENT_COLUMNS, SUM_COLUMNS

EMPTY = "–"


def xlsx_of(content: Content) -> bytes:
    """Return the workbook: the same bytes for the same content; no cell is ever a formula.

    Raises:
        DomainError: a text is longer than a spreadsheet's cell holds.
    """
    return steady(write_xlsx(sheets_of(content)), content.day)


def sheets_of(content: Content) -> dict[str, Sheet]:
    """Return the sheets of the workbook: what is behind each page of the pack."""
    names = {one.key: one.title for one in content.map.things}
    return {
        "about": (("What", "Value"), _about(content)),
        "counts": (("Verdict", "KPIs"), [(one.text, one.count) for one in content.counts]),
        "trend": (
            ("Day", "Live", "Traced and agreed", "No line"),
            [(one.day, one.live, one.sound, one.no_line) for one in content.trend],
        ),
        "findings": (
            ("Rank", "What", "About", "Why", "What to do", "Why it stands there"),
            [
                (rank, one.title, one.about, one.reason, one.action, one.weight)
                for rank, one in enumerate(content.matters, start=1)
            ],
        ),
        "goals": (GOAL_COLUMNS, [_goal(goal) for goal in content.goals]),
        "worth": (
            SUM_COLUMNS,
            [(one.standing, one.currency, one.benefit, one.cost) for one in content.value.worth],
        ),
        "money": (
            ("Goal", *MONEY_COLUMNS, "How certain"),
            [_stake(one) for one in content.value.stakes],
        ),
        "cases": (("Goal", "About", "Text", "When"), list(_cases(content))),
        "spending": (
            SPENT_COLUMNS,
            [(one.standing, one.currency, one.yearly, one.measures) for one in content.value.spent],
        ),
        "map": (
            ("From", "To", "How the line stands"),
            [(names[one.upper], names[one.lower], one.word) for one in content.map.ties],
        ),
        "matrix": (("Goal", *content.map.matrix.heads), list(_matrix(content))),
        "stories": (("Goal", "Paragraph", "Text"), list(_stories(content))),
        "values": (("Goal", "Measure", "Day", "Value", "Unit"), list(_values(content))),
        "plans": (("Goal", "Measure", "Day", "Planned", "Unit"), list(_plans(content))),
        "decisions": (
            ("Day", "About", "Decision", "By", "Why", "What became of it"),
            [
                (one.day, one.matter, one.what, one.who, one.why, one.became)
                for one in content.decisions
            ],
        ),
    }


GOAL_COLUMNS = (
    "Goal",
    "Verdict",
    "Lines",
    "Owner",
    "Period",
    "Value driver",
    "What it says",
    "Story",
    "Who agreed",
    "Measure of success",
    "Where it stands",
    "Standing",
    "Target",
    "Confidential",
)


def _about(content: Content) -> list[tuple[Value, ...]]:
    headline = " ".join(part for part in (content.figure, content.headline, content.bad) if part)
    return [
        ("Scope", content.scope),
        ("Day", content.day),
        ("Verdict", headline),
        ("Since", content.since),
        ("Findings in all", content.all_matters),
        ("Goals in all", content.all_goals),
        ("Goals with money in all", content.value.all_stakes),
        ("What rests on the lines", value_words(content.value)),
        ("What measures cost", content.value.spending),
        *(("Note", note) for note in (content.map.note, content.map.matrix.more) if note),
        ("Confidential", "yes" if content.confidential else "no"),
        *(("Note", note) for note in content.notes),
        ("Mark of this content", digest_of(content)),
    ]


def _goal(goal: Goal) -> tuple[Value, ...]:
    outcome = goal.outcome
    measure: Sequence[Value] = (None, None, None, None)
    if outcome is not None:
        measure = (outcome.title, outcome.way, outcome.standing, outcome.target)
    return (
        goal.title,
        goal.verdict,
        goal.lines,
        goal.owner,
        goal.period,
        goal.driver,
        goal.statement,
        goal.story_state,
        " ".join(goal.signs),
        *measure,
        "yes" if goal.confidential else "no",
    )


def _stake(one: Stake) -> tuple[Value, ...]:
    return (
        *(one.goal, one.sourcing, one.currency),
        *_money(one.benefit),
        *_money(one.cost),
        *(one.standing, one.sound_lines, one.lines, one.certainty),
    )


def _money(one: Money) -> tuple[Value, ...]:
    return one.amount, one.starts, one.ends, "yes" if one.counts else "no"


def _cases(content: Content) -> Iterator[tuple[Value, ...]]:
    for goal in content.goals:
        yield from ((goal.title, one.term, one.text, one.when) for one in goal.case)


def _matrix(content: Content) -> Iterator[tuple[Value, ...]]:
    """Yield goals with a cell for each focus area; an empty one is seen to be empty."""
    for title, depth, cells in content.map.matrix.rows:
        yield f"{'– ' * depth}{title}", *(cell or EMPTY for cell in cells)


def _stories(content: Content) -> Iterator[tuple[Value, ...]]:
    for goal in content.goals:
        for number, pieces in enumerate(goal.story, start=1):
            yield goal.title, number, "".join(piece.text for piece in pieces)


def _measures(content: Content) -> Iterator[tuple[Goal, Measured]]:
    yield from ((goal, goal.outcome) for goal in content.goals if goal.outcome is not None)


def _values(content: Content) -> Iterator[tuple[Value, ...]]:
    for goal, one in _measures(content):
        yield from ((goal.title, one.title, day, value, one.unit) for day, value in one.values)


def _plans(content: Content) -> Iterator[tuple[Value, ...]]:
    for goal, one in _measures(content):
        yield from ((goal.title, one.title, day, value, one.unit) for day, value in one.plan)
