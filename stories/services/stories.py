"""Writes stories and remembers which texts are no blanks."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from accounts.audit import record, touch
from accounts.models import User
from accounts.refusals import stale
from accounts.saving import check, in_one_go, locked, set_facts
from alignment.lib.errors import DomainError, field_refusal, shortened
from kpis.models import Kpi
from objectives.models import FocusArea, FocusLink, Objective
from stories import prose
from stories.models import KpiLink, Mention, NotABlank, Story, StoryVersion
from stories.naming import Thing, read_names

LONGEST_BLANK = 600  # a longer one does not fit into the index that keeps it unique


@in_one_go
def write_story(*, objective: Objective, body: str, version: int, by: User, at: datetime) -> Story:
    """Write the story of an objective as typed, mentions as `@[Title]` or `@[ref]`.

    `version` is the story's as the person saw it, 0 where there was none. A name is looked for
    among what is linked to the objective first, then everywhere.

    Raises:
        DomainError: it names what is not there or could be more than one thing, it says nothing,
            or somebody saved meanwhile. Nothing is stored then.
    """
    goal = locked(objective)
    row = Story.objects.filter(objective=goal).first() or Story(objective=goal, version=0)
    if row.version != version:
        raise stale(row if row.pk else goal)
    before = row.body
    set_facts(row, {"body": body}, ("body",))
    row.body = _resolved(row.body, goal, by)
    check(row, ("body",))
    if row.body == before:
        return row
    _refuse_strangers(row, by)
    row.version, row.changed_at = version + 1, at
    row.save(update_fields=["body", "version", "changed_at"] if version else None)
    StoryVersion.objects.create(
        story=row, number=row.version, body=row.body, written_at=at, written_by=by
    )
    named = _rewrite_mentions(row)
    was, now = ({"version": version} if version else {}), {"version": row.version}
    record(verb="write", thing=row, by=by, at=at, before=was, after=now)
    _touch_all(goal, named)
    return row


@in_one_go
def say_not_a_blank(*, text: str, by: User, at: datetime) -> NotABlank:
    """Remember that a text which looks like a blank is none, exactly as written.

    Raises:
        DomainError: nothing is said, or too much.
    """
    if not text.strip():
        raise DomainError("invalid", "Say which text is no blank.")
    if len(text) > LONGEST_BLANK:
        sentence = f"Mark the blank alone: at most {LONGEST_BLANK} characters."
        raise field_refusal("text", sentence)
    row, is_new = NotABlank.objects.get_or_create(
        text=text, defaults={"said_at": at, "said_by": by}
    )
    if is_new:
        record(verb="not_a_blank", thing=row, by=by, at=at, after={"text": text})
        _touch_holders(text)
    return row


def _resolved(body: str, goal: Objective, by: User) -> str:
    if not body:
        sentence = "Write a sentence, or leave the story out."
        raise field_refusal("body", sentence)
    if len(body) > (Story._meta.get_field("body").max_length or 0):
        return body  # the check says so in a sentence
    read = read_names(body, goal, by)
    complaints = [
        f"“{shortened(name)}” could be {_or(things)}: write its reference."
        for name, things in read.ambiguous.items()
    ]
    if read.unknown:
        names = ", ".join(f"“{shortened(name)}”" for name in read.unknown)
        what = (
            "is no measure and no focus area"
            if len(read.unknown) == 1
            else ("are neither measures nor focus areas")
        )
        complaints.insert(
            0, f"{names} {what} here: check the spelling, create it first, or drop the @."
        )
    if complaints:
        sentence = " ".join(complaints)
        raise DomainError(
            "unknown_mentions",
            sentence,
            fields={"body": [sentence]},
            unknown=read.unknown,
            ambiguous=tuple(read.ambiguous),
        )
    return read.body


def _or(things: Iterable[Thing]) -> str:
    return " or ".join(f"@[{thing.ref}]" for thing in things)


def _refuse_strangers(row: Story, by: User) -> None:
    """Refuse ids typed by hand that mean nothing to this person, unless they stood there before."""
    uids = {mention.uid for mention in prose.mentions(row.body)}
    if row.pk:
        uids -= set(row.mentions.values_list("uid", flat=True))
    if not uids:
        return
    uids -= set(Kpi.objects.visible_to(by).filter(uid__in=uids).values_list("uid", flat=True))
    uids -= set(FocusArea.objects.filter(uid__in=uids).values_list("uid", flat=True))
    if uids:
        sentence = "The story names something that is not here: name it by title or reference."
        raise DomainError("unknown_mentions", sentence, fields={"body": [sentence]})


def _rewrite_mentions(row: Story) -> list[Mention]:
    """Make the rows of what is named agree with the text; return those of before and of now."""
    named = {mention.uid for mention in prose.mentions(row.body)}
    there = list(row.mentions.all())
    kpis: dict[UUID, int] = dict(Kpi.objects.filter(uid__in=named).values_list("uid", "pk"))
    work: dict[UUID, int] = dict(FocusArea.objects.filter(uid__in=named).values_list("uid", "pk"))
    row.mentions.exclude(uid__in=named).delete()
    new = [
        Mention(story=row, uid=uid, kpi_id=kpis.get(uid), focus_area_id=work.get(uid))
        for uid in sorted(named - {mention.uid for mention in there})
    ]
    Mention.objects.bulk_create(new)
    return [*there, *new]


def _touch_all(goal: Objective, named: Iterable[Mention]) -> None:
    """Touch the objective, all that its story names or named, and all work linked to it."""
    named = list(named)
    linked = set(FocusLink.objects.filter(objective=goal).values_list("focus_area_id", flat=True))
    below = set(KpiLink.objects.filter(focus_area__in=linked).values_list("kpi_id", flat=True))
    touch("objective", goal.pk)
    touch("focus_area", *sorted(linked | {one.focus_area_id for one in named if one.focus_area_id}))
    touch("kpi", *sorted(below | {one.kpi_id for one in named if one.kpi_id}))


def _touch_holders(text: str) -> None:
    """Touch all whose own text, or whose link's reason, holds this text."""
    kpis = Kpi.objects.filter(title__contains=text) | Kpi.objects.filter(
        target_words__contains=text
    )
    reasons = KpiLink.objects.filter(because__contains=text)
    work = FocusArea.objects.filter(rationale__contains=text)
    links = FocusLink.objects.filter(because__contains=text)
    goals = Objective.objects.filter(story__body__contains=text)
    touch(
        "kpi",
        *sorted({*kpis.values_list("pk", flat=True), *reasons.values_list("kpi_id", flat=True)}),
    )
    touch(
        "focus_area",
        *sorted(
            {*work.values_list("pk", flat=True), *links.values_list("focus_area_id", flat=True)}
        ),
    )
    touch("objective", *sorted(goals.values_list("pk", flat=True)))
