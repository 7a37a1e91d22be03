"""Reads the seals of stored things: what their content is now, as judgements are sealed to it.

The seal of a story rests on the goal, its text, everything it names, and the links that tie what
it names to the goal itself: of a focus area its links to the goal, of a KPI its links to any focus
area that is linked to the goal. Outcomes count in any status.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from kpis.models import Kpi
from objectives.models import FocusArea, FocusLink, Objective
from stories.lines.fingerprints import (
    FocusContent,
    KpiContent,
    LinkContent,
    MentionContent,
    ObjectiveContent,
    OutcomeContent,
    focus_fingerprint,
    focus_link_fingerprint,
    kpi_fingerprint,
    kpi_link_fingerprint,
    objective_fingerprint,
    story_fingerprint,
)
from stories.models import KpiLink, Mention, Story


@dataclass(frozen=True, slots=True)
class Seal:
    """What a link and its two ends say now; a judgement holds while all three are as they were."""

    link: str
    lower: str
    upper: str


@dataclass(frozen=True, slots=True)
class StorySeals:
    """The seal of a story and of each link that agreeing to it confirms."""

    fingerprint: str
    focus_links: Mapping[FocusLink, Seal]
    kpi_links: Mapping[KpiLink, Seal]

    def links(self) -> "dict[FocusLink | KpiLink, Seal]":
        """Return the seals of all its links."""
        pairs: list[tuple[FocusLink | KpiLink, Seal]] = [
            *self.focus_links.items(),
            *self.kpi_links.items(),
        ]
        return dict(pairs)


def seal_of_objective(objective: Objective, outcomes: Iterable[Kpi]) -> str:
    """Return the seal of a goal with its own measures of success."""
    return objective_fingerprint(
        ObjectiveContent(
            uid=objective.uid,
            title=objective.title,
            statement=objective.statement,
            outcomes=tuple(_outcome(kpi) for kpi in outcomes),
            start=objective.starts_on,
            end=objective.ends_on,
        )
    )


def _outcome(kpi: Kpi) -> OutcomeContent:
    return OutcomeContent(
        name=kpi.title,
        unit=kpi.unit,
        direction=kpi.direction,
        baseline=kpi.baseline,
        target=kpi.target,
        target_words=kpi.target_words,
        due=kpi.due_on,
    )


def seal_of_focus_area(focus_area: FocusArea) -> str:
    """Return the seal of a focus area."""
    return focus_fingerprint(
        FocusContent(
            uid=focus_area.uid,
            title=focus_area.title,
            description=focus_area.description,
            rationale=focus_area.rationale,
        )
    )


def seal_of_kpi(kpi: Kpi) -> str:
    """Return the seal of a KPI's definition."""
    return kpi_fingerprint(
        KpiContent(
            uid=kpi.uid,
            title=kpi.title,
            definition=kpi.definition,
            formula=kpi.formula,
            kind=kpi.kind,
            unit=kpi.unit,
            direction=kpi.direction,
            baseline=kpi.baseline,
            baseline_on=kpi.baseline_on,
            target=kpi.target,
            low=kpi.low,
            high=kpi.high,
            strict=kpi.strict,
            change=kpi.change,
            change_by=kpi.change_by,
            target_words=kpi.target_words,
            due=kpi.due_on,
        )
    )


def seal_of_focus_link(link: FocusLink) -> str:
    """Return the seal of what a link from a focus area claims; reads both its ends."""
    upper = link.objective.uid if link.objective else None
    return focus_link_fingerprint(LinkContent(link.focus_area.uid, upper, link.because))


def seal_of_kpi_link(link: KpiLink) -> str:
    """Return the seal of what a link from a KPI claims; reads both its ends."""
    upper = link.focus_area.uid if link.focus_area else None
    return kpi_link_fingerprint(LinkContent(link.kpi.uid, upper, link.because))


def link_seal(link: FocusLink | KpiLink) -> Seal:
    """Return the seal of a link and its ends; an upper end that is gone has an empty one.

    One query for each end that was not fetched with it, one for the goal's outcomes.
    """
    if isinstance(link, KpiLink):
        upper = seal_of_focus_area(link.focus_area) if link.focus_area else ""
        return Seal(seal_of_kpi_link(link), seal_of_kpi(link.kpi), upper)
    goal = link.objective
    upper = seal_of_objective(goal, goal.outcomes.all()) if goal else ""
    return Seal(seal_of_focus_link(link), seal_of_focus_area(link.focus_area), upper)


def story_seals(story: Story) -> StorySeals:
    """Return the seals of a story and of the links it rests on. Four queries."""
    goal = story.objective
    goal_fp = seal_of_objective(goal, Kpi.objects.outcomes_of(goal))
    mentions = list(story.mentions.select_related("kpi", "focus_area"))
    focus_links = {
        link: Seal(seal_of_focus_link(link), seal_of_focus_area(link.focus_area), goal_fp)
        for link in FocusLink.objects.filter(objective=goal)
        .select_related("focus_area", "objective")
        .in_order()
    }
    kpi_links = {
        link: link_seal(link)
        for link in KpiLink.objects.filter(
            focus_area__in=[link.focus_area_id for link in focus_links],
            kpi__in=[mention.kpi_id for mention in mentions if mention.kpi_id],
        )
        .select_related("kpi", "focus_area")
        .in_order()
    }
    named = _named(mentions, focus_links, kpi_links)
    return StorySeals(story_fingerprint(goal_fp, story.body, named), focus_links, kpi_links)


def _named(
    mentions: Iterable[Mention],
    focus_links: Mapping[FocusLink, Seal],
    kpi_links: Mapping[KpiLink, Seal],
) -> list[MentionContent]:
    ties: dict[UUID, list[str]] = {}
    for focus_link, seal in focus_links.items():
        ties.setdefault(focus_link.focus_area.uid, []).append(seal.link)
    for kpi_link, seal in kpi_links.items():
        ties.setdefault(kpi_link.kpi.uid, []).append(seal.link)
    return [
        MentionContent(mention.uid, _seal_of_named(mention), tuple(ties.get(mention.uid, ())))
        for mention in mentions
    ]


def _seal_of_named(mention: Mention) -> str:
    if mention.kpi:
        return seal_of_kpi(mention.kpi)
    return seal_of_focus_area(mention.focus_area) if mention.focus_area else ""
