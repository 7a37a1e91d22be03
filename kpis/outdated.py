"""Notes which states have to be computed anew; the job that runs each minute does it."""

from collections.abc import Iterable

from django.db import connection

from kpis.models import OutdatedState


def mark_outdated(kpi_ids: Iterable[int]) -> None:
    """Ask for new states of these KPIs, in the transaction that changes their values. One query."""
    numbers = sorted(set(kpi_ids))
    if not numbers:
        return
    table = connection.ops.quote_name(OutdatedState._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (kpi_id) SELECT unnest(%s::bigint[])",
            [numbers],
        )
