"""Times values by API and one statement over the same JSON, in turns; see `bench.api_values`."""

import json
import statistics
import sys
from datetime import UTC, date, datetime, timedelta
from operator import truediv
from time import perf_counter

from django.core.management import call_command
from django.db import connection
from django.test import Client

from accounts.models import User
from accounts.tokens import TokenFacts, make_token
from bench.copying_values import _emptied, _make_kpis

FIRST = date(2020, 1, 1)
STATEMENT = """
INSERT INTO kpis_measurement (kpi_id, observed_on, version, value, is_current, note, reason, source,
    recorded_at, recorded_by_id)
SELECT kpi.id, given.date, 1, given.value, true, '', '', 'api', now(), %s
FROM json_to_recordset(%s::json -> 'values') AS given (kpi text, date date, value numeric)
JOIN kpis_kpi kpi ON kpi.ref = given.kpi
ORDER BY 1, 2 ON CONFLICT DO NOTHING
"""


def measure() -> None:
    values, kpis, rounds = map(int, sys.argv[1:])
    call_command("migrate", verbosity=0)
    person = User.objects.create_superuser("bench@example.com")
    _, secret = make_token(facts=TokenFacts("Bench", "values", 1), by=person, at=datetime.now(UTC))
    rows = [
        {"kpi": ref, "date": str(FIRST + timedelta(days=day)), "value": f"{10 + day % 90 / 10:.1f}"}
        for ref, _ in _make_kpis(kpis)
        for day in range(values // kpis)
    ]
    sent = json.dumps({"values": rows})
    bare, asked = [], []
    for _ in range(rounds + 1):
        bare.append(_bare(person.pk, sent))
        asked.append(_asked(secret, sent))
    ratio = statistics.median(map(truediv, asked[1:], bare[1:]))  # the first fills the caches
    once = statistics.median(bare[1:])
    print(
        f"{len(rows):,} values of {kpis:,} KPIs: statement {once:.2f} s, API at {ratio:.2f} of it"
    )


def _bare(person: int, sent: str) -> float:
    _emptied()
    start = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, [person, sent])
    return perf_counter() - start


def _asked(secret: str, sent: str) -> float:
    _emptied()
    start = perf_counter()
    answer = Client().post(
        "/api/v1/values/",
        sent,
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}", "Host": "localhost"},
    )
    taken = perf_counter() - start
    assert answer.json()["refused"] == 0, answer.json()
    return taken
