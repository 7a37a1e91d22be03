"""What a review looks at, frozen when it is opened: plain data that never changes.

It is seen twice: as whoever opens it sees it, and as somebody who knows of nothing confidential.
Where both are the same, everybody reads it; where they differ, the first is only for those who know
the same confidential goals, and the others read the second.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TypedDict

from django.db.models import Q
from django.http import Http404
from django.urls import resolve

from accounts.models import User
from accounts.roles import Role
from objectives.models import Objective
from reports.agenda import (
    Agenda,
    Finding,
    GoalStanding,
    OpenAction,
    Proposed,
    Thing,
    agenda_of,
)
from reports.board import Board, BoardFinding, BoardGoal, board_of
from reports.models import Action, Matter, Review
from reports.review_access import MatterFacts, Wording, facts_of_matter
from reports.reviews.became import Outcome, outcomes_of
from reports.scopes import scope_from
from stories.models import PUBLIC, FocusVerdict, KpiVerdict
from stories.pages.remedies import PAGES

MOST_GOALS = 60


class View(TypedDict):
    """The state that a review looked at: the verdict, its counts, and what was left out."""

    scope: str
    headline: str
    counts: dict[str, int]
    left_out: dict[str, int]
    became: list[Outcome]


class Seen(TypedDict):
    """What is kept of it: in full for those who know these goals, and for everybody else."""

    day: str
    knows: list[int]
    full: View
    public: View | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A matter as it is put on the agenda, with what is kept of it."""

    said: Proposed
    facts: MatterFacts


@dataclass(frozen=True, slots=True)
class Frozen:
    """What an opened review keeps."""

    seen: Seen
    proposals: tuple[Proposal, ...]


def see(review: Review, by: User, today: date) -> Frozen:
    """Return what a review looks at, as far as whoever opens it may know.

    Raises:
        Http404: it is about a branch that they may not know of.
    """
    confidential = Objective.objects.visible_to(by).confidential().order_by("pk")
    knows = list(confidential.values_list("pk", flat=True))
    actions = _left_over(review)
    board, agenda = _looked(review, by, actions, today)
    public, general = (board, agenda) if not knows else _looked_by_all(review, actions, today)
    full = _view(board, agenda, outcomes_of(review.previous, by, today))
    seen = Seen(day=today.isoformat(), knows=knows, full=full, public=None)
    if knows and public is not None:
        seen["public"] = _view(public, general, outcomes_of(review.previous, _nobody(), today))
    return Frozen(seen, tuple(_proposals(agenda, general, knows, actions)))


def _nobody() -> User:
    """Return somebody who is none of the people here, and so knows nothing confidential."""
    return User(pk=0, name="Nobody", role=Role.VIEWER)


def _looked(
    review: Review, user: User, actions: Mapping[int, Action], today: date
) -> tuple[Board, Agenda]:
    board = board_of(user, scope_from(review.scope), today, today=today, goals=MOST_GOALS)
    agenda = agenda_of(
        (_finding(one) for one in board.findings),
        (_standing(one, rank) for rank, one in enumerate(board.goals)),
        (_open_action(one) for one in actions.values()),
        today,
    )
    return board, agenda


def _looked_by_all(
    review: Review, actions: Mapping[int, Action], today: date
) -> tuple[Board | None, Agenda]:
    """Return the same as somebody sees it who knows nothing confidential; None: not at all."""
    try:
        return _looked(review, _nobody(), actions, today)
    except Http404:
        return None, Agenda((), {})


def _finding(found: BoardFinding) -> Finding:
    thing, thing_id = _thing(found)
    reasons = [one.words for one in found.ranked.reasons]
    return Finding(
        key=found.key,
        code=found.key.rpartition("-")[2],
        thing=thing,
        thing_id=thing_id,
        title=found.shown.title,
        reason=found.shown.reason,
        why=", ".join(reasons),
        place=found.ranked.place,
        clears=found.clears,
        action=found.shown.action,
    )


