"""Fills a database with a large company by set-based SQL; nothing of this is measured.

Trees of a hundred objectives each; work that serves one to three of them; KPIs under one or two
focus areas, one in twenty under none; monthly values, of a year or of many; half of the goals told,
most of the told ones agreed, so that their lines are sealed and confirmed by both sides. Everybody
measures twenty KPIs.
"""

import sys
from datetime import UTC, date, datetime, timedelta

from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from accounts.models import User
from bench.filling import indexed_afterwards, quickly
from kpis.recompute import recompute_all as states_of_all
from reports.snapshots import take_snapshot
from stories.graph_loading import load_graph
from stories.verdicts import recompute_all

TREE = 100


def main() -> None:
    call_command("migrate", verbosity=0)
    objectives, focus_areas, kpis, confidential, *values = map(int, sys.argv[1:])
    now = datetime.now(UTC)
    fill(objectives, focus_areas, kpis, confidential, *values, today=now.date())
    if values:
        states_of_all(today=now.date(), at=now)
        before = now - timedelta(days=1)
        take_snapshot(day=before.date(), at=before)
        recompute_all(today=now.date(), at=now)
        connection.cursor().execute("VACUUM ANALYZE")


def fill(
    objectives: int,
    focus_areas: int,
    kpis: int,
    confidential: int,
    values: int = 12,
    *,
    today: date,
) -> None:
    """Make the company; takes about a minute at full size, some more with very many values."""
    people = max(20, kpis // 20)
    given = {
        "objectives": objectives,
        "focus_areas": focus_areas,
        "kpis": kpis,
        "values": values,
        "people": people,
        "leaders": max(people // 5, 5),
        "tree": TREE,
        "hide_every": objectives // confidential if confidential else 0,
        "today": today,
    }
    with transaction.atomic(), connection.cursor() as cursor, quickly(cursor):
        for statement in STATEMENTS:
            cursor.execute(statement, given)
        with indexed_afterwards(cursor, "kpis_measurement"):
            cursor.execute(VALUES, given)
        _seal(cursor, today)
    connection.cursor().execute("VACUUM ANALYZE")


def _seal(cursor: CursorWrapper, today: date) -> None:
    """Put the true fingerprints in the place of the empty ones."""
    graph = load_graph(None, frozenset(), today)
    fps = {"focus": {}, "kpi": {}}
    goals = {one.id: one.fp for one in graph.goals}
    work = {one.id: one.fp for one in graph.work}
    measures = {one.id: one.fp for one in graph.measures}
    for link in graph.focus_links:
        fps["focus"][link.id] = (link.fp, work[link.work_id], goals[link.goal_id])
    for link in graph.kpi_links:
        fps["kpi"][link.id] = (link.fp, measures[link.measure_id], work[link.work_id])
    for kind, sealed in fps.items():
        found = [(number, *three) for number, three in sealed.items() if three[0]]
        columns = [list(column) for column in zip(*found, strict=True)]
        cursor.execute(
            f"""
            UPDATE stories_judgement said
            SET fp_link = new.link, fp_lower = new.lower, fp_upper = new.upper
            FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])
                AS new (id, link, lower, upper)
            WHERE said.{kind}_link_id = new.id
            """,
            columns,
        )
    stories = [(one.goal_id, one.fp) for one in graph.stories if one.fp]
    cursor.execute(
        """
        UPDATE stories_agreement said SET fingerprint = new.fp
        FROM unnest(%s::bigint[], %s::text[]) AS new (goal, fp), stories_story story
        WHERE story.objective_id = new.goal AND said.story_id = story.id
        """,
        [list(column) for column in zip(*stories, strict=True)],
    )


def an_admin() -> User:
    return User.objects.filter(role="admin").earliest("pk")


STATEMENTS = (
    """
    INSERT INTO accounts_user (id, password, email, name, role)
    SELECT n, '!', 'person.' || n || '@example.com', 'Person ' || n,
           CASE WHEN n <= 2 THEN 'admin' WHEN n <= %(leaders)s THEN 'leader'
                WHEN n %% 3 = 0 THEN 'tech_lead' ELSE 'viewer' END
    FROM generate_series(1, %(people)s) n
    """,
    "INSERT INTO accounts_team (id, name) SELECT n, 'Team ' || n FROM generate_series(1, 50) n",
    """
    INSERT INTO objectives_objective (
        id, ref, title, statement, value_driver, business_owner_id, technology_owner_id,
        parent_id, status, starts_on, ends_on, confidential, rank)
    SELECT n, 'OBJ-' || n, 'Serve customers of kind ' || n || ' better',
           'More of them stay, because what they need works.', 'customer',
           3 + n %% (%(leaders)s - 2), 3 + (n * 7) %% (%(leaders)s - 2),
           CASE WHEN (n - 1) %% %(tree)s = 0 THEN NULL
                WHEN (n - 1) %% %(tree)s < 10 THEN n - (n - 1) %% %(tree)s
                ELSE n - (n - 1) %% %(tree)s + (n - 1) %% 10 END,
           CASE WHEN n %% 50 = 0 THEN 'achieved' WHEN n %% 33 = 0 THEN 'draft' ELSE 'active' END,
           %(today)s - 200, CASE WHEN n %% 40 = 0 THEN %(today)s - 60 ELSE %(today)s + 200 END,
           COALESCE(n %% NULLIF(%(hide_every)s, 0) = 17, false), n %% 10
    FROM generate_series(1, %(objectives)s) n
    """,
    """
    INSERT INTO objectives_focusarea (id, ref, title, description, rationale, status)
    SELECT n, 'FOC-' || n, 'Faster service number ' || n,
           'What people wait for.', CASE WHEN n %% 12 = 0 THEN '' ELSE 'They leave when slow.' END,
           CASE WHEN n %% 40 = 0 THEN 'retired' ELSE 'active' END
    FROM generate_series(1, %(focus_areas)s) n
    """,
    """
    INSERT INTO objectives_focuslink (focus_area_id, objective_id, because)
    SELECT DISTINCT f, o, 'It moves goal ' || o
    FROM generate_series(1, %(focus_areas)s) f,
         LATERAL (SELECT 1 + (f / 3 + step * 11) %% %(objectives)s AS o
                  FROM generate_series(0, CASE WHEN f %% 4 = 0 THEN 2 ELSE 0 END) step) goal
    WHERE f %% 30 <> 0
    """,
    """
    INSERT INTO kpis_kpi (
        id, ref, title, title_key, definition, unit, direction, baseline, baseline_on, target,
        cadence, due_on, owner_id, team_id, perspective, status, live_since, outcome_of_id)
    SELECT n, 'KPI-' || n, 'Waiting time of service ' || n, 'waiting time of service ' || n,
           'From click to answer, mean of the month.', 's', 'down', 10 + n %% 7,
           %(today)s - 300, 5, 'month', %(today)s + (n %% 300)::integer,
           3 + n %% (%(people)s - 2), 1 + n %% 50,
           CASE WHEN n %% 40 = 0 THEN 'joint' ELSE 'technical' END,
           CASE WHEN n %% 25 = 0 THEN 'draft' ELSE 'live' END, %(today)s - 300,
           CASE WHEN n %% 40 = 0 THEN 1 + (n / 40) %% %(objectives)s END
    FROM generate_series(1, %(kpis)s) n
    """,
    """
    INSERT INTO stories_kpilink (kpi_id, focus_area_id, because)
    SELECT DISTINCT k, f, 'It shows work ' || f
    FROM generate_series(1, %(kpis)s) k,
         LATERAL (SELECT 1 + (k * %(focus_areas)s::bigint / %(kpis)s + step * 5)
                             %% %(focus_areas)s AS f
                  FROM generate_series(0, CASE WHEN k %% 5 = 0 THEN 1 ELSE 0 END) step) work
    WHERE k %% 20 <> 0
    """,
    "INSERT INTO kpis_kpistate (kpi_id) SELECT id FROM kpis_kpi",
    """
    INSERT INTO stories_story (id, objective_id, body)
    SELECT o.id, o.id, 'People stay because this works, and we see it in ' || COALESCE((
               SELECT string_agg('@[focus:' || f.uid || ']', ' ') FROM objectives_focuslink l
               JOIN objectives_focusarea f ON f.id = l.focus_area_id WHERE l.objective_id = o.id
           ), 'nothing') || ' month by month.'
    FROM objectives_objective o WHERE o.id %% 2 = 0
    """,
    """
    INSERT INTO stories_mention (story_id, uid, focus_area_id)
    SELECT s.id, f.uid, f.id FROM stories_story s
    JOIN objectives_focuslink l ON l.objective_id = s.objective_id
    JOIN objectives_focusarea f ON f.id = l.focus_area_id
    """,
    """
    INSERT INTO stories_mention (story_id, uid, kpi_id)
    SELECT DISTINCT s.id, k.uid, k.id FROM stories_story s
    JOIN objectives_focuslink l ON l.objective_id = s.objective_id
    JOIN stories_kpilink kl ON kl.focus_area_id = l.focus_area_id
    JOIN kpis_kpi k ON k.id = kl.kpi_id WHERE k.id %% 9 <> 0
    """,
    """
    INSERT INTO stories_agreement (story_id, side, story_version, given_at, given_by_id)
    SELECT s.id, side, 1, now() - interval '9 days',
           CASE side WHEN 'business' THEN o.business_owner_id ELSE o.technology_owner_id END
    FROM stories_story s JOIN objectives_objective o ON o.id = s.objective_id,
         unnest(ARRAY['business', 'technology']) side WHERE s.id %% 8 <> 0
    """,
    """
    INSERT INTO stories_judgement (focus_link_id, word, side, given_at, given_by_id)
    SELECT l.id, 'valid', a.side, a.given_at, a.given_by_id
    FROM stories_agreement a JOIN stories_story s ON s.id = a.story_id
    JOIN objectives_focuslink l ON l.objective_id = s.objective_id
    """,
    """
    INSERT INTO stories_judgement (kpi_link_id, word, side, given_at, given_by_id)
    SELECT DISTINCT ON (kl.id, a.side) kl.id, 'valid', a.side, a.given_at, a.given_by_id
    FROM stories_agreement a JOIN stories_story s ON s.id = a.story_id
    JOIN objectives_focuslink l ON l.objective_id = s.objective_id
    JOIN stories_kpilink kl ON kl.focus_area_id = l.focus_area_id
    JOIN stories_mention m ON m.story_id = s.id AND m.kpi_id = kl.kpi_id
    """,
    *(
        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        for table in (
            *("accounts_user", "accounts_team", "objectives_objective", "objectives_focusarea"),
            *("kpis_kpi", "stories_story"),
        )
    ),
)
VALUES = """
INSERT INTO kpis_measurement (kpi_id, observed_on, value, source)
SELECT k, %(today)s - (m * 30 + k %% 20)::integer, 5 + (k + m) %% 9, 'file'
FROM generate_series(1, %(kpis)s) k, generate_series(%(values)s - 1, 0, -1) m
WHERE k %% 15 <> 0
"""
