"""What stands beside the forms about stories and lines: what is named, what is agreed to."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from alignment.lib.shown import Shown
from kpis.access import kpis_to_view
from objectives.access import focus_areas_to_view
from objectives.models import FocusLink, Objective
from stories.models import KpiLink, NotABlank, Story, StoryDraft, StoryVersion
from stories.naming import read_names
from stories.pages.remedies import page_of
from stories.pages.telling import Part, Told, paragraphs_of
from stories.prose import Mention, mentions, to_plain, to_written

GONE = "something that is not here any more"


@dataclass(frozen=True, slots=True)
class Connection(Shown):
    """A link as one reads it before confirming it."""

    upper: str
    lower: str
    because: str


def written_story(story: Story | None, objective: Objective, by: User) -> str:
    """Return a story as people edit it: names by title, by reference where a title is not enough.

    At most eight queries, whatever is named.
    """
    return _written(story.body, objective, by) if story else ""


def written_version(draft: StoryDraft, by: User) -> str:
    """Return the story that the writer of a draft saw when they began it. At most nine queries."""
    versions = StoryVersion.objects.filter(
        story__objective=draft.objective_id, number=draft.version
    )
    row = versions.first()
    return _written(row.body, draft.objective, by) if row else ""


def _written(body: str, objective: Objective, by: User) -> str:
    names = _names_in(body, by)
    text = to_written(body, lambda one: _title(names, one))
    unclear = read_names(text, objective, by).ambiguous
    if not unclear:
        return text
    return to_written(
        body,
        lambda one: _ref(names, one) if _title(names, one) in unclear else _title(names, one),
    )


def names_nothing(story: Story) -> bool:
    """Say whether a stored story names no work and no measure."""
    return not mentions(story.body)


def paragraphs(body: str, by: User) -> tuple[tuple[Part, ...], ...]:
    """Return a stored story as it reads, for the story component. Three queries."""
    uids = [one.uid for one in mentions(body)]
    kpis = kpis_to_view(by).filter(uid__in=uids).values_list("uid", "pk", "title")
    work = focus_areas_to_view(by).filter(uid__in=uids).values_list("uid", "pk", "title")
    things = {uid: Told(title, page_of("kpi", pk), "idle") for uid, pk, title in kpis}
    things |= {uid: Told(title, page_of("focus", pk), "idle") for uid, pk, title in work}
    not_blanks = frozenset(NotABlank.objects.values_list("text", flat=True))
    return paragraphs_of(body, things, not_blanks, GONE)


def in_names(body: str, by: User) -> str:
    """Return a stored story as running text with today's names. Two queries."""
    names = _names_in(body, by)
    return to_plain(body, lambda one: _title(names, one), GONE)


def connections(links: "list[FocusLink | KpiLink]") -> tuple[Connection, ...]:
    """Return links as one reads them."""
    return tuple(
        Connection(str(link.objective), str(link.focus_area), link.because)
        if isinstance(link, FocusLink)
        else Connection(str(link.focus_area), str(link.kpi), link.because)
        for link in links
    )


def line_names(links: Mapping[str, FocusLink | KpiLink]) -> dict[str, str]:
    """Return how links are called where one chooses among them."""
    return {
        key: f"{one.lower} for {one.upper}"
        for key, one in zip(links, connections(list(links.values())), strict=True)
    }


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
