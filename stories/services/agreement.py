"""Agrees to stories, judges lines, and carries what was said over a change of wording."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.audit import record, touch
from accounts.models import User
from accounts.saving import check, in_one_go, locked
from alignment.lib.errors import DomainError, field_refusal
from kpis.models import Kpi
from objectives.models import FocusArea, FocusLink, Objective
from stories import prose
from stories.access import may_agree
from stories.contents import content_of
from stories.models import Agreement, Judgement, KpiLink, NotABlank, Side, Story
from stories.readiness import readiness_of
from stories.seals import Seal, StorySeals, link_seal, story_seals
from stories.services.signing import carry_signatures, stories_around
from stories.wording import Wording, wording_of

Link = FocusLink | KpiLink
Thing = Objective | FocusArea | Kpi | FocusLink | KpiLink

OWNERS = {Side.BUSINESS: "business_owner", Side.TECHNOLOGY: "technology_owner"}


@in_one_go
def agree(
    *, objective: Objective, side: str, by: User, at: datetime, seen: str | None = None
) -> Agreement:
    """Sign the story of an objective for one side and confirm every line that it names.

    `seen` is the story's fingerprint as the page showed it; another one now refuses as stale.
    Agreeing again to the same changes nothing.

    Raises:
        DomainError: not the owner of that side, no story, nothing named, blanks left in it, the
            goal lacks what is certainly needed, or something it rests on changed meanwhile.
    """
    goal = locked(objective)
    refuse_unless_owner(goal, side, by)
    story = _ripe_story(goal)
    _refuse_unless_ready(goal, at)
    seals = story_seals(story)
    if seen is not None and seen != seals.fingerprint:
        raise DomainError("stale", READ_AGAIN, fingerprint=seals.fingerprint)
    waiting = _waiting(seals, side, by)
    newest = story.agreements.filter(side=side).defer("content").order_by("-pk").first()
    signed = newest and newest.given_by_id == by.pk and newest.fingerprint == seals.fingerprint
    if newest and signed and not waiting:
        return newest
    row = Agreement.objects.create(
        story=story,
        side=side,
        story_version=story.version,
        fingerprint=seals.fingerprint,
        given_at=at,
        given_by=by,
        content=content_of(story, seals),
    )
    Judgement.objects.bulk_create(
        judgement_of(link, seal, side=side, by=by, at=at) for link, seal in waiting.items()
    )
    said = {"side": side, "story_version": story.version, "lines": len(waiting)}
    record(verb="agree", thing=story, by=by, at=at, after=said)
    touch("objective", goal.pk)
    touch_ends(waiting)
    return row


READ_AGAIN = (
    "The story, or something it rests on, changed since you opened it. Nothing was signed: "
    "read it again, then agree."
)


@in_one_go
def judge_line(
    *, link: Link, side: str, word: str, by: User, at: datetime, note: str = ""
) -> Judgement:
    """Say of one link that it is valid or, with a note, that it is refused.

    The same word again on the same content changes nothing.

    Raises:
        DomainError: they own that side of no goal it leads to, it leads nowhere, or a refusal
            gives no reason.
    """
    row = locked(link)
    goals = _goals_of([row])[row]
    if not goals:
        raise DomainError("leads_nowhere", "This leads to no goal yet, so nobody can judge it.")
    if not any(side in may_agree(by, goal) for goal in goals):
        raise DomainError(
            "not_owner", f"Only who owns one of its goals for {_of(side)} can judge this line."
        )
    seal = link_seal(row)
    newest = _newest({row: seal}, side).get(row)
    if newest and (newest.word, newest.note, newest.given_by_id) == (word, note.strip(), by.pk):
        return newest
    judgement = judgement_of(row, seal, side=side, by=by, at=at)
    judgement.word, judgement.note = word, note.strip()
    check(judgement, ("word", "note"))
    if word == Judgement.Word.REFUSED and not judgement.note:
        sentence = "Say why this line is not true."
        raise field_refusal("note", sentence)
    judgement.save(force_insert=True)
    said = {"side": side, "word": word, "note": judgement.note}
    record(verb="judge", thing=row, by=by, at=at, after=said)
    touch_ends([row])
    return judgement


@dataclass(slots=True)
class Carried:
    """How many judgements of lines and signatures under stories were carried over a change."""

    judgements: int = 0
    signatures: int = 0


@contextmanager
def carrying_over(
    *, thing: Thing, by: User, at: datetime, same_meaning: bool = True
) -> Iterator[Carried]:
    """Carry judgements over the edit made inside, if its writer says the meaning is the same.

    Wraps one call of an edit service: `with carrying_over(thing=kpi, ...): edit_kpi(...)`. The
    newest word of each side on what stood there is repeated for what stands there now, for the
    lines and stories of goals that this person owns on either side. One refused: the edit is
    undone with it. What is yielded says afterwards how much was carried.

    Raises:
        DomainError: a number, date, unit, direction or end changed, or nothing is theirs to carry.
    """
    carried = Carried()
    if not same_meaning:
        yield carried
        return
    with transaction.atomic():
        before, said = _seals_around(thing), wording_of(_fresh(thing))
        today = timezone.localdate(at)
        signed = stories_around(thing, by, today)
        yield carried
        after = _seals_around(thing)
        moved = {link: seal for link, seal in before.items() if after.get(link) != seal}
        if moved:
            _refuse_other_meaning(said, wording_of(_fresh(thing)))
            carried.judgements = _carry(thing, moved, after, by, at)
            carried.signatures = carry_signatures(signed, stories_around(thing, by, today))


def _ripe_story(goal: Objective) -> Story:
    """Return the story of an objective if it can be agreed to.

    Raises:
        DomainError: there is none, it names nothing, or blanks are left in it.
    """
    story = Story.objects.filter(objective=goal).select_related("objective").first()
    if story is None:
        raise DomainError("no_story", "There is no story to agree to yet: write it first.")
    if not prose.mentions(story.body):
        raise DomainError(
            "names_nothing",
            "The story names no work and no measure, so there is no line to agree to: "
            "name what moves the goal, with @.",
        )
    not_blanks = frozenset(NotABlank.objects.values_list("text", flat=True))
    blanks = prose.blanks(story.body, "prose", not_blanks)
    if blanks:
        texts = ", ".join(f"“{text}”" for text in dict.fromkeys(blank.text for blank in blanks))
        raise DomainError(
            "blanks",
            f"The story still has blanks: {texts}. Fill them in, or say that they are none.",
        )
    return story


def _refuse_unless_ready(goal: Objective, at: datetime) -> None:
    """Refuse while the goal is certainly not specific, measurable, relevant or time-bound."""
    obstacle = readiness_of(goal, timezone.localdate(at)).obstacle
    if obstacle:
        raise DomainError("not_ready", obstacle)


def refuse_unless_owner(goal: Objective, side: str, by: User) -> None:
    """Refuse who does not own a side.

    Raises:
        DomainError: it is no side, nobody owns it, or somebody else does.
    """
    if side not in OWNERS:
        raise DomainError("unknown_side", "Somebody agrees for business or for technology.")
    if side in may_agree(by, goal):
        return
    owner: User | None = getattr(goal, OWNERS[Side(side)])
    if owner is None:
        raise DomainError(
            "not_owner", f"Nobody owns this goal for {_of(side)} yet: name an owner first."
        )
    raise DomainError("not_owner", f"Only {owner.name}, who owns it for {_of(side)}, can agree.")


def _of(side: str) -> str:
    return Side(side).label.lower() if side in OWNERS else "that side"


def _waiting(seals: StorySeals, side: str, by: User) -> dict[Link, Seal]:
    """Return the links on whose content of now this person has not said “valid” last."""
    links = seals.links()
    newest = _newest(links, side)
    return {
        link: seal
        for link, seal in links.items()
        if not (word := newest.get(link))
        or word.word != Judgement.Word.VALID
        or word.given_by_id != by.pk
    }


def _newest(links: Mapping[Link, Seal], side: str) -> dict[Link, Judgement]:
    """Return the newest word of a side on the content of now, for each link that has one."""
    focus_ids = [link.pk for link in links if isinstance(link, FocusLink)]
    kpi_ids = [link.pk for link in links if isinstance(link, KpiLink)]
    of_focus = Judgement.objects.filter(side=side, focus_link__in=focus_ids)
    of_kpis = Judgement.objects.filter(side=side, kpi_link__in=kpi_ids)
    words: dict[tuple[object, ...], Judgement] = {}
    for row in [*of_focus.order_by("pk"), *of_kpis.order_by("pk")]:
        words[row.focus_link_id, row.kpi_link_id, row.fp_link, row.fp_lower, row.fp_upper] = row
    found = {}
    for link, seal in links.items():
        ids = (link.pk, None) if isinstance(link, FocusLink) else (None, link.pk)
        if word := words.get((*ids, seal.link, seal.lower, seal.upper)):
            found[link] = word
    return found


def judgement_of(link: Link, seal: Seal, *, side: str, by: User, at: datetime) -> Judgement:
    """Return a side's “valid” on what a link says now, not stored yet."""
    return Judgement(
        focus_link=link if isinstance(link, FocusLink) else None,
        kpi_link=link if isinstance(link, KpiLink) else None,
        fp_link=seal.link,
        fp_lower=seal.lower,
        fp_upper=seal.upper,
        word=Judgement.Word.VALID,
        side=side,
        given_at=at,
        given_by=by,
    )


