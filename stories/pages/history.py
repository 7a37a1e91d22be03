"""What was done to a thing, in words: who, when, what it said before and what it says since."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict

from accounts.models import AuditEvent, User
from alignment.lib.drawing import Kind
from alignment.lib.errors import shortened
from alignment.lib.shown import Shown
from kpis.models import Kpi, KpiStep
from objectives.models import FocusArea, FocusLink, Objective
from stories.lines.graph import ItemKind
from stories.models import KpiLink, Side
from stories.pages.changes import (
    LONGEST_VALUE,
    Changed,
    Known,
    Rewording,
    changed,
    people_changed,
)
from stories.pages.chronicle import KINDS, Chronicle, Thing, chronicle_of
from stories.pages.paging import Pager, id_in
from stories.pages.parts import Link
from stories.pages.remedies import address, page_of
from stories.pages.restoring import restorable
from stories.pages.words import day, many, moment

NEWEST = 8
PAGE_SIZE = 50
MOST_SENTENCES = 6
LISTS: dict[str, tuple[str, str]] = {
    "objective": ("Objectives", "objective"),
    "focus_area": ("Focus areas", "focus-area"),
    "kpi": ("KPIs", "kpi"),
}


@dataclass(frozen=True, slots=True)
class Entry(Shown):
    """One change: what was done, by whom, when; the texts it reworded; and how to undo it."""

    text: str
    who: str
    when: str
    kind: Kind = "idle"
    more: tuple[str, ...] = ()
    rewordings: tuple[Rewording, ...] = ()
    href: str = ""
    restore_href: str = ""


@dataclass(frozen=True, slots=True)
class HistoryPage(Shown):
    """All that the page of a thing's history shows."""

    section: str
    crumbs: tuple[Link, ...]
    title: str
    kicker: str
    entries: tuple[Entry, ...]
    pager: Pager


def history_of(user: User, thing: Thing) -> tuple[Entry, ...]:
    """Return the newest changes of a thing, of its links and of its story. Constant queries."""
    chronicle = chronicle_of(user, thing, newest=NEWEST)
    return _entries(user, thing, chronicle, _page_of(thing))


def history_page(user: User, thing: Thing, asked: QueryDict) -> HistoryPage:
    """Return the page of all changes of a thing, fifty at a time. Constant queries."""
    before = id_in(asked.get("before", ""))
    chronicle = chronicle_of(user, thing, newest=PAGE_SIZE, before=before)
    here = history_href(thing)
    back = here if before is None else f"{here}?before={before}"
    title, noun = LISTS[KINDS[type(thing)]]
    last = chronicle.events[-1].pk if chronicle.events else 0
    earlier = f"{here}?before={last}" if chronicle.more and last else ""
    return HistoryPage(
        section=f"{noun}s",
        crumbs=(
            Link(title, address(f"stories:{noun}-list")),
            Link(str(thing), _page_of(thing)),
        ),
        title="What was done",
        kicker=str(thing),
        entries=_entries(user, thing, chronicle, back),
        pager=Pager(here if before else "", earlier, ""),
    )


def history_href(thing: Thing) -> str:
    """Return the address of a thing's history."""
    return address(f"stories:{LISTS[KINDS[type(thing)]][1]}-history", thing.pk)


def _page_of(thing: Thing) -> str:
    kinds: dict[type[Thing], ItemKind] = {Objective: "objective", FocusArea: "focus", Kpi: "kpi"}
    return page_of(kinds[type(thing)], thing.pk)


def _entries(user: User, thing: Thing, chronicle: Chronicle, back: str) -> tuple[Entry, ...]:
    told = []
    for event in chronicle.events:
        entry = _TELLERS.get(event.kind, _of_the_thing)(event, thing, chronicle)
        if entry is None:
            continue
        restore = restorable(user, event, thing, chronicle)
        told.append(
            replace(
                entry,
                who=event.actor.name if event.actor else "Throughline",
                when=moment(event.at, user.time_zone),
                restore_href=address("stories:history-restore", event.pk, next=back)
                if restore
                else "",
            )
        )
    return tuple(told)


def _said(text: str, *, kind: Kind = "idle", more: Sequence[str] = (), href: str = "") -> Entry:
    return Entry(text, "", "", kind=kind, more=tuple(more), href=href)


