"""Where every KPI stands, as one question to PostgreSQL: the progress engine's rules, set-based.

`STANDINGS` answers for the KPIs that `wanted` chooses with the columns of `DERIVED`, the same to
the last digit as `kpis.progress`; a test feeds both the same random KPIs. `OFFSET 0` keeps the
planner from computing a column anew each time it is named; a branch whose condition names no value
is not run where it is false.
"""

from kpis.holding import NO_VALUE
from kpis.pace import FRESH_DAYS
from kpis.progress import NOT_DONE, NOT_DUE
from kpis.recompute_terms import (
    GROUPS,
    POINTS,
    amount,
    case,
    day_in_words,
    first_day,
    percent,
    place,
    reached,
    rounded,
    share,
    within,
)
from kpis.standing import NO_BASELINE, NO_BOUNDS, NO_CHANGE, NO_TARGET, OF_NOTHING, SAME

DERIVED = (
    *("first_on", "latest_on", "latest", "progress", "expected", "status", "reason"),
    *("met_on", "stale_since", "missing_periods", "rewritten"),
)
WORDS = {
    "no_baseline": NO_BASELINE,
    "no_bounds": NO_BOUNDS,
    "no_change": NO_CHANGE,
    "no_target": NO_TARGET,
    "no_value": NO_VALUE,
    "not_done": NOT_DONE,
    "not_due": NOT_DUE,
    "of_nothing": OF_NOTHING,
    "same": SAME,
}
DEFINED = f"""
wanted AS (
    SELECT kpi.id AS kpi_id, kpi.kind, kpi.direction, kpi.cadence, kpi.pace, kpi.aggregate,
           kpi.status AS life, kpi.starts_on, kpi.due_on, kpi.on_course_by, kpi.behind_by,
           kpi.low, kpi.high, kpi.warn_low, kpi.warn_high, kpi.change, kpi.change_by,
           kpi.strict AND kpi.kind <> 'milestone' AS strict,
           COALESCE(kpi.starts_on, kpi.baseline_on) AS begins_on,
           COALESCE(NULLIF(kpi.cadence, ''), 'day') AS span,
           {case("kpi.cadence", {name: str(days) for name, days in FRESH_DAYS.items()})}
               AS fresh_days,
           kpi.kind = 'hold' OR (
               kpi.kind = 'count' AND (kpi.low IS NOT NULL OR kpi.high IS NOT NULL)
           ) AS held,
           CASE WHEN kpi.kind = 'count' THEN COALESCE(kpi.baseline, 0) ELSE kpi.baseline END
               AS baseline,
           CASE WHEN kpi.kind = 'milestone' THEN COALESCE(kpi.target, 1)
                WHEN kpi.kind <> 'change' THEN kpi.target
                WHEN kpi.change_by = 'points' THEN kpi.baseline + kpi.change
                WHEN kpi.baseline <> 0 THEN kpi.baseline + kpi.baseline * kpi.change * 0.01
           END AS target,
           10::numeric ^ kpi.decimals AS scale, 10::numeric ^ (-kpi.decimals) AS step,
           'FM{GROUPS}' || rpad('', sign(kpi.decimals)::integer + kpi.decimals, '.000000')
               AS number_form,
           unit.before, unit.after, unit.after_one
    FROM kpis_kpi kpi LEFT JOIN units unit ON unit.name = kpi.unit
    WHERE /*which*/ AND kpi.pace <> 'custom'
    OFFSET 0
),
defined AS (
    SELECT k.*,
           CASE WHEN kind = 'milestone' THEN 'latest'
                WHEN kind = 'count' THEN
                    CASE WHEN held OR aggregate = 'sum' THEN 'sum' ELSE 'running' END
                WHEN aggregate = 'last' AND (held OR cadence = '') THEN 'latest'
                ELSE aggregate END AS method,
           CASE WHEN kind = 'milestone' THEN true
                WHEN baseline IS NULL OR target IS NULL
                THEN CASE direction WHEN 'up' THEN true WHEN 'down' THEN false END
                WHEN baseline <> target THEN target > baseline END AS upward,
           CASE WHEN kind = 'change' AND change IS NULL THEN %(no_change)s
                WHEN kind = 'change' AND baseline IS NULL THEN %(no_baseline)s
                WHEN kind = 'change' AND target IS NULL THEN %(of_nothing)s
                WHEN target IS NULL THEN %(no_target)s
                WHEN baseline IS NULL THEN %(no_baseline)s
                ELSE %(same)s END AS obstacle,
           CASE WHEN low IS NOT NULL OR high IS NOT NULL THEN low
                WHEN direction <> 'down' THEN target END AS lowest,
           CASE WHEN low IS NOT NULL OR high IS NOT NULL THEN high
                WHEN direction <> 'up' THEN target END AS highest
    FROM wanted k
    WHERE NOT held OR before IS NOT NULL
    OFFSET 0
)"""

