"""What a change would do, in words and names, for the person who is about to make it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from accounts.models import User
from accounts.saving import undone
from alignment.lib.errors import DomainError
from alignment.lib.shown import Shown
from kpis.access import kpis_to_view
from objectives.access import focus_areas_to_view, focus_links_to_view, objectives_to_view
from stories.access import kpi_links_to_view
from stories.impact import Impact
from stories.pages.hanging import MOST_NAMED, Hanging
from stories.pages.words import many
from stories.services import Carried, Moved, Thing, carrying_over

FEW = 3
TOO_FAR = (
    "This reaches more than can be looked at now: many lines and stories may have to be confirmed "
    "again."
)
NOTHING = "Nothing that is agreed comes into doubt by this."


@dataclass(frozen=True, slots=True)
class Consequences(Shown):
    """What saving would do: a sentence, then who and what by name.

    `wording` offers to say that only the wording changed; empty where that is not so, or not
    theirs to say. `digest` names exactly these consequences.
    """

    sentences: tuple[str, ...]
    groups: tuple[Hanging, ...]
    wording: str
    digest: str


def consequences(
    impact: Impact, by: User, carried: Carried | None = None, *, ending: bool = False
) -> Consequences | None:
    """Return what to tell of an impact; None where nothing is spoilt and nothing comes to an end.

    A query for each sort of thing concerned, and one for the people.
    """
    if not impact and not ending:
        return None
    asked = _people(impact.people, by)
    said = tuple(_sentences(impact, asked))
    return Consequences(
        sentences=said or (NOTHING,),
        groups=tuple(_groups(impact, by)),
        wording="" if carried is None else _offer(carried),
        digest=impact.digest,
    )


def could_carry(
    *, thing: Thing, change: Callable[[], object], by: User, at: datetime
) -> Carried | None:
    """Return what would be carried over a change of wording; None where it is none of theirs."""
    try:
        with undone(), carrying_over(thing=thing, by=by, at=at) as carried:
            change()
    except DomainError:
        return None
    return carried if carried.judgements or carried.signatures else None


def told_of_carrying(carried: Carried) -> str:
    """Return what was carried over, as a sentence; empty where nothing was."""
    said = _carried(carried)
    return f"Carried {said} over." if said else ""


def told_of_moving(moved: Moved, to: Model) -> str:
    """Return what was moved where, as a sentence; empty where nothing was."""
    counts = [
        (moved.work, "focus area", ""),
        (moved.goals, "goal", ""),
        (moved.kpis, "KPI", "KPIs"),
    ]
    said = listed([many(count, one, more) for count, one, more in counts if count])
    return f"Moved {said} to “{to}”." if said else ""


def _offer(carried: Carried) -> str:
    return f"Carries {_carried(carried)} over, for the goals that you own."


def _carried(carried: Carried) -> str:
    counts = [(carried.judgements, "judgement"), (carried.signatures, "signature")]
    return listed([many(count, noun) for count, noun in counts if count])


def _sentences(impact: Impact, asked: Sequence[str]) -> Iterator[str]:
    if impact.too_far:
        yield TOO_FAR
    doubted = [
        (len(impact.stories), "story", "stories"),
        (len(impact.focus_links) + len(impact.kpi_links), "line", ""),
        (len(impact.doubtful), "measure", ""),
    ]
    said = listed([many(count, one, more) for count, one, more in doubted if count])
    if said:
        yield f"This puts {said} in doubt{_asked(asked)}."
    plain = [
        (len(impact.lost), "KPI", "KPIs", "would lead nowhere"),
        (len(impact.unmeasured), "goal", "goals", "would not be measured any more"),
        (len(impact.idle), "focus area", "focus areas", "would serve no goal"),
        (len(impact.orphaned), "goal", "goals", "would stand under a closed one"),
    ]
    for count, one, more, verb in plain:
        if count:
            yield f"{many(count, one, more)} {verb}."


def _asked(names: Sequence[str]) -> str:
    return f"; {listed(names)} will be asked again" if names else ""


def listed(names: Sequence[str]) -> str:
    """Return names as a person lists them: “Marta, Jonas and Aiko”."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _people(ids: Collection[int], by: User) -> list[str]:
    """Return who would be asked, the first few by name, this person last as “you”."""
    others = User.objects.filter(pk__in=ids).exclude(pk=by.pk).order_by("name", "pk")
    names = list(others.values_list("name", flat=True)) if ids else []
    if len(names) > FEW + 1:
        names = [*names[:FEW], many(len(names) - FEW, "other")]
    return [*names, "you"] if by.pk in ids else names


def _groups(impact: Impact, by: User) -> Iterator[Hanging]:
    goals, kpis = objectives_to_view(by), kpis_to_view(by)
    upper, lower = focus_links_to_view(by), kpi_links_to_view(by)
    yield from _named("Stories to agree to again", impact.stories, goals, "title")
    yield from _named(
        "Work and goals to confirm again",
        impact.focus_links,
        upper,
        "focus_area__title",
        "objective__title",
    )
    yield from _named(
        "KPIs and work to confirm again",
        impact.kpi_links,
        lower,
        "kpi__title",
        "focus_area__title",
    )
    yield from _named("KPIs in doubt", impact.doubtful, kpis, "title")
    yield from _named("KPIs that would lead nowhere", impact.lost, kpis, "title")
    yield from _named("Goals that nothing would measure", impact.unmeasured, goals, "title")
    work = focus_areas_to_view(by)
    yield from _named("Work that would serve no goal", impact.idle, work, "title")
    yield from _named("Goals under a closed one", impact.orphaned, goals, "title")


def _named(title: str, ids: Sequence[int], rows: QuerySet[Any], *names: str) -> Iterator[Hanging]:
    if ids:
        found = rows.filter(pk__in=ids).order_by(*names, "pk").values_list(*names)
        shown = tuple(" → ".join(map(str, row)) for row in found[:MOST_NAMED])
        yield Hanging(title, len(ids), shown)