def _of_facts(facts: Changed, lead: str = "") -> Entry | None:
    """Return what became of facts; None where nothing of it may be said."""
    sentences = facts.sentences
    if len(sentences) > MOST_SENTENCES:
        left = len(sentences) - MOST_SENTENCES
        sentences = (*sentences[:MOST_SENTENCES], f"{many(left, 'more fact')} changed")
    if lead:
        return replace(_said(lead, more=sentences), rewordings=facts.rewordings)
    if not sentences:
        return None
    return replace(_said(sentences[0], more=sentences[1:]), rewordings=facts.rewordings)


def _of_the_thing(event: AuditEvent, thing: Thing, chronicle: Chronicle) -> Entry | None:
    teller = _VERBS.get(event.verb)
    if teller:
        return teller(event, chronicle)
    if event.verb in {"edit", "create", "set_role"} and event.before:
        return _of_facts(changed(event.before, event.after, _known(thing, event, chronicle)))
    return _said(event.verb.replace("_", " ").capitalize())


def _known(thing: Thing, event: AuditEvent, chronicle: Chronicle) -> Known:
    """Return what a sentence about the facts of a thing may say."""
    unit = event.after.get("unit", thing.unit) if isinstance(thing, Kpi) else ""
    currency = ""
    if isinstance(thing, Objective | Kpi):
        currency = str(event.after.get("currency", thing.currency))
    return Known(type(thing), chronicle.by_fact(), str(unit), currency)


def _shared(event: AuditEvent, chronicle: Chronicle) -> Entry | None:
    names = chronicle.names["people"]

    def people(facts: Mapping[str, object]) -> list[str]:
        ids = facts.get("shared_with")
        return [names.get(one, "") for one in ids] if isinstance(ids, list) else []

    said = people_changed(people(event.before), people(event.after))
    return _said(said[0], more=said[1:]) if said else None


def _exempted(event: AuditEvent, _chronicle: Chronicle) -> Entry:
    until, reason = str(event.after.get("expires_on", "")), str(event.after.get("reason", ""))
    last = f" until {day(date.fromisoformat(until))}" if until else ""
    return _said(f"Accepted{last}: “{shortened(reason, LONGEST_VALUE)}”")


def _source_set(event: AuditEvent, _chronicle: Chronicle) -> Entry:
    """Say that it is read from a source; from where is not for everybody."""
    if not event.before:
        return _said("Read from a source by itself")
    if event.after.get("is_on") is False:
        return _said("Its source was switched off")
    return _said("Where it is read from was changed")


def _corrected(event: AuditEvent, _chronicle: Chronicle) -> Entry:
    on, now = next(iter(event.after.items()), ("", ""))
    was = event.before.get(on, "")
    what = f"The value of {day(date.fromisoformat(on))}" if on else "A value"
    if event.verb == "withdraw":
        return _said(f"{what} was withdrawn; it was {was}")
    return _said(f"{what} was corrected from {was} to {now}")


def _confided(event: AuditEvent, _chronicle: Chronicle) -> Entry:
    said = str(event.after.get("confidence") or "")
    if not said:
        return _said("The owner's confidence was taken back")
    return _said(f"Will it be reached? {Kpi.Confidence(said).label}")


def _steps_set(event: AuditEvent, _chronicle: Chronicle) -> Entry:
    was, now = _steps(event.before), _steps(event.after)
    said = [f"Step “{title}” was added" for title in now if title not in was]
    said += [f"Step “{title}” was removed" for title in was if title not in now]
    for title in now:
        if title in was and now[title] != was[title]:
            on = now[title]
            said.append(
                f"Step “{title}” was completed on {day(date.fromisoformat(on))}"
                if on
                else f"Step “{title}” was opened again"
            )
    said = said or ["The steps were changed"]
    return _said(said[0], more=said[1 : MOST_SENTENCES + 1])


def _steps(facts: Mapping[str, object]) -> dict[str, str]:
    """Return the day on which each step was completed, by its title."""
    held = facts.get("steps")
    rows = held if isinstance(held, list) else []
    return {str(row.get("title")): str(row.get("done_on") or "") for row in rows}


def _of_a_step(event: AuditEvent, _thing: Thing, _chronicle: Chronicle) -> Entry | None:
    if event.verb == "create":
        return _said(f"Step “{event.label}” was added")
    return _of_facts(
        changed(event.before, event.after, Known(KpiStep)), f"Step “{event.label}” changed"
    )