MEASURED = f"""
measured AS (
    SELECT k.*, newest.*, oldest.*, steps.*,
           CASE WHEN cadence = '' OR last_on IS NULL THEN 0
                ELSE {place("last_on")} - {place("first_on")} + 1 - periods END
               AS missing_periods,
           CASE WHEN method = 'sum' AND cadence <> ''
                     AND {first_day("last_on")} = {first_day("%(today)s::date")}
                THEN COALESCE((SELECT max(m.observed_on) FROM {POINTS}
                               AND m.observed_on < {first_day("last_on")}), last_on)
                ELSE last_on END AS up_to
    FROM defined k
    LEFT JOIN LATERAL (
        SELECT m.observed_on AS last_on, m.value AS last_value FROM {POINTS}
        ORDER BY m.observed_on DESC LIMIT 1
    ) newest ON true
    LEFT JOIN LATERAL (
        SELECT m.observed_on AS first_on FROM {POINTS} ORDER BY m.observed_on LIMIT 1
    ) oldest ON true
    LEFT JOIN LATERAL (
        SELECT count(DISTINCT {place("m.observed_on")}) AS periods FROM {POINTS}
        AND cadence <> ''
    ) reports ON true
    LEFT JOIN LATERAL (
        SELECT sum(step.weight) AS whole, max(step.done_on) FILTER (WHERE is_done) AS done_on,
               COALESCE(sum(step.weight) FILTER (WHERE is_done), 0) AS done,
               count(*) FILTER (WHERE is_done) AS steps_done
        FROM (SELECT weight, done_on, done_on <= %(today)s AS is_done FROM kpis_kpistep
              WHERE kpi_id = k.kpi_id AND k.kind = 'milestone') step
    ) steps ON true
    OFFSET 0
),
valued AS (
    SELECT k.*, value.*
    FROM measured k
    LEFT JOIN LATERAL (
        SELECT last_value AS total, 1::bigint AS number
        WHERE method IN ('latest', 'last') AND last_on IS NOT NULL AND whole IS NULL
        UNION ALL
        SELECT steps_done, 1 WHERE whole IS NOT NULL
        UNION ALL
        SELECT baseline + sum(m.value), 1 FROM {POINTS}
        AND method = 'running' AND m.observed_on >= COALESCE(starts_on, '-infinity')
        HAVING count(*) > 0
        UNION ALL
        SELECT CASE method WHEN 'min' THEN min(m.value) WHEN 'max' THEN max(m.value)
                           ELSE sum(m.value) END,
               CASE method WHEN 'mean' THEN count(*) ELSE 1 END
        FROM {POINTS}
        AND method IN ('sum', 'mean', 'min', 'max') AND m.observed_on <= up_to
        AND (cadence = '' OR m.observed_on >= {first_day("up_to")})
        HAVING count(*) > 0
    ) value ON true
    OFFSET 0
)"""

