"""What a story and all that it rests on say: kept when somebody agrees, to show what changed since.

It holds what the seal of the story is made of, as people wrote it.
"""

from collections.abc import Iterable, Mapping
from typing import TypedDict

from django.db.models import Model

from accounts.audit import facts_of
from kpis.models import Kpi
from objectives.models import FocusArea
from stories.models import Story
from stories.seals import StorySeals

OF_GOAL = ("title", "statement", "starts_on", "ends_on")
OF_WORK = ("title", "description", "rationale")
OF_OUTCOME = ("title", "unit", "direction", "baseline", "target", "target_words", "due_on")
OF_KPI = (
    *("title", "definition", "formula", "kind", "unit", "direction", "baseline", "baseline_on"),
    *("target", "low", "high", "strict", "change", "change_by", "target_words", "due_on"),
)

Things = dict[str, dict[str, object]]


class Content(TypedDict):
    """Facts by the uid of the thing; the reason of a KPI's link by the uids of both its ends."""

    v: int
    story: str
    goal: dict[str, object]
    outcomes: Things
    work: Things
    kpis: Things
    serves: dict[str, str]
    measures: dict[str, str]


def content_of(story: Story, seals: StorySeals) -> Content:
    """Return what a story and all that it rests on say now. Two queries."""
    named = list(story.mentions.select_related("kpi", "focus_area"))
    areas = [link.focus_area for link in seals.focus_links]
    areas += [mention.focus_area for mention in named if mention.focus_area]
    return Content(
        v=1,
        story=story.body,
        goal=_said(story.objective, OF_GOAL),
        outcomes=_by_uid(Kpi.objects.outcomes_of(story.objective), OF_OUTCOME),
        work=_by_uid(areas, OF_WORK),
        kpis=_by_uid([mention.kpi for mention in named if mention.kpi], OF_KPI),
        serves={str(link.focus_area.uid): link.because for link in seals.focus_links},
        measures={
            f"{link.kpi.uid} {link.focus_area.uid}": link.because
            for link in seals.kpi_links
            if link.focus_area
        },
    )


def _by_uid(things: Iterable[Kpi | FocusArea], names: Iterable[str]) -> Things:
    return {str(thing.uid): _said(thing, names) for thing in things}


def _said(thing: Model, names: Iterable[str]) -> dict[str, object]:
    facts: Mapping[str, object] = facts_of(thing, names)
    return dict(facts)