def _of_the_story(event: AuditEvent, thing: Thing, chronicle: Chronicle) -> Entry:
    side = Side(str(event.after["side"])).label.lower() if "side" in event.after else ""
    if event.verb == "agree":
        version = event.after.get("story_version")
        return _said(f"Agreed for {side} to version {version} of the story", kind="sound")
    if event.verb == "write":
        version = event.after.get("version")
        words = (
            "The story was written"
            if version == 1
            else f"The story was rewritten: version {version}"
        )
        return _said(words, href=address("stories:story-history", thing.pk, version=version))
    note = str(event.after.get("note") or event.after.get("reason") or "")
    if side and event.pk in chronicle.kept_back:
        return _said(f"Refused to agree for {side}", kind="broken")
    if side and note:
        return _said(
            f"Refused to agree for {side}: “{shortened(note, LONGEST_VALUE)}”", kind="broken"
        )
    return _said(f"The story: {event.verb.replace('_', ' ')}")


def _of_a_link(event: AuditEvent, thing: Thing, chronicle: Chronicle) -> Entry | None:
    other, href = _other_end(event, thing, chronicle)
    if event.verb in {"link", "create"}:
        because = str(event.after.get("because") or "")
        reason = f", because {_inside(because)}" if because else ", without a reason"
        return _said(f"Linked to {other}{reason}", href=href)
    if event.verb == "unlink":
        return _said(f"No longer linked to {other}", href=href)
    if event.verb == "judge":
        return _judged(event, other, href)
    if event.verb == "carry":
        return replace(_carried(event, chronicle), href=href)
    model: type[FocusLink | KpiLink] = FocusLink if event.kind == "focuslink" else KpiLink
    told = changed(event.before, event.after, Known(model, chronicle.by_fact()))
    if not told.sentences:
        return None
    return replace(_of_facts(told, f"The link to {other} changed") or _said(""), href=href)


def _judged(event: AuditEvent, other: str, href: str) -> Entry:
    side = Side(str(event.after.get("side", "business"))).label
    note = str(event.after.get("note") or "")
    if event.after.get("word") == "refused":
        words = (
            f"{side} says that the link to {other} is not true: “{shortened(note, LONGEST_VALUE)}”"
        )
        return _said(words, kind="broken", href=href)
    return _said(f"{side} says that the link to {other} holds", kind="sound", href=href)


def _carried(_event: AuditEvent, _chronicle: Chronicle) -> Entry:
    return _said("Only the wording changed: what both sides agreed to was kept", kind="sound")


def _inside(because: str) -> str:
    """Return a reason as it stands within a sentence."""
    text = shortened(because, LONGEST_VALUE).rstrip(".")
    is_word = text[:1].isupper() and (text[1:2].islower() or text.startswith("A "))
    return text[:1].lower() + text[1:] if is_word else text


def _other_end(event: AuditEvent, thing: Thing, chronicle: Chronicle) -> tuple[str, str]:
    """Return the other end of a link by name, and its page."""
    ends = {
        **chronicle.ends.get((event.kind, event.object_id), {}),
        **{name: pk for name, pk in event.before.items() if event.verb == "unlink"},
    }
    own = KINDS[type(thing)]
    sort = (
        "focus_area" if own != "focus_area" else "kpi" if event.kind == "kpilink" else "objective"
    )
    pk = ends.get(sort)
    missing = str(event.before.get("missing_ref") or event.after.get("missing_ref") or "")
    names = chronicle.by_fact()[sort]
    if isinstance(pk, int) and pk in names:
        kinds: dict[str, ItemKind] = {
            "focus_area": "focus",
            "kpi": "kpi",
            "objective": "objective",
        }
        return f"“{names[pk]}”", page_of(kinds[sort], pk)
    return (f"“{missing}”, which is not there" if missing else "something that is gone"), ""


Teller = Callable[[AuditEvent, Thing, Chronicle], Entry | None]
_TELLERS: Mapping[str, Teller] = {
    "focuslink": _of_a_link,
    "kpilink": _of_a_link,
    "story": _of_the_story,
    "kpistep": _of_a_step,
}
_VERBS: Mapping[str, Callable[[AuditEvent, Chronicle], Entry | None]] = {
    "create": lambda _event, _chronicle: _said("Created"),
    "share": _shared,
    "exempt": _exempted,
    "end_exemption": lambda _event, _chronicle: _said("No longer accepted: it is to be mended"),
    "exemption_ran_out": lambda _event, _chronicle: _said("The time it was accepted for is over"),
    "carry": _carried,
    "correct": _corrected,
    "withdraw": _corrected,
    "set_steps": _steps_set,
    "confide": _confided,
    "set_source": _source_set,
    "remove_source": lambda _event, _chronicle: _said("Read from no source any more"),
    "read_source": lambda _event, _chronicle: None,
}