MET = f"""
tried AS (
    SELECT k.*, NOT held AND whole IS NULL AND {reached("total", "number")} AS reached
    FROM valued k
    OFFSET 0
),
reaching AS (
    SELECT k.*, CASE WHEN whole IS NULL THEN since.met_on WHEN done = whole THEN done_on END
                    AS met_on
    FROM tried k
    LEFT JOIN LATERAL (
        SELECT min(one.on) FILTER (WHERE one.on > COALESCE(one.short_on, '-infinity')) AS met_on
        FROM (
            SELECT series.on, max(series.on) FILTER (
                       WHERE NOT {reached("series.total", "series.number")}) OVER () AS short_on
            FROM (
                SELECT m.observed_on AS on, m.value AS total, 1::bigint AS number FROM {POINTS}
                AND reached AND method = 'latest'
                UNION ALL
                SELECT m.observed_on, baseline + sum(m.value) OVER (ORDER BY m.observed_on), 1
                FROM {POINTS}
                AND reached AND method = 'running'
                AND m.observed_on >= COALESCE(starts_on, '-infinity')
                UNION ALL
                SELECT max(m.observed_on),
                       CASE method WHEN 'min' THEN min(m.value) WHEN 'max' THEN max(m.value)
                            WHEN 'last' THEN (array_agg(m.value ORDER BY m.observed_on DESC))[1]
                            ELSE sum(m.value) END,
                       CASE method WHEN 'mean' THEN count(*) ELSE 1 END
                FROM {POINTS}
                AND reached AND method NOT IN ('latest', 'running') AND m.observed_on <= up_to
                GROUP BY CASE WHEN cadence <> '' THEN {first_day("m.observed_on")} END
            ) series
        ) one
    ) since ON true
    OFFSET 0
)"""

FIGURED = f"""
figured AS (
    SELECT k.*,
           CASE WHEN held THEN NULL
                WHEN whole IS NOT NULL THEN {share("done", "whole")}
                WHEN kind = 'milestone' THEN
                    CASE WHEN total IS NOT NULL THEN (met_on IS NOT NULL)::integer::numeric END
                WHEN baseline <> target
                THEN {share("(total - number * baseline)", "(number * (target - baseline))")}
           END AS progress,
           CASE WHEN held OR begins_on IS NULL OR due_on IS NULL OR begins_on >= due_on THEN NULL
                WHEN %(today)s <= begins_on THEN 0
                WHEN %(today)s >= due_on THEN 1
                WHEN pace = 'step' AND cadence <> '' THEN {
    share(
        f"({place('%(today)s::date')} - {place('begins_on')})::numeric",
        f"({place('due_on')} - {place('begins_on')} + 1)::numeric",
    )
}
                ELSE {share("(%(today)s - begins_on)::numeric", "(due_on - begins_on)::numeric")}
           END AS expected,
           CASE WHEN whole IS NULL AND %(today)s - last_on > fresh_days
                THEN last_on + fresh_days + 1 END AS stale_since,
           CASE WHEN whole IS NOT NULL THEN done < whole
                WHEN kind = 'milestone' THEN met_on IS NULL
                ELSE reached IS NOT NULL AND met_on IS NULL END AS short,
           {within("lowest", "highest")}
               AND NOT (strict AND COALESCE(total = lowest * number, false))
               AND NOT (strict AND COALESCE(total = highest * number, false)) AS within,
           {within("warn_low", "warn_high")} AS unwarned
    FROM reaching k
    OFFSET 0
),
judged AS (
    SELECT k.*,
           CASE WHEN life IN ('retired', 'paused') THEN life
                WHEN met_on IS NOT NULL AND NOT held THEN 'met'
                WHEN due_on < %(today)s AND short AND NOT held THEN 'missed'
                WHEN starts_on > %(today)s THEN 'not_started'
                WHEN held AND total IS NULL THEN 'not_measured'
                WHEN stale_since IS NOT NULL THEN 'stale'
                WHEN total IS NULL THEN 'not_measured'
                WHEN held THEN
                    CASE WHEN lowest IS NULL AND highest IS NULL THEN 'not_applicable'
                         WHEN NOT within THEN 'off_course'
                         WHEN NOT unwarned THEN 'behind'
                         ELSE 'on_course' END
                WHEN progress IS NULL THEN 'not_applicable'
                WHEN kind = 'milestone' AND whole IS NULL THEN 'on_course'
                WHEN expected IS NULL THEN 'not_applicable'
                WHEN expected - progress <= on_course_by THEN 'on_course'
                WHEN expected - progress <= behind_by THEN 'behind'
                ELSE 'off_course' END AS status,
           CASE WHEN held THEN {amount("lowest")} END AS low_words,
           CASE WHEN held THEN {amount("highest")} END AS high_words
    FROM figured k
    OFFSET 0
)"""

