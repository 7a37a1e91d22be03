"""Packs and digests as people see them: what they asked for, how far it is, what they can take."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from alignment.lib.drawing import Kind
from jobs.models import Run
from reports.access import packs_to_view, subscriptions_of
from reports.models import Pack, PackFile
from reports.packs.building import PARTS
from reports.packs.choosing import EVERYTHING, Choices
from reports.scopes import scope_from
from stories.pages.words import capital, day, moment

JOB = "reports.build_pack"
RECENT = 20
KINDS: dict[str, Kind] = {
    "asked": "idle",
    "building": "suspect",
    "done": "sound",
    "failed": "broken",
}
GAVE_UP = (
    "This was tried three times without success. Ask for it once more, or have an administrator "
    "look at the jobs."
)
NO_WORKBOOK = (
    "A pack of a past day has no workbook to bring in again: that holds how things stand today."
)
WHAT = {
    "pdf": "The verdict, what to decide, what it is worth, the goals and their stories, the map.",
    "pptx": "The same as slides: text, tables, charts and a map that can be edited.",
    "xlsx": "Every number and sentence of the pack, in rows.",
    "workbook": "All that you may see, as it can be brought in again.",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """How far a pack has come, as a progress bar shows it."""

    kind: Kind
    fill: int
    text: str
    label: str
    pace: int | None = None


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file to take along."""

    name: str
    what: str
    size: str
    href: str


@dataclass(frozen=True, slots=True)
class PackRow:
    """A pack in the list of those somebody asked for."""

    title: str
    href: str
    day: str
    asked: str
    kind: Kind
    state: str


@dataclass(frozen=True, slots=True)
class PackPage:
    """One pack as it stands."""

    section: str
    title: str
    kicker: str
    sentence: str
    bar: Bar | None
    files: tuple[FileRow, ...]
    mark: str
    note: str
    again: str


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A digest that somebody gets."""

    title: str
    rhythm: str
    stop_href: str


def recent_packs(user: User) -> tuple[PackRow, ...]:
    """Return the packs that a person asked for last. Two queries."""
    return tuple(
        PackRow(
            title=capital(pack.title),
            href=reverse("reports:pack-page", args=[pack.token]),
            day=day(pack.day),
            asked=moment(pack.asked_at),
            kind=KINDS[pack.state],
            state=pack.get_state_display(),
        )
        for pack in packs_to_view(user)[:RECENT]
    )


def pack_page(pack: Pack) -> PackPage:
    """Return a pack as it stands. Two queries at most."""
    files = tuple(_files(pack)) if pack.state == Pack.State.DONE else ()
    working = pack.state in {Pack.State.ASKED, Pack.State.BUILDING}
    given_up = working and _was_given_up(pack)
    query = "&".join(f"{name}={value}" for name, value in scope_from(pack.scope).query().items())
    return PackPage(
        section="alignment",
        title=capital(pack.title),
        kicker=f"Pack as of {day(pack.day)} · {pack.get_state_display()}",
        sentence=GAVE_UP if given_up else _sentence(pack),
        bar=_bar(pack) if working and not given_up else None,
        files=files,
        mark=pack.digest[:12],
        note=NO_WORKBOOK if files and len(files) < len(WHAT) else "",
        again=f"{reverse('reports:pack-list')}{'?' if query else ''}{query}",
    )


def digests_of(user: User, choices: Choices) -> tuple[DigestRow, ...]:
    """Return the digests that a person gets, by the names of what is chosen. One query."""
    names = _names(choices)
    return tuple(
        DigestRow(
            title=names.get(one.scope or EVERYTHING, "A part of the company"),
            rhythm=one.get_rhythm_display(),
            stop_href=reverse("reports:digest-stop", args=[one.pk]),
        )
        for one in subscriptions_of(user)
    )


def _names(choices: Choices) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for value, said in choices:
        names.update({value: said} if isinstance(said, str) else dict(said))
    return names


def _was_given_up(pack: Pack) -> bool:
    last = Run.objects.of(JOB, str(pack.pk)).order_by("-pk").first()
    return last is not None and last.state == Run.State.PARKED


def _sentence(pack: Pack) -> str:
    if pack.state == Pack.State.FAILED:
        return pack.refusal
    if pack.state == Pack.State.DONE and pack.settled_at:
        made = timezone.localtime(pack.settled_at)
        return f"Made on {made:%-d %B %Y at %H:%M}. It stays here until you remove it."
    return "This takes some seconds. You can leave this page; the pack stays here."


def _bar(pack: Pack) -> Bar:
    done = pack.parts_done
    words = f"{done} of {PARTS} steps done" if done else "Waiting for its turn"
    return Bar("suspect", 100 * done // PARTS, f"{100 * done // PARTS}%", words)


def _files(pack: Pack) -> Iterable[FileRow]:
    sizes = dict(pack.files.values_list("kind", "size"))
    for kind in PackFile.Kind:
        if kind.value in sizes:
            yield FileRow(
                name=str(kind.label),
                what=WHAT[kind.value],
                size=f"{max(sizes[kind.value] // 1000, 1):,} kB",
                href=reverse("reports:pack-file", args=[pack.token, kind.value]),
            )
