"""The list of focus areas: which goals each serves, and what measures it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict

from accounts.models import User
from alignment.lib.drawing import Glyph
from alignment.lib.shown import Shown
from objectives.access import focus_areas_to_view, may_edit_focus_areas, objective_to_view
from objectives.models import FocusArea, FocusAreaQuerySet
from stories.audiences import audience_of
from stories.models import FocusVerdict
from stories.pages.filters import Chip, FocusAreaFilter, chips_of
from stories.pages.glyphs import glyph_of_focus_area
from stories.pages.names import Named, named
from stories.pages.paging import Pager, in_order, slice_of
from stories.pages.parts import Link, links
from stories.pages.remedies import address, page_of
from stories.pages.words import many

MOST_GOALS = 2
VERDICTS: dict[str, Q] = {
    "live": Q(),
    "serving": ~Q(goals=[]),
    "no_goal": Q(codes__contains=["F1"]),
    "no_measure": Q(codes__contains=["F2"]),
    "sound": Q(verdict="sound"),
    "in_doubt": Q(verdict="in_doubt"),
}


@dataclass(frozen=True, slots=True)
class FocusAreaRow(Shown):
    """A focus area in a list."""

    title: str
    href: str
    note: str
    line: Glyph | None
    goals: tuple[Link, ...]
    more_goals: str
    kpis: str
    owner: str


@dataclass(frozen=True, slots=True)
class FocusAreaListPage(Shown):
    """One page of the list of focus areas."""

    section: str
    form: FocusAreaFilter
    chips: tuple[Chip, ...]
    narrow: bool
    count: str
    rows: tuple[FocusAreaRow, ...]
    pager: Pager
    actions: tuple[Link, ...]


def list_focus_areas(user: User, asked: QueryDict) -> FocusAreaListPage:
    """Return a page of the focus areas, as narrowed. The queries are always as many.

    Raises:
        Http404: it is narrowed to an objective that the reader may not know of.
    """
    form, audience = FocusAreaFilter(asked), audience_of(user)
    goal = form.number("objective")
    goal_text = "" if goal is None else f"For “{objective_to_view(user, goal).title}”"
    known = focus_areas_to_view(user)
    found = _narrowed(known, form, audience)
    part = slice_of(found, known, ("title", "pk"), asked)
    return FocusAreaListPage(
        section="focus-areas",
        form=form,
        chips=chips_of(form, asked, objective=goal_text),
        narrow=form.is_narrow(),
        count=many(found.count(), "focus area"),
        rows=focus_area_rows(user, part.ids, audience),
        pager=part.pager,
        actions=_actions(user),
    )


def focus_area_rows(user: User, ids: tuple[int, ...], audience: int) -> tuple[FocusAreaRow, ...]:
    """Return focus areas as rows, in the order of their ids. Five queries."""
    verdicts = {
        row.focus_area_id: row
        for row in FocusVerdict.objects.for_audience(audience).filter(focus_area__in=ids)
    }
    shown = {pk for row in verdicts.values() for pk in row.goals}
    goals = named(user, objectives=shown).objectives
    rows = in_order(focus_areas_to_view(user).select_related("owner"), ids)
    return tuple(_row(row, verdicts.get(row.pk), goals) for row in rows)


def _narrowed(known: FocusAreaQuerySet, form: FocusAreaFilter, audience: int) -> FocusAreaQuerySet:
    words, verdict = form.asked("q"), form.asked("verdict")
    found = known.narrowed_to(status=form.asked("status"), owner_id=form.number("owner"))
    judged = FocusVerdict.objects.for_audience(audience)
    if verdict:
        judged = judged.filter(VERDICTS[verdict])
        found = found.active()
    if goal := form.number("objective"):
        judged = judged.filter(goals__contains=[goal])
    if verdict or goal:
        found = found.filter(pk__in=judged.values("focus_area"))
    return found.named_like(words) if words else found


def _row(area: FocusArea, judged: FocusVerdict | None, names: Mapping[int, Named]) -> FocusAreaRow:
    goals = [
        Link(names[pk].title, page_of("objective", pk))
        for pk in (judged.goals if judged else ())
        if pk in names
    ]
    more = len(goals) - MOST_GOALS
    return FocusAreaRow(
        title=area.title,
        href=page_of("focus", area.pk),
        note="Retired" if area.status == FocusArea.Status.RETIRED else area.ref,
        line=glyph_of_focus_area(judged.verdict, judged.headline, judged.kpis) if judged else None,
        goals=tuple(goals[:MOST_GOALS]),
        more_goals=f"and {many(more, 'other')}" if more > 0 else "",
        kpis=many(judged.kpis, "KPI") if judged else "",
        owner=area.owner.name if area.owner else "",
    )


def _actions(user: User) -> tuple[Link, ...]:
    if not may_edit_focus_areas(user):
        return ()
    return links(Link("New focus area", address("objectives:focus-area-new"), "primary"))
