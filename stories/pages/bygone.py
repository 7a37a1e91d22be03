"""The page of an objective or a KPI as it was on a past day, or why there is none."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from alignment.lib.shown import Shown
from kpis.access import kpi_to_view
from kpis.models import Kpi
from objectives.access import objective_to_view
from objectives.models import Objective
from stories.bygone import as_it_was
from stories.pages.kpi import KpiPage, show_kpi
from stories.pages.objective import ObjectivePage, show_objective
from stories.pages.parts import Link
from stories.pages.remedies import address, page_of
from stories.pages.words import day as in_words


@dataclass(frozen=True, slots=True)
class BygonePage(Shown):
    """What stands around the page of a past day; `page` is None where there is nothing to show."""

    section: str
    crumbs: tuple[Link, ...]
    title: str
    banner: str
    today: Link
    choose_href: str
    page: ObjectivePage | KpiPage | None = None


def choose_day(thing: Objective | Kpi, banner: str = "") -> BygonePage:
    """Return the page that asks on which day, and says why there is nothing to show."""
    if isinstance(thing, Kpi):
        kind, called, every, back = "kpi", "KPI", "KPIs", page_of("kpi", thing.pk)
    else:
        kind, called, every = "objective", "goal", "Objectives"
        back = page_of("objective", thing.pk)
    return BygonePage(
        section=f"{kind}s",
        crumbs=(Link(every, address(f"stories:{kind}-list")), Link(thing.title, back)),
        title=thing.title,
        banner=banner,
        today=Link(f"Back to the {called} as it is", back),
        choose_href=address(f"stories:{kind}-day", thing.pk),
    )


def show_objective_on(user: User, objective: Objective, on: date, today: date) -> BygonePage:
    """Return the page of an objective at the end of a day, judged for that day.

    A constant number of queries.

    Raises:
        Http404: it was not there yet.
    """
    if why_not := _nothing_on(on, today, objective.created_at, "goal"):
        return choose_day(objective, why_not)
    with as_it_was(user, objective, on) as reader:
        then = objective_to_view(reader, objective.pk)
        page = show_objective(reader, then, on)
    words = f"This is how the goal stood at the end of {in_words(on)}. Nothing can be changed here."
    return replace(
        choose_day(objective, words),
        title=f"{page.title}, {in_words(on)}",
        page=replace(page, confidential=objective.confidential),
    )


def show_kpi_on(user: User, kpi: Kpi, on: date, *, asked: QueryDict, today: date) -> BygonePage:
    """Return the page of a KPI at the end of a day: by the values that were known then.

    What was recorded, corrected or taken back later is not there. Constant queries.

    Raises:
        Http404: it was not there yet.
    """
    if why_not := _nothing_on(on, today, kpi.created_at, "KPI"):
        return choose_day(kpi, why_not)
    with as_it_was(user, kpi, on) as reader:
        page = show_kpi(reader, kpi_to_view(reader, kpi.pk), asked, on)
    words = (
        f"This is what was known of the KPI at the end of {in_words(on)}. "
        "Nothing can be changed here."
    )
    title = f"{page.title}, {in_words(on)}"
    return replace(choose_day(kpi, words), title=title, page=page)


def _nothing_on(on: date, today: date, made_at: datetime, called: str) -> str:
    began = timezone.localdate(made_at)
    if on > today:
        return f"{in_words(on)} is still to come: there is nothing to look back at."
    return f"The history of this {called} begins on {in_words(began)}." if on < began else ""
