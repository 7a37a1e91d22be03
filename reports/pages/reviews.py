"""The list of reviews, and one review: what it looks at, what it decides, what came of the last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from alignment.lib.drawing import Kind
from reports.models import Review
from reports.review_access import may_review, reviews_to_view
from reports.reviews.became import Outcome, outcomes_of
from reports.reviews.minutes import MinuteMatter, Minutes, minutes_of
from reports.scopes import scope_from, words_for
from stories.pages.parts import Fact, Link, links
from stories.pages.remedies import address, page_of
from stories.pages.words import ago, day

MOST = 100
STATES: dict[str, tuple[Kind, str]] = {
    "planned": ("idle", "Planned"),
    "open": ("risk", "Open"),
    "closed": ("sound", "Closed"),
}
MARKS: dict[str, Kind] = {
    "keep": "sound",
    "retire": "sound",
    "relink": "sound",
    "exempt": "idle",
    "refine": "risk",
    "escalate": "suspect",
}


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review in the list."""

    title: str
    href: str
    day: str
    when: str
    chair: str
    schedule: str
    kind: Kind
    state: str


@dataclass(frozen=True, slots=True)
class ReviewListPage:
    """Reviews that are still to be held, and those that are over."""

    section: str
    ahead: tuple[ReviewRow, ...]
    over: tuple[ReviewRow, ...]
    actions: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """A matter on the agenda, with where it is presented, moved and left for another time."""

    matter: MinuteMatter
    href: str
    thing_href: str
    kind: Kind
    tag: str
    move_href: str
    skip_href: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One review as a reader may know it. `open_href` opens it, "" where it cannot be."""

    section: str
    id: int
    version: int
    title: str
    kicker: str
    lede: str
    state: str
    facts: tuple[Fact, ...]
    actions: tuple[Link, ...]
    open_href: str
    became: tuple[Outcome, ...]
    became_of: str
    rows: tuple[AgendaRow, ...]
    left_out: str
    minutes: Minutes | None


def list_reviews(user: User, today: date) -> ReviewListPage:
    """Return the reviews that a reader may know of. Two queries."""
    rows = list(reviews_to_view(user).for_listing()[:MOST])
    ahead = [one for one in rows if one.state != Review.State.CLOSED]
    over = [one for one in rows if one.state == Review.State.CLOSED]
    plan = Link("Plan a review", address("reports:review-new"), "primary")
    return ReviewListPage(
        section="reviews",
        ahead=tuple(_row(one, today) for one in reversed(ahead)),
        over=tuple(_row(one, today) for one in over),
        actions=(
            *((plan,) if may_review(user) else ()),
            Link("Actions", address("reports:action-list")),
        ),
    )


def _row(review: Review, today: date) -> ReviewRow:
    kind, state = STATES[review.state]
    return ReviewRow(
        title=review.title,
        href=address("reports:review-page", review.pk),
        day=day(review.day),
        when=ago(review.day, today),
        chair=review.chair.name,
        schedule=review.get_schedule_display(),
        kind=kind,
        state=state,
    )


def show_review(user: User, review: Review, today: date) -> ReviewPage:
    """Return a review as a reader may know it. The queries are always as many.

    Raises:
        Http404: it looks at the branch of a goal that they may not know of.
    """
    runs, planned = may_review(user), review.state == Review.State.PLANNED
    minutes = None if planned else minutes_of(review, user)
    scope = minutes.scope if minutes else words_for(user, scope_from(review.scope))
    became = minutes.became if minutes else outcomes_of(review.previous, user, today)
    rows = tuple(_rows(minutes, runs=runs)) if minutes else ()
    return ReviewPage(
        section="reviews",
        id=review.pk,
        version=review.version,
        title=review.title,
        kicker=" · ".join(one for one in (day(review.day), scope, STATES[review.state][1]) if one),
        lede=_lede(review, minutes, today),
        state=review.state,
        facts=_facts(review, minutes),
        actions=_actions(review, rows, runs=runs),
        open_href=address("reports:review-open", review.pk) if runs and planned else "",
        became=became,
        became_of=f"“{review.previous}” on {day(review.previous.day)}" if review.previous else "",
        rows=rows,
        left_out=minutes.left_out if minutes else "",
        minutes=minutes,
    )


def _lede(review: Review, minutes: Minutes | None, today: date) -> str:
    if minutes is None:
        late = " It should have been held already." if review.day < today else ""
        return f"Its agenda builds itself when it is opened.{late}"
    return minutes.headline


def _facts(review: Review, minutes: Minutes | None) -> tuple[Fact, ...]:
    people = [person.name for person in review.participants.order_by("name", "pk")]
    after = Review.objects.filter(previous=review).first()
    found = [
        Fact("Run by", review.chair.name),
        Fact("Takes part", ", ".join(people) or "Nobody else yet"),
        Fact("Held", review.get_schedule_display()),
    ]
    if minutes is not None:
        decided = f"{len(minutes.decided):,} of {len(minutes.matters):,}"
        found.append(Fact("Decided", decided if minutes.matters else "Nothing to decide"))
    if after is not None:
        href = address("reports:review-page", after.pk)
        found.append(Fact("Next", day(after.day), href))
    return tuple(found)


def _actions(review: Review, rows: tuple[AgendaRow, ...], *, runs: bool) -> tuple[Link, ...]:
    pk, state = review.pk, review.state
    minutes = Link("Minutes", address("reports:review-minutes", pk))
    change = Link("Edit", address("reports:review-edit", pk))
    if state == Review.State.PLANNED:
        cancel = Link("Cancel it", address("reports:review-cancel", pk))
        return (change, cancel) if runs else ()
    first = next((row for row in rows if not row.matter.decisions), next(iter(rows), None))
    kind = "primary" if state == Review.State.OPEN else ""
    present = Link("Present", first.href if first else "", kind)
    if state == Review.State.CLOSED or not runs:
        return links(minutes, present)
    add = Link("Add a matter", address("reports:matter-new", pk))
    close = Link("Close the review", address("reports:review-close", pk))
    return links(present, add, change, minutes, close)


def _rows(minutes: Minutes, *, runs: bool) -> Iterable[AgendaRow]:
    for one in minutes.matters:
        movable = runs and one.in_full and minutes.state == Review.State.OPEN
        kind, tag = tag_of(one, minutes.state)
        yield AgendaRow(
            matter=one,
            href=address("reports:matter-page", one.id),
            thing_href=page_of_matter(one),
            kind=kind,
            tag=tag,
            move_href=address("reports:matter-move", one.id) if movable else "",
            skip_href=address("reports:matter-skip", one.id) if movable else "",
        )


def tag_of(matter: MinuteMatter, state: str) -> tuple[Kind, str]:
    """Return in a word what was decided of a matter of a review in a state."""
    if matter.decision is not None:
        return MARKS[matter.decision.choice], matter.decision.words
    if state == Review.State.CLOSED:
        return "idle", "Not decided"
    return ("idle", "Left for another time") if matter.is_skipped else ("risk", "To be decided")


def page_of_matter(matter: MinuteMatter) -> str:
    """Return the page of the thing that a matter is about; "" is none."""
    pages = {"objective", "focus", "kpi"}
    if matter.thing not in pages or matter.thing_id is None:
        return ""
    return page_of(matter.thing, matter.thing_id)  # type: ignore[arg-type]
