"""What makes filling a database by plain SQL quick, and safe from columns that come later.

What is filled in is right by construction, so nothing holds it against other tables row by row:
foreign keys and the triggers that note changes rest meanwhile. Uniqueness is checked: it comes with
the indexes, and those are built anew.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import DateTimeField, Field, UUIDField

OURS = ("accounts", "objectives", "kpis", "stories")


@contextmanager
def quickly(cursor: CursorWrapper) -> Iterator[None]:
    """Let statements of this transaction leave out what is as in any new thing, and check less."""
    cursor.execute(
        "SET LOCAL statement_timeout = 0; SET LOCAL session_replication_role = replica;"
        "SET LOCAL work_mem = '256MB'; SET LOCAL maintenance_work_mem = '1GB'"
    )
    usual = {
        (model._meta.db_table, field.column): value
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
        if (value := _usual(field)) is not None
    }
    for (table, column), value in usual.items():
        cursor.execute(f"ALTER TABLE {table} ALTER {column} SET DEFAULT {value}")
    yield
    for table, column in usual:
        cursor.execute(f"ALTER TABLE {table} ALTER {column} DROP DEFAULT")
    cursor.execute("SET LOCAL session_replication_role = origin")


@contextmanager
def indexed_afterwards(cursor: CursorWrapper, table: str) -> Iterator[None]:
    """Take the indexes and keys off a table, and build them once it is full."""
    cursor.execute(_KEYS, [table])
    keys = cursor.fetchall()
    cursor.execute(_INDEXES, [table])
    indexes = cursor.fetchall()
    for name, _ in keys:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for name, what in keys:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {what}")
    for _, create in indexes:
        cursor.execute(create)


def _usual(field: Field) -> str | None:
    """Return what a column holds of a new thing, as SQL; None where nothing needs to be said."""
    if field.null or field.primary_key or field.is_relation:
        return None
    if isinstance(field, UUIDField):
        return "gen_random_uuid()"
    if isinstance(field, DateTimeField):
        return "now()"
    value = field.get_db_prep_save(field.get_default(), connection)
    with connection.cursor() as cursor:
        return None if value is None else str(cursor.mogrify("%s", [value]), "utf-8")


_KEYS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %s::regclass AND contype IN ('p', 'u')
"""
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = %s::regclass
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
