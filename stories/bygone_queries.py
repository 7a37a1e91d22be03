"""The statements that put an earlier day in front; `{schema}` is where the tables really are."""

from django.db.models import Model

from accounts.models import AuditEvent, User
from kpis.models import Connector, Kpi, KpiState, KpiStep, Measurement
from objectives.models import FocusArea, FocusLink, Objective
from stories.models import (
    Agreement,
    Exemption,
    FocusVerdict,
    Judgement,
    KpiLink,
    KpiVerdict,
    Mention,
    NotABlank,
    ObjectiveVerdict,
    Story,
    VerdictChange,
)

# Values have their own history; of what was given or laid down, it is said what came of it.
EVENTS = """
SELECT kind, object_id, verb, before,
       CASE WHEN verb IN ('exempt', 'set_steps') THEN after ELSE '{}' END
FROM accounts_auditevent
WHERE at >= %(until)s
  AND kind IN ('objective', 'focusarea', 'focuslink', 'kpi', 'kpistep', 'kpilink', 'exemption',
               'judgement', 'agreement', 'notablank', 'user')
  AND verb IN ('create', 'edit', 'delete', 'link', 'unlink', 'bring_in', 'exempt', 'set_steps',
               'mark_step', 'confide', 'not_a_blank', 'deactivate', 'reactivate')
ORDER BY id
"""
FARING = {
    "failures": "0",
    "failing_since": "NULL::timestamptz",
    "problem": "''",
    "told_at": "NULL::timestamptz",
}
RETOLD = """
SELECT story_id FROM stories_storyversion WHERE written_at >= %(until)s
UNION
SELECT story_id FROM stories_mention WHERE uid = ANY(string_to_array(%(gone)s, ',')::uuid[])
"""
LATER_VERSION = """
    SELECT 1 FROM {schema}.kpis_measurement later
    WHERE later.kpi_id = now.kpi_id AND later.observed_on = now.observed_on
      AND later.version > now.version AND later.recorded_at < %(until)s
"""


def bygone_table(schema: str, table: str) -> str:
    """Return what makes the table of rows as they were: those given, over those that are there."""
    return f"""
CREATE TEMP TABLE bygone_{table} (LIKE {schema}.{table}) ON COMMIT DROP;
INSERT INTO bygone_{table}
SELECT was.* FROM json_to_recordset(%(rows)s::json) AS given (id bigint, facts jsonb)
LEFT JOIN {schema}.{table} now ON now.id = given.id,
LATERAL jsonb_populate_record(now, given.facts || jsonb_build_object('id', given.id)) was
"""  # noqa: S608 - names of tables


def views(schema: str) -> str:
    """Return what puts every table but those of stories' mentions and verdicts in front."""
    goal_known = "(objective_id IS NULL OR objective_id <> ALL(%(hidden)s::bigint[]))"
    kpi_known = "(kpi_id IS NULL OR kpi_id <> ALL(%(hidden_kpis)s::bigint[]))"
    ended = {"ended_on": "CASE WHEN ended_on <= %(day)s THEN ended_on END"}
    active = (
        "CASE WHEN id = ANY(%(were_active)s::bigint[]) THEN true "
        "WHEN id = ANY(%(were_not_active)s::bigint[]) THEN false ELSE is_active END"
    )
    statements = [
        _mended(schema, Objective, "id <> ALL(%(hidden)s::bigint[])", {"confidential": "false"}),
        _mended(schema, FocusArea, "true"),
        _mended(schema, FocusLink, goal_known),
        _mended(schema, Kpi, "id <> ALL(%(hidden_kpis)s::bigint[])"),
        _mended(schema, KpiStep, "true"),
        _mended(schema, KpiLink, kpi_known),
        _mended(schema, Exemption, f"{goal_known} AND {kpi_known}", ended),
        _mended(schema, Judgement, "given_at < %(until)s"),
        _view(
            Agreement,
            f"{_select(schema, Agreement)} "
            "WHERE given_at < %(until)s AND id <> ALL(%(new_agreements)s::bigint[])",
        ),
        _view(
            NotABlank,
            f"{_select(schema, NotABlank)} "
            "WHERE said_at < %(until)s AND id <> ALL(%(new_blanks)s::bigint[])",
        ),
        _view(AuditEvent, f"{_select(schema, AuditEvent)} WHERE at < %(until)s"),
        _view(User, _select(schema, User, {"is_active": active})),
        # How a source fared is not kept for days gone by.
        _view(Connector, f"{_select(schema, Connector, FARING)} WHERE created_at < %(until)s"),
        _measurements(schema),
        _stories(schema),
    ]
    return ";\n".join(statements)


