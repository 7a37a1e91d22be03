"""Refuses what a story says, with a reason, for one side."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from accounts.audit import record, touch
from accounts.models import User
from accounts.saving import check, in_one_go, locked
from alignment.lib.errors import DomainError, field_refusal
from objectives.models import Objective
from stories.models import Judgement, KpiLink, Story
from stories.seals import story_seals
from stories.services.agreement import (
    READ_AGAIN,
    Link,
    judgement_of,
    refuse_unless_owner,
    touch_ends,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What somebody refuses for a side, and why; no lines means all, `seen` is as for agreeing."""

    side: str
    reason: str
    lines: Collection[Link] = ()
    seen: str | None = None


@in_one_go
def refuse_story(
    *, objective: Objective, refusal: Refusal, by: User, at: datetime
) -> list[Judgement]:
    """Refuse lines that the story of an objective names, for one side.

    Raises:
        DomainError: not the owner of that side, no story, no line, no reason, or something it
            rests on changed since it was seen.
    """
    goal, side, reason = locked(objective), refusal.side, refusal.reason.strip()
    refuse_unless_owner(goal, side, by)
    story = Story.objects.filter(objective=goal).select_related("objective").first()
    seals = story_seals(story) if story else None
    if story is None or seals is None or not seals.links():
        raise DomainError("names_nothing", "The story names no line that could be refused.")
    if refusal.seen not in {None, seals.fingerprint}:
        raise DomainError("stale", READ_AGAIN, fingerprint=seals.fingerprint)
    if not reason:
        sentence = "Say what is not true: whoever wrote it learns what to change."
        raise field_refusal("reason", sentence)
    chosen = refusal.lines or seals.links()
    refused = {link: seal for link, seal in seals.links().items() if link in chosen}
    rows = [judgement_of(link, seal, side=side, by=by, at=at) for link, seal in refused.items()]
    for row in rows:
        row.word, row.note = Judgement.Word.REFUSED, reason
        check(row, ("word", "note"))
    Judgement.objects.bulk_create(rows)
    measured = sorted(link.pk for link in refused if isinstance(link, KpiLink))
    said = {"side": side, "note": reason, "lines": len(rows), "kpi_links": measured}
    record(verb="refuse", thing=story, by=by, at=at, after=said)
    touch("objective", goal.pk)
    touch_ends(refused)
    return rows
