"""What stands beside a story while it is written: what it names, and what a reader would miss."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from accounts.access import may
from accounts.models import User
from accounts.roles import Action
from alignment.lib.shown import Shown
from kpis.access import kpis_to_view
from objectives.access import focus_areas_to_view
from objectives.models import Objective
from stories.jargon import Stumble, Term, stumbles
from stories.models import LONGEST_STORY, JargonWord, NotABlank
from stories.naming import Reading, Thing, mentionable, read_names
from stories.pages.remedies import address
from stories.pages.words import many
from stories.prose import blanks, mentions, stored, to_written
from stories.reading_ease import Ease, reading_ease
from stories.reasoning import says_how

KINDS = {"focus": "Focus area", "kpi": "KPI"}
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Insertable(Shown):
    """A thing that a story may name, and the exact text that names it."""

    kind: str
    title: str
    text: str
    told: bool
    optional: bool


@dataclass(frozen=True, slots=True)
class Stranger(Shown):
    """A thing that the story names and that no line connects to its goal; `href` links it."""

    kind: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Telling(Shown):
    """What stands beside a story while it is written.

    A goal's own measures of success may be named, and need not be. `perhaps` are blanks by the
    strict rule alone: they stop nobody. `ease` is None where there is too little to say.
    """

    untold: tuple[Insertable, ...]
    optional: tuple[Insertable, ...]
    told: tuple[Insertable, ...]
    strangers: tuple[Stranger, ...]
    unknown: tuple[str, ...]
    blanks: tuple[str, ...]
    perhaps: tuple[str, ...]
    jargon: tuple[Stumble, ...]
    more_jargon: int
    ease: Ease | None
    only_lists: bool
    is_long: bool

    @property
    def in_short(self) -> str:
        """Return what there is to look at, in a sentence for those who do not see it change."""
        found = [
            many(count, one, more)
            for count, one, more in (
                (len(self.untold), "thing not told yet", "things not told yet"),
                (len(self.unknown), "name not known", "names not known"),
                (len(self.strangers), "name not linked", "names not linked"),
                (len(self.blanks), "blank", "blanks"),
                (len(self.jargon) + self.more_jargon, "hard word", "hard words"),
            )
            if count
        ]
        if self.only_lists:
            found.append("it does not say how yet")
        return f"To look at: {', '.join(found)}." if found else "Nothing to look at."


def telling(objective: Objective, by: User, body: str) -> Telling:
    """Look a text as typed over. At most ten queries, whatever it says."""
    text = body[:LONGEST_STORY].replace("\r\n", "\n")
    things = mentionable(objective, by)
    read = read_names(text, objective, by, linked=things)
    told = mentions(read.body)
    offered = _offered(objective, by, things, {one.uid for one in told})
    not_blanks = frozenset(NotABlank.objects.values_list("text", flat=True))
    terms = [Term(*row) for row in JargonWord.objects.values_list("words", "plainly")]
    found, ease = stumbles(text, terms), reading_ease(text)
    left_in = _blanks(text, not_blanks)
    return Telling(
        untold=tuple(one for one in offered if not one.told and not one.optional),
        optional=tuple(one for one in offered if not one.told and one.optional),
        told=tuple(one for one in offered if one.told),
        strangers=tuple(_strangers(objective, by, things, {one.uid for one in told})),
        unknown=_unknown(read),
        blanks=left_in,
        perhaps=tuple(
            dict.fromkeys(
                blank.text
                for blank in blanks(text, "strict", not_blanks)
                if blank.text not in left_in
            )
        ),
        jargon=found[:MOST_SHOWN],
        more_jargon=max(0, len(found) - MOST_SHOWN),
        ease=ease,
        only_lists=bool(told) and not says_how(text),
        is_long=len(body) > LONGEST_STORY,
    )


def _offered(
    objective: Objective, by: User, things: Collection[Thing], told: Collection[UUID]
) -> list[Insertable]:
    often = Counter(one.title for one in things)
    outcomes = set(kpis_to_view(by).outcomes_of(objective).values_list("uid", flat=True))
    return [
        Insertable(
            kind=KINDS[one.kind],
            title=one.title,
            text=mention_of(one, one.ref if often[one.title] > 1 else one.title),
            told=one.uid in told,
            optional=one.uid in outcomes,
        )
        for one in things
    ]


def mention_of(thing: Thing, name: str) -> str:
    """Return the text that names a thing by this name."""
    return to_written(stored(thing.mention), lambda _: name)


def _blanks(text: str, not_blanks: frozenset[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(blank.text for blank in blanks(text, "prose", not_blanks)))


def _unknown(read: Reading) -> tuple[str, ...]:
    return (*read.unknown, *read.ambiguous)[:MOST_SHOWN]


def _strangers(
    objective: Objective, by: User, linked: Collection[Thing], told: Collection[UUID]
) -> Iterator[Stranger]:
    """Yield what is named and not linked, as far as this person may know of it. Two queries."""
    uids = set(told) - {one.uid for one in linked}
    back = address("stories:story-edit", objective.pk, draft="use")
    for pk, title in (
        focus_areas_to_view(by).filter(uid__in=uids).order_by("title").values_list("pk", "title")
    ):
        there = address("objectives:focus-link-new", pk, objective=objective.pk, next=back)
        href = there if may(by, Action.EDIT_FOCUS_AREA) else ""
        yield Stranger(KINDS["focus"], title, href)
    for pk, title, team, owner in (
        kpis_to_view(by)
        .filter(uid__in=uids)
        .order_by("title")
        .values_list("pk", "title", "team_id", "owner_id")
    ):
        there = address("stories:kpi-link-new", pk, next=back)
        href = there if may(by, Action.LINK_KPI, team_id=team, owners=(owner,)) else ""
        yield Stranger(KINDS["kpi"], title, href)
