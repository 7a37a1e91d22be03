"""Keeps what was so of every thing on a day: a row is written only where something changed.

Three statements, whatever the number of things: rows of the same day that no longer hold go, older
ones that no longer hold end, new ones begin.
"""

from datetime import date

from stories.asking import rows, write


def keep_day(day: date) -> int:
    """Keep what is so now as the content of a day; return how many rows began.

    The day must not lie before the last one that was kept.
    """
    rows(_LONG, {})
    given = {"day": day}
    write(_GONE, given)
    write(_ENDED, given)
    begun = write(_BEGUN, given)
    rows(_USUAL, {})
    return begun


# The night's own work may take long; and where nobody counted the rows lately, PostgreSQL would
# look at every thing for every kept row instead of hashing them once.
_LONG = """
SELECT set_config('statement_timeout', '0', true), set_config('enable_nestloop', 'off', true),
       set_config('jit', 'off', true)
"""
_USUAL = "SELECT set_config('enable_nestloop', 'on', true)"
COLUMNS = (
    "audience, kind, item_id, uid, verdict, doubt, headline, severity, cause_kind, cause_id, "
    "goals, team_id, owner_id, facts"
)
# Figures as text: JSON has no exact numbers.
_COST = """
CASE WHEN kpi.yearly_cost IS NULL THEN '{}'::jsonb ELSE jsonb_build_object(
    'yearly_cost', kpi.yearly_cost::text, 'currency', kpi.currency) END
"""
_CASE = """
jsonb_strip_nulls(jsonb_build_object(
    'problem', NULLIF(goal.problem, ''), 'proposal', NULLIF(goal.proposal, ''),
    'sourcing', NULLIF(goal.sourcing, ''), 'risk', NULLIF(goal.risk, ''),
    'benefit_from', goal.benefit_from, 'benefit_by', goal.benefit_by,
    'cost', goal.cost::text, 'cost_from', goal.cost_from, 'cost_by', goal.cost_by))
"""
_FIGURES = """
CASE WHEN kpi.outcome_of_id IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('figures',
    jsonb_strip_nulls(jsonb_build_object(
        'kind', kpi.kind, 'unit', kpi.unit, 'decimals', kpi.decimals, 'strict', kpi.strict,
        'baseline', kpi.baseline::text, 'target', kpi.target::text, 'low', kpi.low::text,
        'high', kpi.high::text, 'change', kpi.change::text, 'change_by', kpi.change_by,
        'target_words', kpi.target_words, 'due_on', kpi.due_on,
        'starts_on', kpi.starts_on, 'baseline_on', kpi.baseline_on
    )), 'standing', jsonb_strip_nulls(jsonb_build_object(
        'status', state.status, 'latest', state.latest::text,
        'progress', round(state.progress, 2)::text, 'expected', round(state.expected, 2)::text
    ))) END
"""
_NOW = f"""
SELECT row.audience, 'kpi' AS kind, row.kpi_id AS item_id, kpi.uid, row.verdict, row.doubt,
       row.headline, row.severity, row.cause_kind, row.cause_id, row.goals, kpi.team_id,
       kpi.owner_id,
       jsonb_build_object('title', kpi.title, 'status', kpi.status, 'line', row.line,
           'lines', row.lines, 'sound_lines', row.sound_lines, 'faults', row.faults,
           'outcome_of', kpi.outcome_of_id) || {_FIGURES} || {_COST} AS facts
FROM stories_kpiverdict row JOIN kpis_kpi kpi ON kpi.id = row.kpi_id
LEFT JOIN kpis_kpistate state ON state.kpi_id = row.kpi_id
UNION ALL
SELECT row.audience, 'objective', row.objective_id, goal.uid, row.verdict, row.doubt, row.headline,
       row.severity, row.cause_kind, row.cause_id, ARRAY[row.objective_id], NULL,
       goal.business_owner_id,
       jsonb_build_object('title', goal.title, 'status', goal.status, 'rank', goal.rank,
           'driver', goal.value_driver, 'parent', goal.parent_id,
           'technology_owner', goal.technology_owner_id, 'confidential', goal.confidential,
           'benefit', goal.benefit::text, 'currency', goal.currency, 'case', {_CASE},
           'expects', goal.expects_technology,
           'statement', goal.statement, 'starts_on', goal.starts_on, 'ends_on', goal.ends_on,
           'story', row.story_state, 'lines', row.lines, 'sound_lines', row.sound_lines,
           'kpis', row.kpis, 'focus_areas', row.focus_areas, 'faults', row.faults)
FROM stories_objectiveverdict row JOIN objectives_objective goal ON goal.id = row.objective_id
UNION ALL
SELECT row.audience, 'focus', row.focus_area_id, area.uid, row.verdict, row.doubt, row.headline,
       row.severity, row.cause_kind, row.cause_id, row.goals, NULL, area.owner_id,
       jsonb_build_object('title', area.title, 'status', area.status, 'kpis', row.kpis,
           'faults', row.faults)
FROM stories_focusverdict row JOIN objectives_focusarea area ON area.id = row.focus_area_id
UNION ALL
SELECT 0, 'team', id, NULL, '', '', '', 0, '', NULL, '{{}}', NULL, NULL,
       jsonb_build_object('title', name)
FROM accounts_team
UNION ALL
SELECT 0, 'person', id, NULL, '', '', '', 0, '', NULL, '{{}}', NULL, NULL,
       jsonb_build_object('title', name, 'job', job_title)
FROM accounts_user
"""  # noqa: S608  # constant texts
KEYS = ("kind", "item_id", "audience")
# The keys by plain equality, which alone can be joined by hashing.
_SAME = " AND ".join(
    f"now.{name} {'=' if name in KEYS else 'IS NOT DISTINCT FROM'} kept.{name}"
    for name in COLUMNS.split(", ")
)
_NO_LONGER = f"""
kept.until IS NULL AND NOT EXISTS (
    SELECT 1 FROM ({_NOW}) now WHERE {_SAME}
)
"""  # noqa: S608
_GONE = f"DELETE FROM reports_kept kept WHERE kept.first_day = %(day)s AND {_NO_LONGER}"  # noqa: S608
_ENDED = f"UPDATE reports_kept kept SET until = %(day)s WHERE {_NO_LONGER}"  # noqa: S608
_BEGUN = f"""
INSERT INTO reports_kept ({COLUMNS}, first_day)
SELECT now.*, %(day)s FROM ({_NOW}) now
WHERE NOT EXISTS (
    SELECT 1 FROM reports_kept kept
    WHERE kept.kind = now.kind AND kept.item_id = now.item_id AND kept.audience = now.audience
      AND kept.until IS NULL
)
"""  # noqa: S608
