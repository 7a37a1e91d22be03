"""An empty, migrated database that every other one of a test run is copied from.

Migrating takes seconds and copying a tenth of one; the copy is kept between runs until a migration
changes.
"""

import hashlib
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection

PREFIX = "throughline_migrated_"


def migrated() -> str:
    """Return the name of the database to copy; who comes first makes it, others wait."""
    name = PREFIX + _migrations()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")  # migrating takes a while
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        there = {found for (found,) in cursor.fetchall()}
        if name not in there:
            for old in there:
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
            _make(cursor, name)
    return name


def _make(cursor: object, name: str) -> None:
    unfinished = f"{name}_unfinished"
    before = connection.settings_dict["NAME"]
    cursor.execute(f'DROP DATABASE IF EXISTS "{unfinished}" WITH (FORCE)')
    cursor.execute(f'CREATE DATABASE "{unfinished}"')
    connection.close()
    connection.settings_dict["NAME"] = unfinished
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
    cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')


def _migrations() -> str:
    """Return what is different as soon as a migration is."""
    digest = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda found: found.label):
        for path in sorted(Path(config.path).glob("migrations/*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
