"""What is asked of a person: to agree, to agree again, to write, to name who answers for a thing.

One query, cheap enough for every page: it starts from what the person owns and their teams.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Literal

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.access import may
from accounts.models import User
from accounts.roles import Action, Tie, allows
from stories.asking import Given, rows
from stories.lines.graph import ItemKind
from stories.models import Side

MOST = 200


class Matter(StrEnum):
    """What is asked, the most pressing first."""

    ACT = "act"
    AGREE_AGAIN = "agree_again"
    AGREE = "agree"
    WRITE = "write"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked of a person; `side` is empty where it is of none.

    What another app asks for says itself why (`reason`) and where it is done (`href`).
    """

    matter: Matter
    kind: ItemKind | Literal["action"]
    id: int
    title: str
    side: str = ""
    reason: str = ""
    href: str = ""
    is_late: bool = False

    @property
    def key(self) -> str:
        """Return what tells it from everything else that is asked of this person."""
        return ":".join((self.matter, self.kind, str(self.id), self.side))


Source = Callable[[User], Sequence[Asked]]


def all_asked_of(person: User) -> tuple[Asked, ...]:
    """Return what is asked of a person here and by the apps above, the most pressing first.

    One query, and one for each of `settings.ASKED_ELSEWHERE`.
    """
    elsewhere = [one for source in _sources() for one in source(person)]
    return (*elsewhere, *asked_of(person))


@cache
def _sources() -> tuple[Source, ...]:
    return tuple(import_string(name) for name in settings.ASKED_ELSEWHERE)


def asked_of(person: User, most: int = MOST) -> tuple[Asked, ...]:
    """Return what is asked of a person, the most pressing first. One query.

    Nothing is asked of who may not do it, and nothing of what they must not know.
    """
    if not may(person, Action.READ):
        return ()
    found = rows(_ASKED, _given(person, most))
    order = list(Matter)
    asked = [Asked(Matter(matter), *facts) for matter, *facts in found]
    return tuple(sorted(asked, key=lambda one: (order.index(one.matter), one.title, one.id)))


def _given(person: User, most: int) -> Given:
    return {
        "me": person.pk,
        "admin": person.is_admin,
        "may_agree": may(person, Action.AGREE, owners=(person.pk,)),
        "may_tell": may(person, Action.EDIT_STORY),
        "may_name": may(person, Action.EDIT_OBJECTIVE),
        "may_name_theirs": allows(person.role, Action.EDIT_KPI, Tie.TEAM),
        "may_name_work": may(person, Action.EDIT_FOCUS_AREA),
        "business": Side.BUSINESS.value,
        "technology": Side.TECHNOLOGY.value,
        "most": most,
    }


