"""The list of objectives: a tree, opened branch by branch, or a flat list once it is narrowed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Q
from django.http import QueryDict

from accounts.models import User
from alignment.lib.drawing import Glyph, Kind
from alignment.lib.shown import Shown
from objectives.access import may_create_objective, objective_to_view, objectives_to_view
from objectives.models import Objective, ObjectiveQuerySet
from stories.audiences import audience_of
from stories.models import ObjectiveVerdict
from stories.pages.filters import Chip, ObjectiveFilter, chips_of
from stories.pages.glyphs import glyph_of_objective, sound_of
from stories.pages.paging import LARGEST_ID, Pager, in_order, slice_of, without
from stories.pages.parts import Link, links
from stories.pages.remedies import address, page_of
from stories.pages.rolled import Rolled, own_progress
from stories.pages.words import many, period

ORDER = ("rank", "title", "pk")
DEEPEST = 6
MOST_OPEN = 40
MOST_CHILDREN = 300
TELLINGS: dict[str, tuple[Kind, str]] = {
    "agreed": ("sound", "Agreed by both"),
    "refused": ("broken", "Judged untrue"),
    "changed": ("suspect", "Changed since agreed"),
    "waiting_business": ("risk", "Waiting for business"),
    "waiting_technology": ("risk", "Waiting for technology"),
    "unsigned": ("risk", "Not agreed yet"),
    "none": ("idle", "No story"),
    "": ("idle", "No story"),
}
NEEDS_NONE = Q(verdict="none", objective__expects_technology=Objective.Expects.NO)
VERDICTS: dict[str, Q] = {
    "active": Q(),
    "sound": Q(verdict="sound"),
    "in_doubt": Q(verdict="in_doubt"),
    "no_line": Q(verdict__in=["broken", "none"]) & ~NEEDS_NONE,
    "without_work": Q(codes__contains=["G1"]),
    "without_measure": Q(codes__contains=["G2"]),
    "not_expected": NEEDS_NONE,
}


@dataclass(frozen=True, slots=True)
class ObjectiveRow(Shown):
    """An objective in a list; `below` is empty where nothing lies below it."""

    id: int
    depth: int
    title: str
    href: str
    note: str
    line: Glyph | None
    lines: str
    progress: Rolled | None
    story_kind: Kind
    story: str
    period: str
    owner: str
    below: str = ""
    is_open: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class ObjectiveListPage(Shown):
    """One page of the tree or of the flat list."""

    section: str
    form: ObjectiveFilter
    chips: tuple[Chip, ...]
    narrow: bool
    count: str
    rows: tuple[ObjectiveRow, ...]
    cut: bool
    pager: Pager
    actions: tuple[Link, ...]


def list_objectives(user: User, asked: QueryDict) -> ObjectiveListPage:
    """Return a page of the objectives a reader may know of. The queries are always as many.

    Raises:
        Http404: it is narrowed to those below an objective that the reader may not know of.
    """
    form, audience = ObjectiveFilter(asked), audience_of(user)
    known, narrow = objectives_to_view(user), form.is_narrow()
    under = form.number("under")
    above = "" if under is None else f"Below “{objective_to_view(user, under).title}”"
    top = _narrowed(known, form, audience) if narrow else _roots(known, audience)
    count = (top if narrow else known).count()
    part = slice_of(top, known, ORDER, asked)
    opened = () if narrow else _asked_open(asked)
    children = _children(known, opened) if opened else []
    rows = _rows(user, known, part.ids, children, opened=opened, asked=asked)
    return ObjectiveListPage(
        section="objectives",
        form=form,
        chips=chips_of(form, asked, under=above),
        narrow=narrow,
        count=many(count, "objective"),
        rows=rows,
        cut=len(children) >= MOST_CHILDREN,
        pager=part.pager,
        actions=_actions(user),
    )


def told(state: str) -> tuple[Kind, str]:
    """Return where a story stands, as a tag."""
    return TELLINGS[state]


def _roots(known: ObjectiveQuerySet, audience: int) -> ObjectiveQuerySet:
    """Return goals that nothing lies above, as far as the reader knows, or only themselves."""
    in_circles = ObjectiveVerdict.objects.for_audience(audience).filter(codes__contains=["I2"])
    return known.topmost_of(known, in_circles.values("objective"))


def _narrowed(known: ObjectiveQuerySet, form: ObjectiveFilter, audience: int) -> ObjectiveQuerySet:
    words, under = form.asked("q"), form.number("under")
    found = known.narrowed_to(
        status=form.asked("status"),
        value_driver=form.asked("driver"),
        owner_id=form.number("owner"),
    )
    if under is not None:
        found = found.filter(parent=under)
    if level := form.asked("level"):
        found = found.filter(parent__isnull=level == "top")
    if verdict := form.asked("verdict"):
        judged = ObjectiveVerdict.objects.for_audience(audience).filter(VERDICTS[verdict])
        found = found.active().filter(pk__in=judged.values("objective"))
    return found.named_like(words) if words else found


def _asked_open(asked: QueryDict) -> tuple[int, ...]:
    texts = [text for given in asked.getlist("open") for text in given.split(",")]
    ids = [int(text) for text in texts if text.isascii() and text.isdigit()]
    return tuple(dict.fromkeys(pk for pk in ids if pk <= LARGEST_ID))[:MOST_OPEN]


def _children(known: ObjectiveQuerySet, opened: Iterable[int]) -> list[Objective]:
    below = known.filter(parent__in=opened).order_by("rank", "title", "pk")
    return list(below.select_related("business_owner", "technology_owner")[:MOST_CHILDREN])


def _rows(
    user: User,
    known: ObjectiveQuerySet,
    ids: tuple[int, ...],
    children: list[Objective],
    *,
    opened: tuple[int, ...],
    asked: QueryDict,
) -> tuple[ObjectiveRow, ...]:
    top = in_order(known.select_related("business_owner", "technology_owner"), ids)
    everybody, audience = [*ids, *(row.pk for row in children)], audience_of(user)
    verdicts = {
        row.objective_id: row
        for row in ObjectiveVerdict.objects.for_audience(audience).filter(objective__in=everybody)
    }
    progress = own_progress(user, everybody)
    parents = set(known.filter(parent__in=everybody).values_list("parent", flat=True).distinct())
    below: dict[int, list[Objective]] = {}
    for child in children:
        below.setdefault(child.parent_id or 0, []).append(child)
    rows: list[ObjectiveRow] = []
    seen: set[int] = set()

    def grow(found: Iterable[Objective], depth: int) -> None:
        for goal in found:
            if goal.pk in seen:
                continue
            seen.add(goal.pk)
            is_open = goal.pk in opened and depth < DEEPEST
            toggle = _toggle(asked, opened, goal.pk) if goal.pk in parents else ""
            row = _row(goal, verdicts, depth=depth, toggle=toggle, is_open=is_open)
            rows.append(replace(row, progress=progress.get(goal.pk)))
            if is_open:
                grow(below.get(goal.pk, ()), depth + 1)

    grow(top, 0)
    return tuple(rows)


def _toggle(asked: QueryDict, opened: tuple[int, ...], pk: int) -> str:
    kept = [one for one in opened if one != pk] if pk in opened else [*opened, pk]
    place = {name: asked[name] for name in ("after", "before") if name in asked}
    query = without(asked, "open", open=",".join(map(str, kept)), **place)
    return f"{query}#goal-{pk}"


def _row(
    goal: Objective,
    verdicts: Mapping[int, ObjectiveVerdict],
    *,
    depth: int,
    toggle: str,
    is_open: bool,
) -> ObjectiveRow:
    judged = verdicts.get(goal.pk)
    kind, story = told(judged.story_state if judged else "")
    owner = goal.business_owner or goal.technology_owner
    draft = "" if goal.status == Objective.Status.ACTIVE else goal.get_status_display()
    driver = goal.get_value_driver_display() if goal.value_driver else ""
    return ObjectiveRow(
        id=goal.pk,
        depth=depth,
        title=goal.title,
        href=page_of("objective", goal.pk),
        note=" · ".join(part for part in (draft, driver) if part),
        line=_glyph(judged) if judged else None,
        lines=sound_of(judged.sound_lines, judged.lines) if judged else "Not judged yet",
        progress=None,
        story_kind=kind,
        story=story,
        period=period(goal.starts_on, goal.ends_on),
        owner=owner.name if owner else "",
        below=toggle,
        is_open=is_open,
        hidden=goal.confidential,
    )


def _glyph(row: ObjectiveVerdict) -> Glyph:
    return glyph_of_objective(row.verdict, row.doubt, row.lines, row.sound_lines, row.focus_areas)


def _actions(user: User) -> tuple[Link, ...]:
    if not may_create_objective(user):
        return ()
    return links(Link("New objective", address("objectives:objective-new"), "primary"))