def mentions_view(schema: str) -> str:
    """Return what puts what stories named in front."""
    return _view(
        Mention,
        f"{_select(schema, Mention)} WHERE story_id <> ALL(%(retold)s::bigint[]) "
        f"UNION ALL {_select('pg_temp', Mention, prefix='bygone_')}",
    )


def verdict_tables(schema: str) -> str:
    """Return what puts empty tables of all that is derived in front."""
    keys = {KpiVerdict: "kpi_id", FocusVerdict: "focus_area_id", ObjectiveVerdict: "objective_id"}
    made = [
        f"CREATE TEMP TABLE {model._meta.db_table} (LIKE {schema}.{model._meta.db_table} "
        "INCLUDING DEFAULTS INCLUDING IDENTITY) ON COMMIT DROP"
        for model in (*keys, VerdictChange, KpiState)
    ]
    unique = [
        f"CREATE UNIQUE INDEX ON pg_temp.{model._meta.db_table} (audience, {key})"
        for model, key in keys.items()
    ]
    return ";\n".join([*made, *unique])


def _mended(
    schema: str, model: type[Model], known: str, instead: dict[str, str] | None = None
) -> str:
    """Return the view of a table whose changed rows stand in a table of their own."""
    name = model._meta.model_name
    return _view(
        model,
        f"{_select(schema, model, instead)} WHERE id <> ALL(%({name})s::bigint[]) AND {known} "
        f"UNION ALL {_select('pg_temp', model, instead, prefix='bygone_')} WHERE {known}",
    )


def _view(model: type[Model], body: str) -> str:
    return f"CREATE TEMP VIEW {model._meta.db_table} AS {body}"


def _select(
    schema: str, model: type[Model], instead: dict[str, str] | None = None, prefix: str = ""
) -> str:
    named = [str(column.column) for column in model._meta.concrete_fields]
    columns = ", ".join(
        f"{instead[name]} AS {name}" if instead and name in instead else f'"{name}"'
        for name in named
    )
    return f"SELECT {columns} FROM {schema}.{prefix}{model._meta.db_table} now"  # noqa: S608


def _measurements(schema: str) -> str:
    """Return the view of the values as they were known, each day's newest version current."""
    later = LATER_VERSION.format(schema=schema)
    current = {"is_current": f"(is_current OR NOT EXISTS ({later}))"}
    columns = [str(one.column) for one in Measurement._meta.concrete_fields if one.column]
    chosen = ", ".join(
        f"{current[name]} AS {name}" if name in current else f'"{name}"' for name in columns
    )
    table = Measurement._meta.db_table
    return _view(
        Measurement,
        f"SELECT {chosen} FROM {schema}.{table} now WHERE recorded_at < %(until)s",  # noqa: S608
    )


def _stories(schema: str) -> str:
    """Return the view of the stories as they were told."""
    instead = {
        "body": "version.body",
        "version": "version.number",
        "changed_at": "version.written_at",
    }
    chosen = ", ".join(
        f"{instead[str(one.column)]} AS {one.column}"
        if one.column in instead
        else f'now."{one.column}"'
        for one in Story._meta.concrete_fields
    )
    return _view(
        Story,
        f"SELECT {chosen} FROM {schema}.stories_story now JOIN LATERAL ("  # noqa: S608
        f"SELECT * FROM {schema}.stories_storyversion told "
        "WHERE told.story_id = now.id AND told.written_at < %(until)s "
        "ORDER BY told.number DESC LIMIT 1) version ON true "
        "WHERE now.objective_id <> ALL(%(hidden)s::bigint[])",
    )
