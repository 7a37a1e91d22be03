"""What a pack says of goals: as things stand, or as they were kept of a past day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models.fields.json import KT
from django.utils import timezone

from accounts.models import User
from kpis.models import Measurement
from objectives.access import objectives_to_view
from objectives.models import Objective
from reports.board import Board, BoardGoal
from reports.board_kept import Then, goal_then, goals_then
from reports.models import Kept
from reports.packs.content import Fact, Goal, Measured, Piece, Point
from reports.scopes import goals_in
from stories.emphasis import stretches
from stories.models import Agreement
from stories.pages.business_case import case_of
from stories.pages.glyphs import words_of
from stories.pages.words import day as day_words
from stories.pages.words import period

MOST_VALUES = 120  # the newest of a measure; all of them are in the file beside its chart


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind the goals of a board, by id, as it was known.

    `facts` lacks the goals of which a past day kept no words.
    """

    values: Mapping[int, list[Point]]
    facts: Mapping[int, Objective]
    signs: Mapping[int, tuple[str, ...]]
    count: int


def behind(user: User, board: Board, then: Then | None) -> Behind:
    """Return what stands behind the goals of a board. Four queries; of a past day three more."""
    ids = [one.id for one in board.goals]
    measures = [one.measure.id for one in board.goals if one.measure]
    if then is None:
        facts = {one.pk: one for one in objectives_to_view(user).filter(pk__in=ids)}
        signs = signs_of(ids)
        count = goals_in(user, board.scope).active().count()
        return Behind(known_values(measures, board.day), facts, signs, count)
    until = then.kept.taken_at
    rows = then.rows(Kept.Kind.OBJECTIVE).filter(facts__status=Objective.Status.ACTIVE)
    inside = goals_then(then, board.scope)
    listed = rows if inside is None else rows.filter(item_id__in=inside)
    return Behind(
        values=known_values(measures, then.kept.day, until),
        facts={
            row.item_id: goal_then(row)
            for row in rows.filter(item_id__in=ids, facts__has_key="statement")
        },
        signs=signs_of(ids, until, then),
        count=listed.count(),
    )


def signs_of(
    goals: Sequence[int], until: datetime | None = None, then: Then | None = None
) -> dict[int, tuple[str, ...]]:
    """Return who agreed to the stories of goals last, for each side, in words. One query.

    `until` is when what is known ends, None is now; `then` says what people were called, one more.
    """
    known = Agreement.objects.filter(story__objective__in=goals)
    if until is not None:
        known = known.filter(given_at__lte=until)
    newest = known.order_by("story__objective", "side", "-given_at", "-pk").distinct(
        "story__objective", "side"
    )
    rows = list(newest.select_related("given_by", "story"))
    names = {one.given_by_id: one.given_by.name for one in rows}
    if then is not None:
        people = then.rows(Kept.Kind.PERSON).filter(item_id__in=names)
        names |= dict(people.values_list("item_id", KT("facts__title")))
    found: dict[int, tuple[str, ...]] = {}
    for one in rows:
        on = day_words(timezone.localdate(one.given_at))
        said = f"{names[one.given_by_id]} agreed on {on}, version {one.story_version}."
        goal = one.story.objective_id
        found[goal] = (*found.get(goal, ()), said)
    return found


def told_goals(board: Board, known: Behind, cases: Mapping[int, Objective]) -> tuple[Goal, ...]:
    """Return the goals of a board as the pack tells them, with their business cases."""
    return tuple(_goal(one, known, cases.get(one.id)) for one in board.goals)


def known_values(
    kpis: Sequence[int], day: date, until: datetime | None = None
) -> dict[int, list[Point]]:
    """Return the newest values of KPIs up to a day, oldest first, as they were known. One query.

    `until` is when what is known ends; None is now.
    """
    rows = Measurement.objects.filter(kpi__in=kpis, observed_on__lte=day)
    rows = rows.newest_versions() if until is None else rows.filter(recorded_at__lte=until)
    found: dict[int, dict[date, Decimal | None]] = {}
    for kpi, on, value in rows.order_by("kpi", "observed_on", "version").values_list(
        "kpi", "observed_on", "value"
    ):
        found.setdefault(kpi, {})[on] = value
    return {
        kpi: [(on, value) for on, value in days.items() if value is not None][-MOST_VALUES:]
        for kpi, days in found.items()
    }


def _measured(one: BoardGoal, values: Mapping[int, list[Point]]) -> Measured | None:
    kpi = one.measure
    if kpi is None:
        return None
    return Measured(
        title=kpi.title,
        way=one.note.removeprefix(f"{kpi.title}: "),
        kind=one.standing_kind,
        standing=one.standing,
        unit=kpi.unit,
        decimals=kpi.decimals,
        values=tuple(values.get(kpi.id, ())),
        plan=kpi.plan,
        target=kpi.aim,
    )


def _goal(one: BoardGoal, known: Behind, stated: Objective | None) -> Goal:
    row = known.facts.get(one.id)
    return Goal(
        title=one.title,
        kind=one.line.kind if one.line else "idle",
        verdict=words_of(one.verdict or "not_assessed", one.doubt),
        owner=one.owner,
        period=period(row.starts_on, row.ends_on) if row else "",
        driver=row.get_value_driver_display() if row and row.value_driver else "",
        lines=f"{one.lines} lines hold" if one.lines != "None" else "No line",
        story_kind=one.story_kind,
        story_state=one.story,
        statement=row.statement if row else "",
        story=paragraphs(one.told),
        signs=known.signs.get(one.id, ()),
        case=_case(stated) if stated else (),
        outcome=_measured(one, known.values),
        confidential=one.hidden,
    )


def _case(goal: Objective) -> tuple[Fact, ...]:
    return tuple(Fact(one.term, one.text, one.small) for one in case_of(goal, "").facts)


def paragraphs(told: str) -> tuple[tuple[Piece, ...], ...]:
    """Return a story word for word, in its paragraphs, with what its writer raised."""
    blocks = told.replace("\r\n", "\n").split("\n\n")
    return tuple(
        tuple(Piece(one.text, one.strength) for one in stretches(block.strip()))
        for block in blocks
        if block.strip()
    )
