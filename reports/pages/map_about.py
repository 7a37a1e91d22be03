"""What the map says of the thing looked at: its story, why its lines hold, what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from alignment.lib.drawing import Kind
from kpis.access import kpis_to_view
from kpis.models import Kpi
from objectives.access import focus_areas_to_view, focus_links_to_view, objectives_to_view
from objectives.models import FocusLink
from reports.pages.finding_list import shown_rows
from reports.pages.finding_rows import Row
from reports.pages.map_asked import Focus, MapAsked
from reports.pages.map_shown import Gathered
from reports.standings import Standing, goal_standing, kpi_standing, work_standing
from stories.access import kpi_links_to_view
from stories.models import Story
from stories.pages.findings import ShownFinding
from stories.pages.remedies import page_of
from stories.prose import Mention, mentions, to_plain

LONGEST = 700
MOST_TIES = 8
UNTOLD = "Nobody has told the story of this objective yet."
OWN_MEASURE = "It shows the success of this objective itself."
NO_REASON = "Nobody wrote down why."


@dataclass(frozen=True, slots=True)
class Reason:
    """A line from or to the thing, and why it holds."""

    text: str
    href: str
    because: str


@dataclass(frozen=True, slots=True)
class About:
    """A thing of the map in words."""

    key: str
    what: str
    title: str
    href: str
    kind: Kind
    word: str
    text: str
    is_story: bool
    reasons: tuple[Reason, ...]
    findings: tuple[ShownFinding, ...]
    close: str


@dataclass(frozen=True, slots=True)
class _Said:
    what: str
    title: str
    standing: Standing
    text: str
    reasons: tuple[Reason, ...]
    row: Row | None
    is_story: bool = False


def about(user: User, asked: MapAsked, gathered: Gathered) -> About | None:
    """Return what there is to say of the thing looked at; None where the reader knows of none."""
    focus = asked.focus
    if focus is None:
        return None
    say = {"objective": _of_goal, "focus": _of_work, "kpi": _of_kpi}[focus.kind]
    said = say(user, focus, gathered)
    if said is None:
        return None
    found = [said.row] if said.row and said.row.headline else []
    return About(
        key=focus.key,
        what=said.what,
        title=said.title,
        href=page_of(focus.kind, focus.pk),
        kind=said.standing.kind,
        word=said.standing.word,
        text=_short(said.text),
        is_story=said.is_story,
        reasons=said.reasons[:MOST_TIES],
        findings=shown_rows(user, found, (), f"{asked.looking_at(focus.key)}"),
        close=asked.looking_at(""),
    )


def _of_goal(user: User, focus: Focus, gathered: Gathered) -> _Said | None:
    goal = objectives_to_view(user).filter(pk=focus.pk).first()
    if goal is None:
        return None
    row = gathered.of_goals.get(goal.pk)
    story = Story.objects.filter(objective=goal).first()
    told = _plain(user, story) if story else ""
    tied = focus_links_to_view(user).filter(objective=goal).select_related("focus_area")
    return _Said(
        what="Objective",
        title=goal.title,
        standing=goal_standing(goal, row),
        text=told or UNTOLD,
        reasons=tuple(
            Reason(link.focus_area.title, page_of("focus", link.focus_area_id), _why(link.because))
            for link in tied.in_order()[:MOST_TIES]
        ),
        row=row,
        is_story=bool(told),
    )


def _of_work(user: User, focus: Focus, gathered: Gathered) -> _Said | None:
    area = focus_areas_to_view(user).filter(pk=focus.pk).first()
    if area is None:
        return None
    row = gathered.of_work.get(area.pk)
    tied = focus_links_to_view(user).filter(focus_area=area).to_existing()
    return _Said(
        what="Focus area",
        title=area.title,
        standing=work_standing(area, row),
        text=area.rationale,
        reasons=_to_goals(tied.select_related("objective").in_order()[:MOST_TIES]),
        row=row,
    )


def _of_kpi(user: User, focus: Focus, gathered: Gathered) -> _Said | None:
    kpi = kpis_to_view(user).select_related("outcome_of").filter(pk=focus.pk).first()
    if kpi is None:
        return None
    row = gathered.of_kpis.get(kpi.pk)
    tied = list(
        kpi_links_to_view(user)
        .filter(kpi=kpi)
        .to_existing()
        .select_related("focus_area")
        .in_order()[:MOST_TIES]
    )
    areas = [link.focus_area_id for link in tied]
    above = focus_links_to_view(user).filter(focus_area__in=areas).to_existing()
    reasons = tuple(
        Reason(link.focus_area.title, page_of("focus", link.focus_area.pk), _why(link.because))
        for link in tied
        if link.focus_area
    )
    return _Said(
        what="KPI",
        title=kpi.title,
        standing=kpi_standing(kpi, row),
        text=kpi.meaning or kpi.definition,
        reasons=(
            *_own_goal(kpi),
            *reasons,
            *_to_goals(above.select_related("objective").in_order()[:MOST_TIES]),
        ),
        row=row,
    )


def _own_goal(kpi: Kpi) -> tuple[Reason, ...]:
    """Return the goal whose success a KPI shows; whoever sees the one may see the other."""
    goal = kpi.outcome_of
    return (Reason(goal.title, page_of("objective", goal.pk), OWN_MEASURE),) if goal else ()


def _to_goals(tied: Iterable[FocusLink]) -> tuple[Reason, ...]:
    return tuple(
        Reason(link.objective.title, page_of("objective", link.objective.pk), _why(link.because))
        for link in tied
        if link.objective
    )


def _why(because: str) -> str:
    return because or NO_REASON


def _plain(user: User, story: Story) -> str:
    """Return a story without its marks, names in the place of mentions. Two queries."""
    uids = [one.uid for one in mentions(story.body)]
    names = dict(kpis_to_view(user).filter(uid__in=uids).values_list("uid", "title"))
    names |= dict(focus_areas_to_view(user).filter(uid__in=uids).values_list("uid", "title"))

    def name_of(mention: Mention) -> str | None:
        return names.get(mention.uid)

    return to_plain(story.body, name_of)


def _short(text: str) -> str:
    plain = text.strip()
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST].rsplit(' ', 1)[0]} …"
