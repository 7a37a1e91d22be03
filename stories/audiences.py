"""Who may know of which confidential objectives, as numbered audiences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.made_once import made_once
from accounts.models import User
from accounts.roles import Role
from objectives.models import Objective
from stories.asking import rows, write
from stories.models import PUBLIC, Audience


@dataclass(frozen=True, slots=True)
class Audiences:
    """The audiences there are, by number, with the confidential objectives that each knows of.

    `new` are those that were not there before, `gone` those that are no longer there.
    """

    knowing: Mapping[int, frozenset[int]]
    confidential: frozenset[int]
    new: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()

    def hidden_from(self, audience: int) -> frozenset[int]:
        """Return the confidential objectives that an audience must not know of."""
        return self.confidential - self.knowing.get(audience, frozenset())


def audience_of(user: User) -> int:
    """Return the number of the audience a person belongs to; 0 knows of no confidential goal.

    At most two queries. What is not settled yet is answered with 0, which shows less, never more.
    """
    return settled_audience_of(user) or PUBLIC


def settled_audience_of(user: User) -> int | None:
    """Return the same where it knows of all that the person does; None is not settled yet."""
    numbers = [number for (number,) in _known_to(user)]
    if not numbers:
        return PUBLIC
    return Audience.objects.filter(objectives=numbers).values_list("pk", flat=True).first()


def hidden_from(audience: int) -> frozenset[int]:
    """Return the confidential objectives that an audience must not know of. One query."""
    found = rows(_HIDDEN, {"audience": audience})
    return frozenset(number for (number,) in found)


def hidden_from_person(user: User) -> frozenset[int]:
    """Return the confidential objectives that a person must not know of. One query.

    True at once, also while the audience of somebody new is not settled yet.
    """
    return frozenset(number for (number,) in _hidden_from_person(user))


@made_once
def _known_to(user: User) -> QuerySet[Any, Any]:
    return Objective.objects.visible_to(user).confidential().order_by("pk").values_list("pk")


@made_once
def _hidden_from_person(user: User) -> QuerySet[Any, Any]:
    known = Objective.objects.visible_to(user).order_by().values("pk")
    return Objective.objects.confidential().exclude(pk__in=known).values_list("pk")


def renew_audiences() -> Audiences:
    """Give a number to each set of confidential objectives that somebody knows of; drop the rest.

    Four queries at most; only one transaction at a time may do this.
    """
    confidential = frozenset(Objective.objects.confidential().values_list("pk", flat=True))
    wanted = {frozenset(numbers) for (numbers,) in rows(_WANTED, {"admin": Role.ADMIN.value})}
    held = {
        number: frozenset(objectives)
        for number, objectives in Audience.objects.values_list("pk", "objectives")
        if number != PUBLIC
    }
    gone = frozenset(number for number, known in held.items() if known not in wanted)
    if gone:
        Audience.objects.filter(pk__in=gone).delete()
    kept = {number: known for number, known in held.items() if number not in gone}
    new = _numbered(wanted - set(kept.values()))
    return Audiences({**kept, **new}, confidential, frozenset(new), gone)


def _numbered(sets: set[frozenset[int]]) -> dict[int, frozenset[int]]:
    """Store audiences under numbers never given before, in an order that does not vary."""
    if not sets:
        return {}
    numbers = rows(_NUMBERS, {"count": len(sets)})
    given = dict(zip((number for (number,) in numbers), sorted(sets, key=sorted), strict=True))
    Audience.objects.bulk_create(
        Audience(pk=number, objectives=sorted(known)) for number, known in given.items()
    )
    return given


def judged_on() -> date | None:
    """Return the day for which everything was computed anew last; None is never."""
    return Audience.objects.filter(pk=PUBLIC).values_list("judged_on", flat=True).first()


def note_judged_on(day: date) -> None:
    """Remember for which day everything was computed anew."""
    write(_JUDGED_ON, {"day": day})


_HIDDEN = """
SELECT id FROM objectives_objective
WHERE confidential AND id <> ALL (
    COALESCE((SELECT objectives FROM stories_audience WHERE id = %(audience)s), '{}')
)
"""
# The same people as `Objective.objects.visible_to`.
_WANTED = """
SELECT DISTINCT array_agg(goal.id)
FROM objectives_objective goal
JOIN accounts_user person ON person.is_active AND (
    person.role = %(admin)s
    OR person.id IN (goal.business_owner_id, goal.technology_owner_id)
    OR EXISTS (
        SELECT 1 FROM objectives_objective_shared_with shared
        WHERE shared.objective_id = goal.id AND shared.user_id = person.id
    )
)
WHERE goal.confidential
GROUP BY person.id
"""
_NUMBERS = """
SELECT nextval('stories_audience_number')::integer FROM generate_series(1, %(count)s)
"""
_JUDGED_ON = """
INSERT INTO stories_audience (id, objectives, judged_on) VALUES (0, '{}', %(day)s)
ON CONFLICT (id) DO UPDATE SET judged_on = EXCLUDED.judged_on
"""
