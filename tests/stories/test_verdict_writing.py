from datetime import timedelta

import pytest

from kpis.models import Kpi
from stories.graph_loading import load_graph
from stories.lines.engine import evaluate
from stories.models import PUBLIC, KpiVerdict
from stories.verdict_rows import KPIS, kpi_rows
from stories.verdict_writing import Sight, Stored, renew
from tests import make

pytestmark = pytest.mark.django_db
OVERLAY = 7


def judged(today):
    graph = load_graph(None, frozenset(), today)
    return kpi_rows(graph, evaluate(graph, today), None)


def test_what_is_removed_while_it_is_judged_is_not_written(today):
    gone, kept = make.kpi(), make.kpi()
    sight = Sight({}, judged(today))
    Kpi.objects.filter(pk=gone.pk).delete()

    renew(KPIS, PUBLIC, sight, sight, today)

    assert list(KpiVerdict.objects.values_list("kpi", flat=True)) == [kept.pk]


def test_words_are_stored_as_they_stand_whatever_they_hold(today):
    words = '\\. \\N "a"\t\x01\nß,'
    make.kpi_link(make.kpi(), None, missing_ref=words)
    sight = Sight({}, judged(today))

    renew(KPIS, PUBLIC, sight, sight, today)

    assert words in [fault.get("missing") for fault in KpiVerdict.objects.get().faults]


@pytest.mark.parametrize(("same", "days"), [(True, 9), (False, 0)])
def test_a_row_of_an_audiences_own_goes_on_from_everybodys_while_both_say_the_same(
    today, same, days
):
    kpi = make.kpi()
    rows = judged(today)
    then = str(today - timedelta(days=9))
    before = rows[kpi.pk].verdict if same else "sound"
    everybody = Sight({kpi.pk: Stored("another", before, then)}, rows)

    renew(KPIS, OVERLAY, Sight({}, rows), everybody, today)

    assert KpiVerdict.objects.get(audience=OVERLAY).since == today - timedelta(days=days)
