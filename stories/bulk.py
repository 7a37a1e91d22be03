"""Writes many links, stories, exemptions and words of agreement at once, for files brought in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.audit import facts_of
from accounts.bulk import (
    BATCH,
    Batch,
    Change,
    created,
    edited,
    insert_all,
    record_all,
    touch_all,
    update_all,
)
from accounts.bulk import Line as AuditLine
from accounts.models import Touch, User
from kpis.models import Kpi
from objectives.models import FocusArea, FocusLink, Objective
from stories.models import (
    Agreement,
    Exemption,
    Judgement,
    KpiLink,
    Mention,
    NotABlank,
    Story,
    StoryVersion,
)
from stories.prose import mentions
from stories.seals import (
    Seal,
    seal_of_focus_area,
    seal_of_focus_link,
    seal_of_kpi,
    seal_of_kpi_link,
    seal_of_objective,
)

KPI_LINK_FACTS = ("kpi", "focus_area", "missing_ref", "because", "position")
EXEMPTION_FACTS = (
    "kpi", "focus_area", "objective", "code", "reason", "approver", "granted_on", "expires_on",
    "ended_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Telling:
    """What the story of an objective is to say; `story` is None where nobody wrote one yet."""

    objective: Objective
    story: Story | None
    body: str
    first_version: int = 1


def save_kpi_links(batch: Batch[KpiLink], *, by: User | None, at: datetime) -> None:
    """Draw and change links from KPIs to focus areas."""
    insert_all(batch.new, at=at)
    update_all(batch.changes, at=at)
    record_all([*created(batch.new, KPI_LINK_FACTS), *edited(batch.changes)], by=by, at=at)
    before = [change.before for change in batch.changes]
    lower = {link.kpi_id for link in batch.things()}
    upper = {link.focus_area_id for link in batch.things()}
    touch_all(Touch.Kind.KPI, lower | {facts.get("kpi") for facts in before})
    touch_all(Touch.Kind.FOCUS_AREA, upper | {facts.get("focus_area") for facts in before})


def tell_stories(tellings: Sequence[Telling], *, by: User | None, at: datetime) -> None:
    """Write stories, each as its next version, and what they name. Constant queries."""
    if not tellings:
        return
    new = [
        Story(objective=one.objective, body=one.body, version=one.first_version)
        for one in tellings
        if one.story is None
    ]
    changes = [Change(one.story, {"version": one.story.version}) for one in tellings if one.story]
    for telling in tellings:
        if telling.story:
            telling.story.body = telling.body
    insert_all(new, at=at)
    update_all(changes, at=at, also=("body",))
    stories = [*new, *(change.thing for change in changes)]
    StoryVersion.objects.bulk_create(
        [
            StoryVersion(
                story=story, number=story.version, body=story.body, written_at=at, written_by=by
            )
            for story in stories
        ],
        batch_size=BATCH,
    )
    before = Mention.objects.filter(story__in=stories)
    named = [*before, *_name(stories)]
    lines = [
        *(AuditLine("write", story, after={"version": story.version}) for story in new),
        *(
            AuditLine("write", one.thing, one.before, {"version": one.thing.version})
            for one in changes
        ),
    ]
    record_all(lines, by=by, at=at)
    _touch_told([telling.objective.pk for telling in tellings], named)


def _name(stories: Sequence[Story]) -> list[Mention]:
    """Write down what the stories name, found by the lasting identity of each thing."""
    told = {story.pk: mentions(story.body) for story in stories}
    uids = {mention.uid for found in told.values() for mention in found}
    kpis = dict(Kpi.objects.filter(uid__in=uids).values_list("uid", "pk"))
    work = dict(FocusArea.objects.filter(uid__in=uids).values_list("uid", "pk"))
    Mention.objects.filter(story__in=told).delete()
    named = [
        Mention(story_id=story_id, uid=uid, kpi_id=kpis.get(uid), focus_area_id=work.get(uid))
        for story_id, found in told.items()
        for uid in sorted({mention.uid for mention in found})
    ]
    return Mention.objects.bulk_create(named, batch_size=BATCH)


def _touch_told(goals: Sequence[int], named: Iterable[Mention]) -> None:
    """Touch the goals, all that their stories name or named, and all work linked to them."""
    named = list(named)
    linked = set(FocusLink.objects.filter(objective__in=goals).values_list("focus_area", flat=True))
    below = KpiLink.objects.filter(focus_area__in=linked).values_list("kpi", flat=True)
    touch_all(Touch.Kind.OBJECTIVE, goals)
    touch_all(Touch.Kind.FOCUS_AREA, linked | {one.focus_area_id for one in named})
    touch_all(Touch.Kind.KPI, {*below, *(one.kpi_id for one in named)})


def save_exemptions(batch: Batch[Exemption], *, by: User | None, at: datetime) -> None:
    """Grant and change exemptions."""
    insert_all(batch.new, at=at)
    update_all(batch.changes, at=at)
    granted = [
        AuditLine("exempt", _excused(one), after=facts_of(one, ("id", *EXEMPTION_FACTS)))
        for one in batch.new
    ]
    record_all([*granted, *edited(batch.changes)], by=by, at=at)
    exemptions = list(batch.things())
    touch_all(Touch.Kind.KPI, (one.kpi_id for one in exemptions))
    touch_all(Touch.Kind.FOCUS_AREA, (one.focus_area_id for one in exemptions))
    touch_all(Touch.Kind.OBJECTIVE, (one.objective_id for one in exemptions))


def _excused(exemption: Exemption) -> Kpi | FocusArea | Objective:
    thing = exemption.kpi or exemption.focus_area or exemption.objective
    if thing is None:
        raise TypeError("An exemption is of one thing.")
    return thing


def bring_in_judgements(judgements: Sequence[Judgement], *, by: User | None, at: datetime) -> None:
    """Add what was said elsewhere of lines that are here.

    What speaks of content that is not what is held here is marked as brought in. Four queries.
    """
    if not judgements:
        return
    # Links made in the same import have their ids since they were stored, later than the words.
    seals = seals_of_links(
        {one.kpi_link.pk for one in judgements if one.kpi_link},
        {one.focus_link.pk for one in judgements if one.focus_link},
    )
    for one in judgements:
        if seals.get(_link_of(one)) != Seal(one.fp_link, one.fp_lower, one.fp_upper):
            one.origin = Judgement.Origin.IMPORTED
    Judgement.objects.bulk_create(judgements, batch_size=BATCH)
    lines = [
        AuditLine("bring_in", one, after={"side": one.side, "word": one.word}) for one in judgements
    ]
    record_all(lines, by=by, at=at)
    kpi_links = KpiLink.objects.filter(pk__in={one.kpi_link_id for one in judgements})
    focus_links = FocusLink.objects.filter(pk__in={one.focus_link_id for one in judgements})
    touch_all(Touch.Kind.KPI, kpi_links.values_list("kpi", flat=True))
    touch_all(Touch.Kind.OBJECTIVE, focus_links.values_list("objective", flat=True))
    touch_all(Touch.Kind.FOCUS_AREA, focus_links.values_list("focus_area", flat=True))


def _link_of(judgement: Judgement) -> tuple[str, int | None]:
    if judgement.kpi_link:
        return "kpi", judgement.kpi_link.pk
    return "focus", judgement.focus_link.pk if judgement.focus_link else None


def seals_of_links(
    kpi_links: Iterable[int], focus_links: Iterable[int]
) -> Mapping[tuple[str, int | None], Seal]:
    """Return what links and their ends say now, by the kind and id of the link. Three queries."""
    seals: dict[tuple[str, int | None], Seal] = {}
    lower = KpiLink.objects.filter(pk__in=set(kpi_links)).select_related("kpi", "focus_area")
    for link in lower:
        upper = seal_of_focus_area(link.focus_area) if link.focus_area else ""
        seals["kpi", link.pk] = Seal(seal_of_kpi_link(link), seal_of_kpi(link.kpi), upper)
    higher = list(
        FocusLink.objects.filter(pk__in=set(focus_links)).select_related("focus_area", "objective")
    )
    goals = _goal_seals(higher)
    for tie in higher:
        upper = goals.get(tie.objective_id or 0, "")
        seals["focus", tie.pk] = Seal(
            seal_of_focus_link(tie), seal_of_focus_area(tie.focus_area), upper
        )
    return seals


def _goal_seals(links: Iterable[FocusLink]) -> dict[int, str]:
    goals = {link.objective.pk: link.objective for link in links if link.objective}
    outcomes: dict[int, list[Kpi]] = {}
    for kpi in Kpi.objects.filter(outcome_of__in=goals):
        outcomes.setdefault(kpi.outcome_of_id or 0, []).append(kpi)
    return {pk: seal_of_objective(goal, outcomes.get(pk, [])) for pk, goal in goals.items()}


def bring_in_agreements(
    agreements: Sequence[tuple[Objective, Agreement]], *, by: User | None, at: datetime
) -> None:
    """Add signatures given elsewhere under stories that are here; the story is found now."""
    if not agreements:
        return
    goals = {objective.pk for objective, _ in agreements}
    stories = {story.objective_id: story for story in Story.objects.filter(objective__in=goals)}
    rows = []
    for objective, agreement in agreements:
        agreement.story = stories[objective.pk]
        rows.append(agreement)
    Agreement.objects.bulk_create(rows, batch_size=BATCH)
    record_all((AuditLine("bring_in", one, after={"side": one.side}) for one in rows), by=by, at=at)
    touch_all(Touch.Kind.OBJECTIVE, goals)


def remember_not_blanks(texts: Sequence[NotABlank], *, by: User | None, at: datetime) -> None:
    """Remember texts that look like blanks left in and are none."""
    for text in texts:
        text.said_at = text.said_at or at
    NotABlank.objects.bulk_create(texts, batch_size=BATCH)
    record_all(created(texts, ("text",)), by=by, at=at)
