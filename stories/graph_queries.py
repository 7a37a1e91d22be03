"""The queries of the graph's loader; columns are the fields of the nodes in their order, but `fp`.

Of goals, work and KPIs what else their seals hold comes behind. Each query takes the rows of the
ids given or, once `of_everything`, all. Ids come as rows to join: of `= ANY` the planner looks at
each element to guess how much it will find, and with `IN` it guesses far too little.
"""

import re

_GIVEN = re.compile(r"JOIN unnest\(\S+\) AS given ON given = \S+|%\(all\)s")


def of_everything(sql: str) -> str:
    """Return one of these queries as it asks for all rows."""
    return _GIVEN.sub(lambda found: "true" if found[0].startswith("%") else "", sql)


def of_given(sql: str) -> str:
    """Return one of these queries as it asks for the rows of the ids given."""
    return sql.replace("%(all)s OR ", "")


GOALS = """
SELECT goal.id, goal.ref, goal.status, goal.starts_on AS start, goal.ends_on AS "end",
       goal.parent_id, '' AS missing_parent, goal.expects_technology,
       goal.business_owner_id, COALESCE(business.is_active, true) AS business_owner_active,
       goal.technology_owner_id, COALESCE(technology.is_active, true) AS technology_owner_active,
       goal.rank, goal.uid::text, goal.title, goal.statement
FROM objectives_objective goal
JOIN unnest(%(objectives)s::bigint[]) AS given ON given = goal.id
LEFT JOIN accounts_user business ON business.id = goal.business_owner_id
LEFT JOIN accounts_user technology ON technology.id = goal.technology_owner_id
"""
WORK = """
SELECT id, ref, status, rationale, uid::text, title, description FROM objectives_focusarea
JOIN unnest(%(focus_areas)s::bigint[]) AS given ON given = id
"""
# The newest value decides; only where it lies in the future is there a second look.
MEASURES = """
SELECT kpi.id, kpi.ref, kpi.status, kpi.title, kpi.title_key, kpi.kind, kpi.unit, kpi.direction,
       kpi.baseline, kpi.baseline_on, kpi.target, kpi.low, kpi.high,
       CASE WHEN kpi.kind = 'change' THEN kpi.change END AS change,
       kpi.target_words, '' AS baseline_words, '' AS due_words, kpi.due_on AS due,
       kpi.owner_id, COALESCE(person.is_active, true) AS owner_active,
       kpi.cadence, kpi.source, kpi.source_ended_on AS source_discontinued_on,
       kpi.outcome_of_id AS outcome_of, '' AS missing_outcome, kpi.result AS recorded,
       CASE WHEN kpi.goalposts_moved_on <= %(today)s THEN kpi.goalposts_moved_on END
           AS goalposts_moved_on,
       kpi.live_since,
       CASE WHEN newest.on <= %(today)s THEN newest.on ELSE before.on END AS last_on,
       COALESCE(state.missing_periods, 0) AS holes,
       (newest.on > %(today)s AND (
           SELECT true FROM kpis_measurement ahead
           WHERE ahead.kpi_id = kpi.id AND ahead.is_current AND ahead.value IS NOT NULL
             AND ahead.observed_on > %(today)s AND ahead.recorded_at < %(until)s
           LIMIT 1
       )) IS TRUE AS has_future,
       COALESCE(state.rewritten, 0) > 0 AS rewritten, false AS reports_light,
       kpi.uid::text, kpi.definition, kpi.formula, kpi.strict, kpi.change AS said_change,
       kpi.change_by
FROM kpis_kpi kpi
JOIN unnest(%(kpis)s::bigint[]) AS given ON given = kpi.id
LEFT JOIN accounts_user person ON person.id = kpi.owner_id
LEFT JOIN kpis_kpistate state ON state.kpi_id = kpi.id
LEFT JOIN LATERAL (
    SELECT value.observed_on AS on FROM kpis_measurement value
    WHERE value.kpi_id = kpi.id AND value.is_current AND value.value IS NOT NULL
    ORDER BY value.observed_on DESC LIMIT 1
) newest ON true
LEFT JOIN LATERAL (
    SELECT value.observed_on AS on FROM kpis_measurement value
    WHERE newest.on > %(today)s AND value.kpi_id = kpi.id AND value.is_current
      AND value.value IS NOT NULL AND value.observed_on <= %(today)s
    ORDER BY value.observed_on DESC LIMIT 1
) before ON true
"""
# A link whose other end is not looked at is left out; one whose other end is gone is kept.
FOCUS_LINKS = """
SELECT id, focus_area_id, objective_id, because, missing_ref FROM objectives_focuslink
JOIN unnest(%(focus_areas)s::bigint[]) AS given ON given = focus_area_id
WHERE %(all)s OR objective_id IS NULL
   OR objective_id IN (SELECT unnest(%(objectives)s::bigint[]))
"""
KPI_LINKS = """
SELECT id, kpi_id, focus_area_id, because, missing_ref FROM stories_kpilink
JOIN unnest(%(kpis)s::bigint[]) AS given ON given = kpi_id
WHERE %(all)s OR focus_area_id IS NULL
   OR focus_area_id IN (SELECT unnest(%(focus_areas)s::bigint[]))
"""
JUDGEMENTS = """
SELECT said.id, 'focus' AS link_kind, said.focus_link_id AS link_id, said.fp_link, said.fp_lower,
       said.fp_upper, said.word, said.side, said.given_at AS at, said.given_by_id AS by_user_id,
       person.is_active AS by_active, said.origin <> 'imported' AS known
FROM stories_judgement said
JOIN accounts_user person ON person.id = said.given_by_id
JOIN objectives_focuslink link ON link.id = said.focus_link_id
JOIN unnest(%(focus_areas)s::bigint[]) AS given ON given = link.focus_area_id
WHERE said.given_at < %(until)s
UNION ALL
SELECT said.id, 'kpi', said.kpi_link_id, said.fp_link, said.fp_lower,
       said.fp_upper, said.word, said.side, said.given_at, said.given_by_id,
       person.is_active, said.origin <> 'imported'
FROM stories_judgement said
JOIN accounts_user person ON person.id = said.given_by_id
JOIN stories_kpilink link ON link.id = said.kpi_link_id
JOIN unnest(%(kpis)s::bigint[]) AS given ON given = link.kpi_id
WHERE said.given_at < %(until)s
"""
STORIES = """
SELECT id, objective_id, body FROM stories_story
JOIN unnest(%(objectives)s::bigint[]) AS given ON given = objective_id
"""
MENTIONS = """
SELECT said.story_id, said.uid::text, said.kpi_id, said.focus_area_id
FROM stories_mention said JOIN stories_story story ON story.id = said.story_id
JOIN unnest(%(objectives)s::bigint[]) AS given ON given = story.objective_id
"""
AGREEMENTS = """
SELECT said.story_id, said.id, said.side, said.fingerprint, said.given_at, said.given_by_id
FROM stories_agreement said JOIN stories_story story ON story.id = said.story_id
JOIN unnest(%(objectives)s::bigint[]) AS given ON given = story.objective_id
WHERE said.given_at < %(until)s
"""
OUTCOMES = """
SELECT outcome_of_id, title, unit, direction, baseline, target, target_words, due_on
FROM kpis_kpi JOIN unnest(%(objectives)s::bigint[]) AS given ON given = outcome_of_id
WHERE outcome_of_id IS NOT NULL
"""
# An exemption that was ended before its time is as if it had not been given.
EXEMPTIONS = """
SELECT CASE WHEN kpi_id IS NOT NULL THEN 'kpi' WHEN focus_area_id IS NOT NULL THEN 'focus'
            ELSE 'objective' END AS kind,
       COALESCE(kpi_id, focus_area_id, objective_id) AS item_id, code, expires_on
FROM stories_exemption
WHERE granted_on <= %(today)s AND (ended_on IS NULL OR ended_on > %(today)s)
  AND (%(all)s OR (
      kpi_id IN (SELECT unnest(%(kpis)s::bigint[]))
      OR focus_area_id IN (SELECT unnest(%(focus_areas)s::bigint[]))
      OR objective_id IN (SELECT unnest(%(objectives)s::bigint[]))
  ))
"""
NOT_BLANKS = "SELECT text FROM stories_notablank"
