"""The statements of a chunk: what is to be looked at, where it stands, and what of it to write."""

from kpis.recompute_sql import ANSWER, DERIVED, STANDINGS

EVERY, SOME = "every", "some"
RESTING = "('paused', 'retired')"
CHOICES = {
    EVERY: "kpi.id BETWEEN %(first)s AND %(last)s",
    SOME: "kpi.id IN (SELECT unnest(%(ids)s::bigint[]))",
}
TAKE_NOTES = """
DELETE FROM kpis_outdatedstate WHERE kpi_id BETWEEN %(first)s AND %(last)s RETURNING kpi_id"""


def standings(choice: str) -> str:
    """Return the question where the KPIs of a condition stand, as common table expressions."""
    return f"""units AS (
    SELECT * FROM unnest(%(units)s::text[], %(before)s::text[], %(after)s::text[],
                         %(after_one)s::text[]) AS unit(name, before, after, after_one)
),{STANDINGS},
answer AS ({ANSWER})""".replace("/*which*/", choice)


def differs(columns: tuple[str, ...]) -> str:
    """Tell whether a stored state `s` and an answer `a` differ in these columns."""
    stored, computed = (", ".join(f"{row}.{name}" for name in columns) for row in ("s", "a"))
    return f"({stored}) IS DISTINCT FROM ({computed})"


def _writing(choice: str) -> str:
    """Return the statement that computes, and writes what differs and nobody else is writing."""
    assigned = ", ".join(f"{name} = c.{name}" for name in DERIVED)
    seen_by_verdicts = f"{differs(('missing_periods',))} OR (s.rewritten > 0) <> (a.rewritten > 0)"
    seen_by_forecasts = (
        f"{differs(('first_on', 'latest_on', 'latest', 'missing_periods', 'rewritten'))}"
        f" OR (s.status IN {RESTING}) <> (a.status IN {RESTING})"
    )
    return f"""
WITH {standings(choice)},
changed AS MATERIALIZED (
    SELECT a.*, s.xmin AS seen, {seen_by_verdicts} AS for_verdicts,
           {seen_by_forecasts} AS for_forecasts
    FROM answer a JOIN kpis_kpistate s ON s.kpi_id = a.kpi_id
    WHERE {differs(DERIVED)}
),
free AS MATERIALIZED (
    SELECT s.kpi_id FROM kpis_kpistate s JOIN changed c ON c.kpi_id = s.kpi_id
    WHERE s.xmin = c.seen
    ORDER BY s.kpi_id
    FOR NO KEY UPDATE OF s SKIP LOCKED
),
written AS (
    UPDATE kpis_kpistate s SET {assigned}, computed_at = %(at)s
    FROM changed c JOIN free USING (kpi_id)
    WHERE s.kpi_id = c.kpi_id
    RETURNING s.kpi_id, c.for_verdicts, c.for_forecasts
),
once_more AS (
    INSERT INTO kpis_outdatedstate (kpi_id)
    SELECT kpi_id FROM changed WHERE kpi_id NOT IN (SELECT kpi_id FROM free)
)
SELECT count(*), COALESCE(array_agg(kpi_id) FILTER (WHERE for_verdicts), '{{}}'),
       COALESCE(array_agg(kpi_id) FILTER (WHERE for_forecasts), '{{}}')
FROM written"""


WRITING = {which: _writing(choice) for which, choice in CHOICES.items()}
UNITS = {
    which: f"SELECT DISTINCT unit FROM kpis_kpi kpi WHERE {choice} AND kind IN ('hold', 'count')"
    for which, choice in CHOICES.items()
}
FOR_THE_ENGINE = {
    which: f"""
SELECT kpi.id FROM kpis_kpi kpi LEFT JOIN kpis_kpistate state ON state.kpi_id = kpi.id
WHERE {choice} AND (kpi.pace = 'custom' OR state.kpi_id IS NULL) ORDER BY kpi.id"""
    for which, choice in CHOICES.items()
}
# What a new day alone changes: what was due is expected no more, and a sum counts from the day on
# which its period is over; a day or two later too, for nights that were missed.
FORECASTS_OF_THE_DAY = f"""
SELECT kpi.id FROM kpis_kpi kpi JOIN kpis_kpistate state ON state.kpi_id = kpi.id
WHERE {CHOICES[EVERY]} AND CASE
    WHEN kpi.due_on <= %(today)s THEN state.forecast_points > 0
    ELSE kpi.due_on IS NOT NULL AND kpi.cadence <> '' AND state.latest_on IS NOT NULL
         AND (kpi.kind = 'count' OR kpi.aggregate = 'sum')
         AND %(today)s - date_trunc(COALESCE(NULLIF(kpi.cadence, ''), 'day'),
                                    %(today)s::timestamp)::date <= 2
    END
    AND NOT EXISTS (SELECT 1 FROM kpis_outdatedforecast note WHERE note.kpi_id = kpi.id)"""
TAKE_FORECASTS = """
DELETE FROM kpis_outdatedforecast WHERE id IN (
    SELECT id FROM kpis_outdatedforecast ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED
) RETURNING kpi_id"""
