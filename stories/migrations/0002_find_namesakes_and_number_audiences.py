from django.db import migrations, models

# What `stories.lines.graph.same_name_key` does, as far as PostgreSQL can: two references that a person
# would call the same have the same key.
NAME_KEY = """
CREATE FUNCTION name_key(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN replace(
    lower(btrim(regexp_replace(normalize(words, NFC), '\\s+', ' ', 'g'))), 'ß', 'ss'
)
"""
INDEXES = [
    ("objectives_ref_key", "objectives_objective (name_key(ref))"),
    ("objectives_focus_ref_key", "objectives_focusarea (name_key(ref))"),
    ("kpis_ref_key", "kpis_kpi (name_key(ref))"),
    ("kpis_source_key", "kpis_kpi (name_key(source), name_key(unit)) WHERE source <> ''"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("objectives", "0001_objectives_and_focus_areas"),
        ("kpis", "0001_kpis_and_measurements"),
        ("stories", "0001_lines_stories_and_verdicts"),
    ]

    operations = [
        migrations.RunSQL(NAME_KEY, "DROP FUNCTION name_key(text)"),
        *(
            migrations.RunSQL(f"CREATE INDEX {name} ON {on}", f"DROP INDEX {name}")
            for name, on in INDEXES
        ),
        # A number is never given twice: what was counted for its people must not show to others.
        migrations.RunSQL(
            "CREATE SEQUENCE stories_audience_number AS integer",
            "DROP SEQUENCE stories_audience_number",
        ),
        migrations.AddField(
            model_name="audience",
            name="judged_on",
            field=models.DateField(null=True),
        ),
    ]
