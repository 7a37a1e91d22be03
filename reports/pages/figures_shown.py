"""What the alignment page shows of figures: a few of all that are measured, so it is kept longer.

Of a hundred thousand KPIs one gets a value every other second; the page shows how the measures of
twenty goals stand, and what was counted on past days. All else on it is words.
"""

from collections.abc import Mapping

from django.utils import timezone

from accounts.models import User
from alignment.lib.changes import Stamp
from alignment.lib.kept_pages import kept
from kpis.access import kpis_to_view
from reports.board_live import MOST_GOALS, listed_goals
from reports.board_ready import listed_if_ready
from reports.scopes import scope_of
from stories.asking import rows


def stamp_of_board(user: User, asked: Mapping[str, str], words: Stamp) -> Stamp:
    """Return the stamp of all that a reader's alignment page shows, given that of all words.

    One query; where words were changed, five more.
    """
    scope = scope_of(asked)

    def outcomes() -> str:
        ready = listed_if_ready(user, scope, words)
        listed = listed_goals(user, scope, MOST_GOALS).values_list("pk", flat=True)
        goals = list(listed if ready is None else ready)
        found = kpis_to_view(user).filter(outcome_of__in=goals).order_by("pk")
        return ",".join(map(str, found.values_list("pk", flat=True)))

    ids = kept(("outcomes", user.pk, timezone.localdate(), scope), words, outcomes)
    ((seen,),) = rows(_SEEN, {"kpis": [int(pk) for pk in ids.split(",") if pk]})
    return words & Stamp(seen, is_settled=True)


# A state that is written again says when, so that no later one is taken for an earlier one.
_SEEN = """
SELECT concat_ws(' ',
    (SELECT taken_at FROM reports_snapshot WHERE scope = 'company' AND audience = 0
     ORDER BY day DESC LIMIT 1),
    (SELECT md5(string_agg(concat_ws(' ', kpi_id, computed_at, status, latest, progress), ','
                           ORDER BY kpi_id))
     FROM kpis_kpistate WHERE kpi_id = ANY (%(kpis)s::bigint[]))
)
"""
