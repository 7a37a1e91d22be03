"""What one reads before agreeing: what changed since this side last did, what stayed, who signs."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import cast

from django.db.models import Model, Q

from accounts.models import User
from alignment.lib.differing import words_changed
from alignment.lib.shown import Shown
from kpis.access import kpis_to_view
from kpis.models import Kpi
from objectives.access import focus_areas_to_view
from objectives.models import FocusArea, FocusLink, Objective
from stories.contents import Content, Things, content_of
from stories.models import Agreement, Judgement, KpiLink, Side, Story
from stories.pages.changes import Known, Rewording, changed
from stories.pages.words import day
from stories.prose import Mention, mentions, to_plain
from stories.seals import Seal, StorySeals

GONE = "something that is not here any more"
NOT_KEPT = (
    "What was agreed to then was not kept word by word, since it was signed elsewhere or before "
    "this was done: read the whole."
)
UNTOLD = "What it rests on changed in a way that has no words here: read the whole."


Facts = Mapping[str, object]
Line = FocusLink | KpiLink


@dataclass(frozen=True, slots=True)
class ThingChanged(Shown):
    """One thing that says something else since: sentences, and texts that were reworded."""

    title: str
    sentences: tuple[str, ...]
    rewordings: tuple[Rewording, ...] = ()


@dataclass(frozen=True, slots=True)
class Since(Shown):
    """What changed since one side last agreed. `holds` says that their word holds as it is."""

    side: str
    sentence: str
    holds: bool
    changes: tuple[ThingChanged, ...] = ()


@dataclass(frozen=True, slots=True)
class Carried(Shown):
    """A line whose judgement was kept over a change of wording, and who said so."""

    line: str
    text: str


@dataclass(frozen=True, slots=True)
class BeforeSigning(Shown):
    """What stands above the form; `refused` says what either side refused as it reads now."""

    since: tuple[Since, ...]
    carried: tuple[Carried, ...]
    same_hand: str
    refused: tuple[str, ...] = ()


def before_signing(
    user: User, story: Story, seals: StorySeals, sides: Collection[Side]
) -> BeforeSigning:
    """Return what somebody reads who may agree for these sides. At most eight queries."""
    newest = {row.side: row for row in Agreement.objects.newest_of(story)}
    holding = Agreement.objects.newest_of(story).filter(fingerprint=seals.fingerprint)
    held = {row.side: row for row in holding}
    last = [held.get(side) or newest[side] for side in sides if side in newest]
    stale = [row for row in last if row.side not in held]
    comparing = _comparing(user, story, seals, stale) if stale else None
    words = _words_on(seals)
    refused = _refusals(words)
    return BeforeSigning(
        since=tuple(
            _since(user, row, comparing if row in stale else None)
            for row in last
            if row in stale or row.side not in refused
        ),
        carried=tuple(_carried(words, sides)),
        refused=tuple(_refused(user, refused[side]) for side in Side if side in refused),
        same_hand=_same_hand(user, story.objective, held.values()),
    )


def _same_hand(user: User, goal: Objective, held: Iterable[Agreement]) -> str:
    owners = (goal.business_owner_id, goal.technology_owner_id)
    if owners == (user.pk, user.pk):
        return (
            "You own both sides of this goal. You may sign for both, and it is noted that one "
            "person did: name a second owner if somebody else can speak for a side."
        )
    if any(one.given_by_id == user.pk != _owner(goal, one.side) for one in held):
        return "You signed for the other side as well; it is noted that one person signed for both."
    return ""


def _owner(goal: Objective, side: str) -> int | None:
    return goal.business_owner_id if side == Side.BUSINESS else goal.technology_owner_id


@dataclass(frozen=True, slots=True)
class Comparing(Shown):
    """What the story and what it rests on say now, what was kept, and what the reader may know."""

    now: Content
    kept: Mapping[str, Content]
    titles: Mapping[str, str]
    decimals: Mapping[str, int]


def _comparing(user: User, story: Story, seals: StorySeals, stale: list[Agreement]) -> Comparing:
    fingerprints = {row.fingerprint for row in stale}
    rows = Agreement.objects.with_content_like(story, fingerprints)
    kept = {row.fingerprint: cast("Content", row.content) for row in rows}
    now = content_of(story, seals)
    uids = {uid for one in (now, *kept.values()) for uid in _named(one)}
    kpis = kpis_to_view(user).filter(uid__in=uids).values_list("uid", "title", "decimals")
    areas = focus_areas_to_view(user).filter(uid__in=uids).values_list("uid", "title")
    titles = {str(uid): title for uid, title in areas}
    decimals = {}
    for uid, title, places in kpis:
        titles[str(uid)], decimals[str(uid)] = title, places
    return Comparing(now, kept, titles, decimals)


def _named(content: Content) -> Iterator[str]:
    yield from (*content["outcomes"], *content["work"], *content["kpis"])
    yield from (str(mention.uid) for mention in mentions(content["story"]))


def _since(user: User, row: Agreement, comparing: Comparing | None) -> Since:
    who = "You" if row.given_by_id == user.pk else row.given_by.name
    side = Side(row.side).label
    when = f"for {side.lower()} on {day(row.given_at.date())}"
    if comparing is None:
        return Since(side, f"{who} agreed to exactly what it says now, {when}.", holds=True)
    said = f"{who} last agreed {when}."
    before = comparing.kept.get(row.fingerprint)
    if before is None:
        return Since(side, f"{said} {NOT_KEPT}", holds=False)
    found = tuple(_differences(before, comparing))
    return Since(side, said if found else f"{said} {UNTOLD}", holds=False, changes=found)


def _differences(before: Content, comparing: Comparing) -> Iterator[ThingChanged]:
    now, titles = comparing.now, comparing.titles
    yield from _told("The goal", before["goal"], now["goal"], Known(Objective))
    yield from _things(before["outcomes"], now["outcomes"], comparing, OUTCOMES)
    texts = [_plain(one["story"], titles) for one in (before, now)]
    if texts[0] != texts[1]:
        yield ThingChanged("The story", (), (Rewording("The story", words_changed(*texts)),))
    yield from _things(before["work"], now["work"], comparing, WORK)
    yield from _reasons(before["serves"], now["serves"], FocusLink, titles)
    yield from _things(before["kpis"], now["kpis"], comparing, KPIS)
    yield from _reasons(before["measures"], now["measures"], KpiLink, titles)


OUTCOMES = ("It measures the success of the goal now.", "It no longer measures the goal's success.")
WORK = ("The story rests on this work now.", "The story no longer rests on this work.")
KPIS = ("The story names this measure now.", "The story no longer names this measure.")


def _plain(body: str, titles: Mapping[str, str]) -> str:
    def title(mention: Mention) -> str | None:
        return titles.get(str(mention.uid))

    return to_plain(body, title, GONE)


def _things(
    before: Things, now: Things, comparing: Comparing, words: tuple[str, str]
) -> Iterator[ThingChanged]:
    titles = comparing.titles
    for uid in dict.fromkeys((*before, *now)):
        if uid not in titles:
            continue  # gone, or not theirs to know
        was, facts = before.get(uid), now.get(uid)
        if was is None or facts is None:
            yield ThingChanged(titles[uid], (words[0] if was is None else words[1],))
            continue
        unit, places = str(facts.get("unit") or ""), comparing.decimals.get(uid, 0)
        known = Known(Kpi if "unit" in facts else FocusArea, unit=unit, decimals=places)
        yield from _told(titles[uid], was, facts, known)


def _reasons(
    before: Mapping[str, str], now: Mapping[str, str], model: type[Model], titles: Mapping[str, str]
) -> Iterator[ThingChanged]:
    """Yield links whose reason changed, that came, or that went."""
    for key in dict.fromkeys((*before, *now)):
        names = [titles.get(uid) for uid in key.split()]
        if None in names:
            continue
        lower, upper = names[0], f"“{names[1]}”" if len(names) > 1 else "this goal"
        title = f"“{lower}” for {upper}"
        was, reason = before.get(key), now.get(key)
        if was is None or reason is None:
            yield ThingChanged(title, ("It is linked now." if was is None else "It was unlinked.",))
            continue
        yield from _told(title, {"because": was}, {"because": reason}, Known(model))


def _told(title: str, before: Facts, now: Facts, known: Known) -> Iterator[ThingChanged]:
    names = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    found = changed(
        {name: before.get(name) for name in names}, {name: now.get(name) for name in names}, known
    )
    if found.sentences:
        sentences = tuple(
            one if one.endswith((".", ".”")) else f"{one}." for one in found.sentences
        )
        yield ThingChanged(title, sentences, found.rewordings)


def _words_on(seals: StorySeals) -> dict[Line, list[Judgement]]:
    """Return what both sides said of the lines of a story as they read now, oldest first."""
    links = seals.links()
    focus = [link.pk for link in links if isinstance(link, FocusLink)]
    kpis = [link.pk for link in links if isinstance(link, KpiLink)]
    rows = Judgement.objects.filter(Q(focus_link__in=focus) | Q(kpi_link__in=kpis))
    words: defaultdict[tuple[object, ...], list[Judgement]] = defaultdict(list)
    for row in rows.select_related("given_by").order_by("given_at", "pk"):
        words[row.focus_link_id, row.kpi_link_id, _seal(row)].append(row)
    found = {}
    for link, seal in links.items():
        ids = (link.pk, None) if isinstance(link, FocusLink) else (None, link.pk)
        found[link] = words[*ids, seal]
    return found


def _refusals(words: Mapping[Line, list[Judgement]]) -> dict[str, Judgement]:
    """Return by side the newest word that refuses a line, and that the side did not take back."""
    last = ({row.side: row for row in rows}.values() for rows in words.values())
    standing = [row for rows in last for row in rows if row.word == Judgement.Word.REFUSED]
    return {row.side: row for row in sorted(standing, key=attrgetter("given_at", "pk"))}


def _refused(user: User, row: Judgement) -> str:
    mine = row.given_by_id == user.pk
    who = "you" if mine else row.given_by.name
    side = Side(row.side).label.lower()
    said = f"Refused by {who} for {side} on {day(row.given_at.date())}: {row.note}"
    if not mine:
        return said
    end = "" if row.note.endswith((".", "!", "?")) else "."
    return (
        f"{said}{end} You are not asked again until it says something else; agreeing takes it back."
    )


def _carried(words: Mapping[Line, list[Judgement]], sides: Collection[Side]) -> Iterator[Carried]:
    """Yield the lines on whose wording of now a word of these sides was carried over."""
    for link, rows in words.items():
        carried = [
            row for row in rows if row.origin == Judgement.Origin.CARRIED and row.side in sides
        ]
        if carried:
            row = carried[-1]
            yield Carried(_line(link), f"{row.note} {day(row.given_at.date())}.")


def _seal(row: Judgement) -> Seal:
    return Seal(row.fp_link, row.fp_lower, row.fp_upper)


def _line(link: Line) -> str:
    lower, upper = (
        (link.focus_area, link.objective)
        if isinstance(link, FocusLink)
        else (link.kpi, link.focus_area)
    )
    return f"“{lower}” for “{upper}”"
