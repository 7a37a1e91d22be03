"""The next step for a goal that is measured but has no line that holds."""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from alignment.lib.shown import Shown
from objectives.models import Objective
from stories.audiences import audience_of, hidden_from_person
from stories.lines.findings import Line
from stories.pages.findings import shown_findings
from stories.pages.lacking import lacking
from stories.pages.names import Found, names_for
from stories.pages.remedies import address, page_of, returning
from stories.verdicts import around_objective

HOLDS = "Its best line holds, as far as you may see."


@dataclass(frozen=True, slots=True)
class Step(Shown):
    """Where to go on, and what to say there."""

    href: str
    said: str = ""


def step_towards(user: User, objective: Objective, today: date, back: str) -> Step:
    """Return the first thing that this person can do for the best line of a goal.

    Where they can do none, it leads to the line and says who can. Of a very large branch it looks
    at the goal's own lines alone. Constant queries.
    """
    _, verdicts, _ = around_objective(
        objective.pk, audience_of(user), today, hidden=hidden_from_person(user)
    )
    line = verdicts.best_line_below(objective.pk)
    if line is None or line.verdict == "sound":
        return Step(page_of("objective", objective.pk, "lines"), HOLDS)
    step = _step_of(user, line, back)
    if step.href == returning(address("stories:story-agree", objective.pk), back):
        return Step(_missing(user, objective, today, back) or step.href)
    return step


def _step_of(user: User, line: Line, back: str) -> Step:
    found = [Found("kpi", line.kpi_id, fault, line) for fault in line.faults]
    shown = shown_findings(found, names=names_for(user, found, [line]), user=user, back=back)
    for one in shown:
        if one.action_href:
            return Step(one.action_href)
    said = " ".join(f"{one.reason} {one.action}: {one.who}" for one in shown[:1])
    return Step(page_of("kpi", line.kpi_id, "lines"), said)


def _missing(user: User, objective: Objective, today: date, back: str) -> str:
    """Return the form for what keeps everybody from agreeing to a goal; "" where nothing does."""
    missing = lacking(user, objective, today, back)
    forms = [row.action_href for row in missing.rows if row.kind == "broken" and row.action_href]
    return forms[0] if missing.obstacle and forms else ""