def _goals_of(links: Collection[Link]) -> dict[Link, list[Objective]]:
    """Return the objectives that each link leads to, by itself or by the next link. One query."""
    work = {link.focus_area_id for link in links if isinstance(link, KpiLink)}
    onward: dict[int | None, list[Objective]] = {}
    for next_link in FocusLink.objects.filter(focus_area__in=work).select_related("objective"):
        if next_link.objective:
            onward.setdefault(next_link.focus_area_id, []).append(next_link.objective)
    goals: dict[Link, list[Objective]] = {}
    for link in links:
        if isinstance(link, KpiLink):
            goals[link] = onward.get(link.focus_area_id, [])
        else:
            goals[link] = [link.objective] if link.objective else []
    return goals


def touch_ends(links: Collection[Link]) -> None:
    """Ask for a new verdict on both ends of each link."""
    work = {link.focus_area_id for link in links}
    touch("focus_area", *sorted(one for one in work if one is not None))
    touch("kpi", *sorted({link.kpi_id for link in links if isinstance(link, KpiLink)}))
    goals = {link.objective_id for link in links if isinstance(link, FocusLink)}
    touch("objective", *sorted(one for one in goals if one is not None))


def _fresh(thing: Thing) -> Thing:
    return type(thing)._default_manager.get(pk=thing.pk)