def _thing(found: BoardFinding) -> tuple[Thing, int]:
    """Return the thing by which a finding is told: the one to mend, or a KPI that waits for it."""
    shown = resolve(found.shown.href)
    kinds: dict[str, Thing] = {name: kind for kind, name in PAGES.items()}
    return kinds.get(shown.view_name, found.about), int(shown.kwargs.get("pk", found.id))


def _standing(goal: BoardGoal, rank: int) -> GoalStanding:
    return GoalStanding(goal.id, goal.title, goal.standing_kind, goal.standing, goal.note, rank)


def _left_over(review: Review) -> dict[int, Action]:
    """Return what nobody has done yet of what earlier reviews of the series left. Two queries."""
    if review.previous_id is None:
        return {}
    carried = Matter.objects.filter(review=review.previous_id, kind=Matter.Kind.ACTION)
    earlier = [facts_of_matter(one).get("action_id", 0) for one in carried]
    of_series = Q(review=review.previous_id) | Q(pk__in=earlier)
    rows = Action.objects.still_open().filter(of_series).by_due_day()
    return {one.pk: one for one in rows}


def _open_action(action: Action) -> OpenAction:
    matter = action.matter
    # What is left over is carried on as long as nobody does it, its first matter with it.
    about = matter.title if matter.kind != Matter.Kind.ACTION else ""
    thing = matter.thing
    return OpenAction(
        id=action.pk,
        what=action.what,
        owner=action.owner.name,
        due_on=action.due_on,
        about=about,
        thing=thing if thing in ("objective", "focus", "kpi") else "",  # type: ignore[arg-type]
        thing_id=matter.thing_id,
    )


def _view(board: Board, agenda: Agenda, became: tuple[Outcome, ...]) -> View:
    return View(
        scope=board.scope_words,
        headline=board.headline.sentence,
        counts=asdict(board.counts),
        left_out={str(section): count for section, count in agenda.left_out.items()},
        became=list(became),
    )


def _proposals(
    agenda: Agenda, general: Agenda, knows: list[int], actions: Mapping[int, Action]
) -> Iterable[Proposal]:
    """Yield the matters, each with who may read it. Two queries."""
    public = {one.key: one for one in general.matters}
    goals = _goals_of(agenda.matters)
    for said in agenda.matters:
        facts = MatterFacts(
            goals=goals.get((said.thing, said.thing_id or 0), []),
            knows=[],
            why=said.why,
            clears=said.clears,
            code=said.code,
            action=said.action,
            public=None,
        )
        if said.section == "action":
            action = actions[int(said.key.rpartition(":")[2])]
            before = facts_of_matter(action.matter)
            facts["goals"], facts["knows"] = before.get("goals", []), before.get("knows", [])
            facts["action_id"] = action.pk
        elif public.get(said.key) != said:
            facts["knows"] = knows
            facts["public"] = _wording(public.get(said.key))
        yield Proposal(said, facts)


def _wording(said: Proposed | None) -> Wording | None:
    if said is None:
        return None
    return Wording(title=said.title, reason=said.reason, why=said.why, clears=said.clears)


def _goals_of(matters: Iterable[Proposed]) -> dict[tuple[str, int], list[int]]:
    """Return the goals that things lead to, as everybody may know them. Two queries."""
    ids: dict[str, set[int]] = {"": set(), "kpi": set(), "focus": set(), "objective": set()}
    for one in matters:
        ids[one.thing].add(one.thing_id or 0)
    kpis = KpiVerdict.objects.for_audience(PUBLIC).filter(kpi__in=ids["kpi"])
    work = FocusVerdict.objects.for_audience(PUBLIC).filter(focus_area__in=ids["focus"])
    found = {("objective", goal): [goal] for goal in ids["objective"]}
    found |= {("kpi", kpi): sorted(goals) for kpi, goals in kpis.values_list("kpi_id", "goals")}
    found |= {
        ("focus", area): sorted(goals) for area, goals in work.values_list("focus_area_id", "goals")
    }
    return found
