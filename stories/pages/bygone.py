"""The page of an objective as it was on a past day, or why there is none."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from accounts.models import User
from objectives.access import objective_to_view
from objectives.models import Objective
from stories.bygone import as_it_was
from stories.pages.objective import ObjectivePage, show_objective
from stories.pages.parts import Link
from stories.pages.remedies import address, page_of
from stories.pages.words import day as in_words


@dataclass(frozen=True, slots=True)
class BygonePage:
    """What stands around the page of a past day; `page` is None where there is nothing to show."""

    section: str
    crumbs: tuple[Link, ...]
    title: str
    banner: str
    today_href: str
    choose_href: str
    page: ObjectivePage | None = None


def choose_day(objective: Objective, banner: str = "") -> BygonePage:
    """Return the page that asks on which day, and says why there is nothing to show."""
    back = page_of("objective", objective.pk)
    return BygonePage(
        section="objectives",
        crumbs=(
            Link("Objectives", address("stories:objective-list")),
            Link(objective.title, back),
        ),
        title=objective.title,
        banner=banner,
        today_href=back,
        choose_href=address("stories:objective-day", objective.pk),
    )


def show_objective_on(user: User, objective: Objective, on: date, today: date) -> BygonePage:
    """Return the page of an objective at the end of a day, judged for that day.

    A constant number of queries.

    Raises:
        Http404: it was not there yet.
    """
    began = timezone.localdate(objective.created_at)
    if on > today:
        words = f"{in_words(on)} is still to come: there is nothing to look back at."
        return choose_day(objective, words)
    if on < began:
        return choose_day(objective, f"The history of this goal begins on {in_words(began)}.")
    with as_it_was(user, objective, on) as reader:
        then = objective_to_view(reader, objective.pk)
        page = show_objective(reader, then, on)
    words = f"This is how the goal stood at the end of {in_words(on)}. Nothing can be changed here."
    return replace(
        choose_day(objective, words),
        title=f"{page.title}, {in_words(on)}",
        page=replace(page, confidential=objective.confidential),
    )