def _seals_around(thing: Thing) -> dict[Link, Seal]:
    """Return the seals of every link whose seal depends on a thing."""
    focus_links = FocusLink.objects.select_related("focus_area", "objective").prefetch_related(
        "objective__outcomes"
    )
    kpi_links = KpiLink.objects.select_related("kpi", "focus_area")
    if isinstance(thing, FocusArea):
        focus_links = focus_links.filter(focus_area=thing)
        kpi_links = kpi_links.filter(focus_area=thing)
    elif isinstance(thing, Kpi):
        focus_links = focus_links.filter(objective__outcomes=thing)
        kpi_links = kpi_links.filter(kpi=thing)
    else:
        is_link = not isinstance(thing, Objective)
        focus_links = focus_links.filter(**{"pk" if is_link else "objective": thing.pk})
        kpi_links = kpi_links.filter(pk=thing.pk)
        if not isinstance(thing, KpiLink):
            kpi_links = kpi_links.none()
        else:
            focus_links = focus_links.none()
    return {link: link_seal(link) for link in [*focus_links, *kpi_links]}


def _refuse_other_meaning(before: Wording, after: Wording) -> None:
    if before.figures != after.figures or before.numbers != after.numbers:
        raise DomainError(
            "other_meaning",
            "A number, a date, the unit, the direction or what it is linked to changed, so the "
            "meaning is not the same. Save it without “same meaning”; both sides confirm again.",
        )


def _carry(
    thing: Thing, before: Mapping[Link, Seal], after: Mapping[Link, Seal], by: User, at: datetime
) -> int:
    goals = _goals_of(list(before))
    theirs = {
        link: seal
        for link, seal in before.items()
        if link in after and any(may_agree(by, goal) for goal in goals[link])
    }
    carried = [
        _repeated(word, after[link], by, at)
        for side in OWNERS
        for link, word in _newest(theirs, side).items()
    ]
    if not theirs:
        raise DomainError(
            "not_owner",
            "Only an owner of a goal it serves can say that the meaning is the same. "
            "Save it without “same meaning”; both sides confirm again.",
        )
    Judgement.objects.bulk_create(carried)
    record(verb="carry", thing=thing, by=by, at=at, after={"judgements": len(carried)})
    touch_ends(list(theirs))
    return len(carried)


def _repeated(word: Judgement, seal: Seal, by: User, at: datetime) -> Judgement:
    """Return a word for the new content; it stays the word of who gave it."""
    note = f"Same meaning, says {by.name}. {word.note}".strip()
    return Judgement(
        focus_link_id=word.focus_link_id,
        kpi_link_id=word.kpi_link_id,
        fp_link=seal.link,
        fp_lower=seal.lower,
        fp_upper=seal.upper,
        word=word.word,
        side=word.side,
        origin=Judgement.Origin.CARRIED,
        given_at=at,
        given_by_id=word.given_by_id,
        note=note[:1000],
    )
