"""What stands beside the forms about stories and lines: what is named, what is agreed to."""

from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from kpis.access import kpis_to_view
from objectives.access import focus_areas_to_view
from objectives.models import FocusLink, Objective
from stories.models import KpiLink, NotABlank, Story
from stories.naming import Thing, mentionable, read_names
from stories.prose import Mention, blanks, mentions, stored, to_plain, to_written

GONE = "something that is not here any more"
KINDS = {"focus": "Focus area", "kpi": "KPI"}


@dataclass(frozen=True, slots=True)
class Insertable:
    """A thing that a story may name, and the exact text that names it."""

    kind: str
    title: str
    text: str
    told: bool
    optional: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """What stands beside a story while it is written.

    A goal's own measures of success may be named, and need not be.
    """

    untold: tuple[Insertable, ...]
    optional: tuple[Insertable, ...]
    told: tuple[Insertable, ...]
    blanks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Connection:
    """A link as one reads it before confirming it."""

    upper: str
    lower: str
    because: str


def written_story(story: Story | None, objective: Objective, by: User) -> str:
    """Return a story as people edit it: names by title, by reference where a title is not enough.

    At most eight queries, whatever is named.
    """
    if story is None:
        return ""
    names = _names_in(story.body, by)
    text = to_written(story.body, lambda one: _title(names, one))
    unclear = read_names(text, objective, by).ambiguous
    if not unclear:
        return text
    return to_written(
        story.body,
        lambda one: _ref(names, one) if _title(names, one) in unclear else _title(names, one),
    )


def telling(objective: Objective, by: User, body: str) -> Telling:
    """Return what is linked to a goal, whether a text as typed names it, and blanks left in."""
    told = mentions(read_names(body, objective, by).body)
    things = mentionable(objective, by)
    twice = {one.title for one in things if sum(one.title == two.title for two in things) > 1}
    outcomes = set(kpis_to_view(by).outcomes_of(objective).values_list("uid", flat=True))
    offered = [
        Insertable(
            kind=KINDS[one.kind],
            title=one.title,
            text=_mention_of(one, one.ref if one.title in twice else one.title),
            told=one.mention in told,
            optional=one.uid in outcomes,
        )
        for one in things
    ]
    not_blanks = frozenset(NotABlank.objects.values_list("text", flat=True))
    found = dict.fromkeys(blank.text for blank in blanks(body, "prose", not_blanks))
    return Telling(
        untold=tuple(one for one in offered if not one.told and not one.optional),
        optional=tuple(one for one in offered if not one.told and one.optional),
        told=tuple(one for one in offered if one.told),
        blanks=tuple(found),
    )


def names_nothing(story: Story) -> bool:
    """Say whether a stored story names no work and no measure."""
    return not mentions(story.body)


def paragraphs(body: str, by: User) -> tuple[tuple[dict[str, str], ...], ...]:
    """Return a stored story as it reads, for the story component. Two queries."""
    names = _names_in(body, by)
    text = to_plain(body, lambda one: _title(names, one), GONE)
    return tuple(({"text": part},) for part in text.split("\n\n") if part.strip())


def connections(links: "list[FocusLink | KpiLink]") -> tuple[Connection, ...]:
    """Return links as one reads them."""
    return tuple(
        Connection(str(link.objective), str(link.focus_area), link.because)
        if isinstance(link, FocusLink)
        else Connection(str(link.focus_area), str(link.kpi), link.because)
        for link in links
    )


Names = dict[UUID, tuple[str, str]]


def _names_in(body: str, by: User) -> Names:
    uids = [one.uid for one in mentions(body)]
    rows = [
        *kpis_to_view(by).filter(uid__in=uids).values_list("uid", "title", "ref"),
        *focus_areas_to_view(by).filter(uid__in=uids).values_list("uid", "title", "ref"),
    ]
    return {uid: (title, ref) for uid, title, ref in rows}


def _title(names: Names, mention: Mention) -> str | None:
    return names[mention.uid][0] if mention.uid in names else None


def _ref(names: Names, mention: Mention) -> str | None:
    return names[mention.uid][1] if mention.uid in names else None


def _mention_of(thing: Thing, name: str) -> str:
    return to_written(stored(thing.mention), lambda _: name)
