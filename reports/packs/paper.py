"""The pack as a PDF."""

from reports.mapping import lay_out
from reports.packs.content import Content, Map, Value, plain
from reports.packs.figures import (
    map_words,
    measured_svg,
    measured_words,
    money_words,
    trend_svg,
    trend_words,
    value_words,
)
from reports.packs.map_drawing import map_svg
from reports.packs.map_sheets import sheets_of
from reports.printing.paper import printed
from stories.pages.words import many, period

ROOM = 1000  # for a sheet of the map, in units of its drawing: larger could not be read on A3
SMALL = 560  # so high a drawing can be read on A4
WHOLE = 680  # so high a drawing fills an A3 page at its whole width


def pdf_of(content: Content) -> bytes:
    """Return the pack as a PDF: the same bytes for the same content.

    Raises:
        DomainError: it could not be printed.
    """
    return printed("pack", _sheet(content))


def _sheet(content: Content) -> dict[str, object]:
    """Return the content with its charts drawn and its days in words."""
    goals = [
        {
            **plain_goal,
            "chart": measured_svg(goal.outcome) if goal.outcome else "",
            "chart_words": measured_words(goal.outcome)
            if goal.outcome and goal.outcome.values
            else "",
        }
        for goal, plain_goal in zip(content.goals, _goals(content), strict=True)
    ]
    return {
        **plain(content),
        "title": content.title,
        "when": content.when,
        "goals": goals,
        "decisions": [
            {
                "when": f"{one.day:%-d %B %Y}",
                "matter": one.matter,
                "what": one.what,
                "who": one.who,
                "why": one.why,
                "became": one.became,
            }
            for one in content.decisions
        ],
        "value": _value(content.value),
        "value_words": value_words(content.value),
        "map": {"sheets": _sheets(content.map), "note": content.map.note},
        "trend_chart": trend_svg(content),
        "trend_words": trend_words(content),
    }


def _sheets(drawn: Map) -> list[dict[str, object]]:
    """Return each sheet of the map as it is drawn and in words; `share` is how wide it may be."""
    sheets = ((one, lay_out(one)) for one in sheets_of(drawn, ROOM))
    return [
        {
            "drawing": map_svg(layout),
            "words": map_words(sheet),
            "paper": "a4" if layout.height <= SMALL else "a3",
            "share": min(100, 100 * WHOLE // layout.height),
        }
        for sheet, layout in sheets
    ]


def _value(value: Value) -> dict[str, object]:
    """Return what the business cases are worth with its money in words."""
    return {
        "worth": [
            {
                "kind": one.kind,
                "standing": one.standing,
                "benefit": money_words(one.benefit, one.currency),
                "cost": money_words(one.cost, one.currency),
            }
            for one in value.worth
        ],
        "stakes": [
            {
                "goal": one.goal,
                "kind": one.kind,
                "standing": one.standing,
                "sourcing": one.sourcing,
                "benefit": money_words(one.benefit.amount, one.currency),
                "benefit_when": period(one.benefit.starts, one.benefit.ends),
                "cost": money_words(one.cost.amount, one.currency),
                "cost_when": period(one.cost.starts, one.cost.ends),
                "certainty": one.certainty,
            }
            for one in value.stakes
        ],
        "all_stakes": value.all_stakes,
        "spending": value.spending,
        "spent": [
            {
                "kind": one.kind,
                "standing": one.standing,
                "yearly": money_words(one.yearly, one.currency),
                "measures": many(one.measures, "measure"),
            }
            for one in value.spent
        ],
    }


def _goals(content: Content) -> list[dict[str, object]]:
    found = plain(content)["goals"]
    assert isinstance(found, list)  # noqa: S101  # as `plain` makes it
    return found
