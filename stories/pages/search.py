"""Search over everything: goals, work and measures, by words of the title or by reference."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from accounts.models import User
from alignment.lib.drawing import Glyph
from alignment.lib.shown import Shown
from kpis.access import kpis_to_view
from objectives.access import focus_areas_to_view, objectives_to_view
from stories.audiences import audience_of
from stories.models import FocusVerdict, KpiVerdict, ObjectiveVerdict
from stories.pages.filters import SearchFilter
from stories.pages.glyphs import glyph_of, glyph_of_focus_area, glyph_of_objective
from stories.pages.remedies import address, page_of

MOST_EACH = 20


@dataclass(frozen=True, slots=True)
class Hit(Shown):
    """Something found."""

    title: str
    href: str
    note: str
    line: Glyph | None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Hits(Shown):
    """What was found of one sort; `more_href` leads to the list that has the rest."""

    title: str
    hits: tuple[Hit, ...]
    more_href: str


@dataclass(frozen=True, slots=True)
class SearchPage(Shown):
    """What was found; `problem` says why nothing was looked for."""

    section: str
    q: str
    problem: str
    groups: tuple[Hits, ...]


def find(user: User, asked: QueryDict) -> SearchPage:
    """Return what a reader may know of that is called like this. At most seven queries."""
    form = SearchFilter(asked)
    words = form.asked("q").strip()
    problem = " ".join(str(error) for error in form.errors.get("q", ()))
    groups: tuple[Hits, ...] = ()
    if words:
        audience = audience_of(user)
        groups = tuple(
            group
            for group in (
                _goals(user, words, audience),
                _work(user, words, audience),
                _kpis(user, words, audience),
            )
            if group.hits
        )
    return SearchPage("search", words or asked.get("q", "").strip()[:80], problem, groups)


def _goals(user: User, words: str, audience: int) -> Hits:
    rows = list(objectives_to_view(user).named_like(words).for_listing()[: MOST_EACH + 1])
    judged = {
        row.objective_id: row
        for row in ObjectiveVerdict.objects.for_audience(audience).filter(objective__in=rows)
    }
    hits = [
        Hit(
            row.title,
            page_of("objective", row.pk),
            row.get_status_display(),
            glyph_of_objective(one.verdict, one.doubt, one.lines, one.sound_lines, one.focus_areas)
            if (one := judged.get(row.pk))
            else None,
        )
        for row in rows
    ]
    return _group("Objectives", hits, "stories:objective-list", words)


def _work(user: User, words: str, audience: int) -> Hits:
    rows = list(focus_areas_to_view(user).named_like(words).for_listing()[: MOST_EACH + 1])
    judged = {
        row.focus_area_id: row
        for row in FocusVerdict.objects.for_audience(audience).filter(focus_area__in=rows)
    }
    hits = [
        Hit(
            row.title,
            page_of("focus", row.pk),
            row.get_status_display(),
            glyph_of_focus_area(one.verdict, one.headline, one.kpis)
            if (one := judged.get(row.pk))
            else None,
        )
        for row in rows
    ]
    return _group("Focus areas", hits, "stories:focus-area-list", words)


def _kpis(user: User, words: str, audience: int) -> Hits:
    rows = list(kpis_to_view(user).named_like(words).for_listing()[: MOST_EACH + 1])
    judged = {
        row.kpi_id: row for row in KpiVerdict.objects.for_audience(audience).filter(kpi__in=rows)
    }
    hits = [
        Hit(
            row.title,
            page_of("kpi", row.pk),
            " · ".join((row.get_status_display(), row.team.name if row.team else "No team")),
            glyph_of(one.verdict, one.doubt, one.headline) if (one := judged.get(row.pk)) else None,
        )
        for row in rows
    ]
    return _group("KPIs", hits, "stories:kpi-list", words)


def _group(title: str, hits: Iterable[Hit], lists: str, words: str) -> Hits:
    found = tuple(hits)
    more = address(lists, q=words) if len(found) > MOST_EACH else ""
    return Hits(title, found[:MOST_EACH], more)