# What somebody refused is asked of nobody until it says something else.
# An owner's word counts as asked for anew where the one who gave it no longer owns that side.
_ASKED = """
WITH known AS (
    SELECT COALESCE(array_agg(goal.id ORDER BY goal.id), '{}') AS ids
    FROM objectives_objective goal
    WHERE goal.confidential AND (
        %(admin)s OR %(me)s IN (goal.business_owner_id, goal.technology_owner_id)
        OR EXISTS (
            SELECT 1 FROM objectives_objective_shared_with shared
            WHERE shared.objective_id = goal.id AND shared.user_id = %(me)s
        )
    )
), audience AS (
    SELECT COALESCE(max(one.id), 0) AS id
    FROM known LEFT JOIN stories_audience one ON one.objectives = known.ids AND known.ids <> '{}'
), mine AS (
    SELECT goal.id, goal.title, goal.status, goal.expects_technology,
           goal.business_owner_id, goal.technology_owner_id
    FROM objectives_objective goal
    WHERE goal.status IN ('draft', 'active')
      AND %(me)s IN (goal.business_owner_id, goal.technology_owner_id)
), judged AS (
    SELECT DISTINCT ON (row.objective_id) row.objective_id, row.story_state, row.lines
    FROM stories_objectiveverdict row, audience
    WHERE row.objective_id IN (SELECT id FROM mine) AND row.audience IN (0, audience.id)
    ORDER BY row.objective_id, row.audience DESC
), signed AS (
    SELECT DISTINCT ON (story.objective_id, one.side)
           story.objective_id, one.side, one.given_by_id
    FROM stories_agreement one JOIN stories_story story ON story.id = one.story_id
    WHERE story.objective_id IN (SELECT id FROM mine)
    ORDER BY story.objective_id, one.side, one.id DESC
), sides AS (
    SELECT mine.*, %(business)s AS side FROM mine WHERE business_owner_id = %(me)s
    UNION ALL
    SELECT mine.*, %(technology)s FROM mine WHERE technology_owner_id = %(me)s
), asked AS (
    SELECT CASE WHEN signed.given_by_id = %(me)s THEN 'agree_again' ELSE 'agree' END AS matter,
           'objective' AS kind, sides.id, sides.title, sides.side
    FROM sides
    JOIN judged ON judged.objective_id = sides.id
    LEFT JOIN signed ON signed.objective_id = sides.id AND signed.side = sides.side
    WHERE %(may_agree)s AND judged.story_state <> 'refused'
      AND EXISTS (
          SELECT 1 FROM stories_mention named JOIN stories_story story ON story.id = named.story_id
          WHERE story.objective_id = sides.id
      )
      AND (
          judged.story_state IN ('unsigned', 'changed', 'waiting_' || sides.side)
          OR signed.given_by_id <> %(me)s
      )
    UNION ALL
    SELECT 'write', 'objective', mine.id, mine.title, ''
    FROM mine JOIN judged ON judged.objective_id = mine.id
    WHERE %(may_tell)s AND mine.status = 'active' AND judged.lines > 0
      AND NOT EXISTS (SELECT 1 FROM stories_story story WHERE story.objective_id = mine.id)
    UNION ALL
    SELECT 'own', 'objective', mine.id, mine.title, side.name
    FROM mine
    CROSS JOIN LATERAL (VALUES
        (%(business)s, mine.business_owner_id), (%(technology)s, mine.technology_owner_id)
    ) AS side (name, owner_id)
    LEFT JOIN accounts_user owner ON owner.id = side.owner_id
    WHERE %(may_name)s AND owner.is_active IS NOT TRUE
      AND (side.name = %(business)s OR mine.expects_technology <> 'no')
    UNION ALL
    SELECT 'own', 'focus', area.id, area.title, ''
    FROM objectives_focusarea area JOIN accounts_user owner ON owner.id = area.owner_id
    WHERE %(may_name_work)s AND area.status = 'active' AND NOT owner.is_active
      AND area.id IN (
          SELECT link.focus_area_id FROM objectives_focuslink link
          WHERE link.objective_id IN (SELECT id FROM mine)
      )
    UNION ALL
    SELECT 'own', 'kpi', kpi.id, kpi.title, ''
    FROM kpis_kpi kpi
    LEFT JOIN accounts_user owner ON owner.id = kpi.owner_id
    LEFT JOIN objectives_objective goal ON goal.id = kpi.outcome_of_id
    CROSS JOIN known
    WHERE %(may_name_theirs)s AND kpi.status = 'live' AND owner.is_active IS NOT TRUE
      AND (goal.confidential IS NOT TRUE OR goal.id = ANY(known.ids))
      AND kpi.id IN (
          SELECT id FROM kpis_kpi
          WHERE team_id IN (SELECT team_id FROM accounts_user_teams WHERE user_id = %(me)s)
          UNION ALL
          SELECT id FROM kpis_kpi WHERE %(may_name)s AND outcome_of_id IN (SELECT id FROM mine)
      )
)
SELECT matter, kind, id, title, side FROM asked ORDER BY matter, title, id LIMIT %(most)s
"""
