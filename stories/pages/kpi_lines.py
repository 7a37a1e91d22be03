"""The lines of one KPI, one by one: how each gets to a goal, or as far as it gets."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.access import may
from accounts.models import User
from accounts.roles import Action
from alignment.lib.drawing import Glyph, Kind
from alignment.lib.shown import Shown
from stories.lines.findings import Line
from stories.models import KpiLink
from stories.pages.findings import reason_of
from stories.pages.glyphs import glyph_of_line, kind_of_line, words_of_line
from stories.pages.names import Found, Names
from stories.pages.parts import Link, links
from stories.pages.remedies import address, page_of


@dataclass(frozen=True, slots=True)
class LineRow(Shown):
    """One line: its two ties with their reasons, the verdict, why, and what can be done.

    `spare` marks a line that does not decide, because a better one holds.
    """

    line: Glyph
    kind: Kind
    verdict: str
    goal: Link | None
    focus: Link | None
    because_focus: str
    because_goal: str
    reasons: tuple[str, ...]
    actions: tuple[Link, ...]
    spare: bool


def line_rows(
    user: User, lines: Sequence[Line], names: Names, own_links: Sequence[KpiLink]
) -> tuple[LineRow, ...]:
    """Return the lines of a KPI, best first; one to a goal without a name here is left out."""
    reasons = {link.pk: link.because for link in own_links}
    holds = bool(lines) and lines[0].verdict == "sound"
    return tuple(
        _row(user, line, names, reasons, spare=holds and index > 0)
        for index, line in enumerate(lines)
        if line.goal_id is None or line.goal_id in names.objectives
    )


def _row(user: User, line: Line, names: Names, reasons: dict[int, str], *, spare: bool) -> LineRow:
    because = reasons.get(line.kpi_link_id or 0, "")
    return LineRow(
        line=glyph_of_line(line),
        kind="idle" if spare and line.verdict != "sound" else kind_of_line(line),
        verdict=words_of_line(line),
        goal=_goal(line, names),
        focus=_focus(line, names),
        because_focus=because,
        because_goal=names.reasons.get(line.focus_link_id or 0, ""),
        reasons=tuple(
            dict.fromkeys(
                reason_of(Found("kpi", line.kpi_id, one, line), names) for one in line.faults
            )
        ),
        actions=_actions(user, line, names),
        spare=spare,
    )


def _goal(line: Line, names: Names) -> Link | None:
    found = names.objectives.get(line.goal_id or 0)
    return Link(found.title, page_of("objective", line.goal_id or 0)) if found else None


def _focus(line: Line, names: Names) -> Link | None:
    found = names.focus_areas.get(line.focus_id or 0)
    return Link(found.title, page_of("focus", line.focus_id or 0)) if found else None


def _actions(user: User, line: Line, names: Names) -> tuple[Link, ...]:
    kpi, goal = names.kpis[line.kpi_id], names.objectives.get(line.goal_id or 0)
    may_link = may(user, Action.LINK_KPI, team_id=kpi.team_id, owners=kpi.owners)
    may_judge = goal is not None and user.pk in goal.owners
    found = []
    if line.kpi_link_id and may_link:
        found.append(Link("Edit the link", address("stories:kpi-link-edit", line.kpi_link_id)))
    if line.kpi_link_id and may_judge:
        found.append(Link("Confirm or refuse", address("stories:link-judge-kpi", line.kpi_link_id)))
    return links(*found)
