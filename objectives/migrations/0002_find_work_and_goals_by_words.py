from django.db import migrations

# The words of a goal and of work, stemmed, the title's first. PostgreSQL keeps the column itself;
# only `stories.suggesting` asks for it, so the models need not know of it.
WORDS = {
    "objectives_objective": ("title", "statement", "why"),
    "objectives_focusarea": ("title", "description", "rationale"),
}


def _kept(*columns: str) -> str:
    words = " || ".join(
        f"setweight(to_tsvector('english', {column}), '{weight}')"
        for column, weight in zip(columns, "ABC", strict=True)
    )
    return f"GENERATED ALWAYS AS ({words}) STORED"


class Migration(migrations.Migration):
    dependencies = [
        ("objectives", "0001_objectives_and_focus_areas"),
    ]

    operations = [
        migrations.RunSQL(
            [
                f"ALTER TABLE {table} ADD COLUMN words tsvector {_kept(*columns)}",
                f"CREATE INDEX {table}_words ON {table} USING gin (words)",
            ],
            [f"ALTER TABLE {table} DROP COLUMN words"],
        )
        for table, columns in WORDS.items()
    ]
