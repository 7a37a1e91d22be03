"""The work to choose from when a KPI is given its goal: suggested, or found by words."""

from dataclasses import dataclass

from accounts.models import User
from alignment.lib.shown import Shown
from kpis.models import Kpi
from objectives.access import focus_areas_to_view, may_edit_focus_areas
from stories.pages.filters import LONGEST_WORDS
from stories.pages.parts import Link
from stories.pages.remedies import address
from stories.suggesting import SuggestedGoal, SuggestedWork, find_work, suggest_work, with_goals

NOTHING_LIKE = "Nothing shares a word with this KPI. Search for the work by its name."
NOTHING_FOUND = "No work is called anything like “{}”. Try another word."


@dataclass(frozen=True, slots=True)
class WorkChoice(Shown):
    """What can be chosen, what to say above it, and goals that fit but have no work yet.

    `kind` of such a goal says why it fits.
    """

    words: str
    told: str
    next: str
    clear: str
    work: tuple[SuggestedWork, ...]
    goals: tuple[Link, ...] = ()


def work_choice(user: User, kpi: Kpi, asked: str, chosen: int | None, back: str) -> WorkChoice:
    """Return the work found by words, else what is suggested, and what is chosen already.

    Constant queries.
    """
    words = " ".join(asked.split())[:LONGEST_WORDS]
    goals: tuple[SuggestedGoal, ...] = ()
    if words:
        work = find_work(user, words)
        told = f"Work called something like “{words}”" if work else NOTHING_FOUND.format(words)
    else:
        suggested = suggest_work(user, kpi)
        work, goals = suggested.work, suggested.goals
        told = "" if work else NOTHING_LIKE
    if chosen is not None and chosen not in {one.id for one in work}:
        work = (*_chosen(user, chosen), *work)
    here = address("stories:kpi-link-new", kpi.pk, next=back)
    return WorkChoice(
        words=words,
        told=told,
        next=back,
        clear=here,
        work=work,
        goals=tuple(
            Link(
                goal.title,
                address("objectives:focus-area-new", objective=goal.id, next=here),
                goal.why,
            )
            for goal in goals
            if may_edit_focus_areas(user)
        ),
    )


def _chosen(user: User, pk: int) -> tuple[SuggestedWork, ...]:
    found = focus_areas_to_view(user).active().filter(pk=pk).values_list("title", flat=True)
    return with_goals(user, [(pk, title, "") for title in found])
