"""Whether anything was changed since: every table that pages show notes each transaction that does.

Triggers note it, so that nobody has to remember to. Two kinds: `words` is what people say and what
follows from it (goals, work, definitions, links, stories, verdicts, people), `figures` is what is
measured. Tables join in a migration, by `noticing`; a test in tests/house says which do not, and
why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db import connection, migrations

Kind = Literal["words", "figures"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What two looks at the same data have in common, and no look at other data has.

    What is seen after a stamp was taken may be kept under it where it `is_settled`: no transaction
    that is still under way can then come to lie before it.
    """

    text: str
    is_settled: bool

    def __and__(self, other: "Stamp") -> "Stamp":
        """Return the stamp of both data together."""
        return Stamp(f"{self.text} {other.text}", self.is_settled and other.is_settled)


@dataclass(frozen=True, slots=True)
class Stamps:
    """The stamps of all that is there, by kind."""

    words: Stamp
    figures: Stamp

    @property
    def all(self) -> Stamp:
        """Return the stamp of everything."""
        return self.words & self.figures


NONE_YET = Stamp("", is_settled=False)


def stamps_now() -> Stamps:
    """Return the stamps of all that is there now. One query.

    Take them before looking: what is changed meanwhile is then kept under a stamp that nobody finds
    any more, never under the one that follows.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        found = {
            kind: Stamp(mark, by < oldest_open) for kind, mark, by, oldest_open in cursor.fetchall()
        }
    return Stamps(found.get("words", NONE_YET), found.get("figures", NONE_YET))


def forget_old_changes() -> int:
    """Forget all but the newest, and what another server noted before this one was restored."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET)
        return int(cursor.rowcount)


def noticing(
    kind: Kind, tables: Iterable[str], columns: Iterable[str] = ()
) -> list[migrations.RunSQL]:
    """Return the operations that let tables note their changes; of a row those of `columns`."""
    return [
        migrations.RunSQL(
            _ON.format(table=table, kind=kind, update=_update(table, kind, tuple(columns))),
            _OFF.format(table=table),
        )
        for table in tables
    ]


def _update(table: str, kind: Kind, columns: tuple[str, ...]) -> str:
    """A statement that changed no row is no change; what lists its columns cannot tell."""
    if columns:
        changed = f"UPDATE OF {', '.join(columns)} ON {table}"
        return f"{changed} FOR EACH STATEMENT EXECUTE FUNCTION notice_change('{kind}')"
    return (
        f"UPDATE ON {table} REFERENCING NEW TABLE AS changed "
        f"FOR EACH STATEMENT EXECUTE FUNCTION notice_changed_rows('{kind}')"
    )


# A later transaction has a higher number, but may be committed earlier: hence the oldest open one.
# Numbers that this server has not reached come from a server whose copy this one was made of; but
# for that of the transaction that asks, which is open, so that nothing it sees is kept.
_NEWEST = """
SELECT asked.kind, newest.mark::text, newest.number, pg_snapshot_xmin(seen)::text::bigint
FROM pg_current_snapshot() AS seen, (VALUES ('words'), ('figures')) AS asked (kind),
LATERAL (
    SELECT mark, number FROM noticed_change
    WHERE kind = asked.kind AND (
        number < pg_snapshot_xmax(seen)::text::bigint
        OR number = pg_current_xact_id_if_assigned()::text::bigint
    )
    ORDER BY number DESC LIMIT 1
) newest
"""
_FORGET = """
WITH newest AS (
    SELECT kind, max(number) AS number FROM noticed_change
    WHERE number < pg_snapshot_xmax(pg_current_snapshot())::text::bigint GROUP BY kind
)
DELETE FROM noticed_change old
WHERE (old.kind, old.number) NOT IN (SELECT kind, number FROM newest)
  AND (old.number < (SELECT min(number) FROM newest)
       OR old.number >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
"""
NOTE = """
CREATE TABLE noticed_change (
    kind text NOT NULL,
    number bigint NOT NULL,
    mark uuid NOT NULL DEFAULT gen_random_uuid(),
    PRIMARY KEY (kind, number)
);
CREATE FUNCTION notice_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO noticed_change (kind, number)
    VALUES (TG_ARGV[0], pg_current_xact_id()::text::bigint) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE FUNCTION notice_changed_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM changed) THEN
        INSERT INTO noticed_change (kind, number)
        VALUES (TG_ARGV[0], pg_current_xact_id()::text::bigint) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
"""
NOTE_NO_MORE = """
DROP FUNCTION notice_changed_rows();
DROP FUNCTION notice_change();
DROP TABLE noticed_change;
"""
_ON = """
CREATE TRIGGER notice_new AFTER INSERT ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION notice_change('{kind}');
CREATE TRIGGER notice_emptied AFTER TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION notice_change('{kind}');
CREATE TRIGGER notice_gone AFTER DELETE ON {table} REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION notice_changed_rows('{kind}');
CREATE TRIGGER notice_other AFTER {update};
"""
_OFF = """
DROP TRIGGER notice_new ON {table};
DROP TRIGGER notice_emptied ON {table};
DROP TRIGGER notice_gone ON {table};
DROP TRIGGER notice_other ON {table};
"""