SAID = f"""
bounded AS (
    SELECT k.*,
           CASE WHEN low_words IS NOT NULL AND high_words IS NOT NULL THEN
                    CASE WHEN strict THEN 'strictly inside ' ELSE '' END
                    || CASE WHEN low_words <> high_words THEN low_words || ' to ' || high_words
                            ELSE 'exactly ' || low_words END
                WHEN low_words IS NOT NULL THEN
                    CASE WHEN strict THEN 'more than ' || low_words
                         ELSE low_words || ' or more' END
                WHEN strict THEN 'less than ' || high_words
                ELSE high_words || ' or less' END AS bounds,
           LEAST(abs(total - lowest * number), abs(total - highest * number)) AS away
    FROM judged k
    OFFSET 0
),
said AS (
    SELECT k.*,
           CASE WHEN life IN ('retired', 'paused') THEN 'It is ' || life || '.'
                WHEN status = 'met' THEN 'The target was reached on ' || {day_in_words("met_on")}
                    || CASE WHEN met_on > due_on THEN ', after it was due' ELSE '' END || '.'
                WHEN status = 'missed' THEN 'It was due on ' || {day_in_words("due_on")}
                    || ' and the target is not reached.'
                WHEN status = 'not_started'
                THEN 'It starts on ' || {day_in_words("starts_on")} || '.'
                WHEN status = 'stale' THEN 'A new value every ' || cadence || ' was due; since '
                    || {day_in_words("stale_since")} || ' it is late.'
                WHEN status = 'not_measured' THEN
                    CASE WHEN kind = 'milestone' THEN %(not_done)s ELSE %(no_value)s END
                WHEN held AND status = 'not_applicable' THEN %(no_bounds)s
                WHEN held THEN {amount("total", "number")} || ' is '
                    || CASE WHEN within THEN 'within'
                            WHEN away = 0 THEN 'not strictly within'
                            ELSE {amount("away", "number")} || ' outside' END
                    || ' its bounds (' || bounds || ')'
                    || CASE status WHEN 'behind' THEN ', but close to the edge.' ELSE '.' END
                WHEN progress IS NULL THEN obstacle
                WHEN kind = 'milestone' AND whole IS NULL THEN %(not_due)s
                WHEN expected IS NULL THEN {percent("progress")} || ' done; without a start and a '
                    'later due date nobody can say how far it should be.'
                ELSE {percent("progress")} || ' done, ' || {percent("expected")}
                    || ' expected by now.' END AS reason
    FROM bounded k
    OFFSET 0
)"""

ANSWER = f"""
SELECT kpi_id, first_on, COALESCE(last_on, done_on) AS latest_on,
       CASE WHEN abs(kept) < 1000000000000000 THEN kept END AS latest,
       progress, expected, status, left(reason, 300) AS reason,
       CASE WHEN NOT held THEN met_on END AS met_on, stale_since, missing_periods,
       (SELECT count(*) FROM kpis_measurement m
        WHERE m.kpi_id = k.kpi_id AND m.version > 1) AS rewritten
FROM (SELECT said.*, {rounded("total", "number", "1000000", "0.000001")} AS kept
      FROM said) k
OFFSET 0"""

STANDINGS = f"{DEFINED},{MEASURED},{MET},{FIGURED},{SAID}"
