"""Pages are kept ready for the reader who saw them, and only until something changes."""

import re

import pytest
from django.db import connection, transaction

from accounts.models import AuditEvent
from alignment.lib import kept_pages
from alignment.lib.changes import forget_old_changes, stamps_now
from kpis.models import KpiState
from objectives.models import FocusArea, Objective
from stories.views import reading
from tests import make
from tests.conftest import TODAY
from tests.ready import seen, settled_now

pytestmark = pytest.mark.django_db(transaction=True)
UID = re.compile(r' name="uid" value="([0-9a-f-]+)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
# A page in two queries more than the session's and the person's: the stamps, and the footer's.
READY = 4


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    """Nothing but this test writes, whatever transactions are open in other databases."""
    monkeypatch.setattr(reading, "stamps_now", settled_now)
    kept_pages.forget()


def test_a_page_is_ready_the_second_time_and_differs_only_in_the_tokens_of_its_forms(signed_in):
    kpi = make.kpi("Waiting time")
    make.measurement(kpi, TODAY, "2")  # where no figure was ever noted nothing is kept
    client, path = signed_in(make.user()), f"/kpis/{kpi.pk}/"

    first, cost = seen(client, path)
    again, ready = seen(client, path)

    assert ready <= READY < cost
    texts = [one.content.decode() for one in (first, again)]
    assert kept_pages.GAP not in texts[1]
    assert UID.findall(texts[0]) != UID.findall(texts[1])
    assert TOKEN.findall(texts[0]) != TOKEN.findall(texts[1])
    assert len({UID.sub("", TOKEN.sub("", text)) for text in texts}) == 1


def test_what_changes_shows_at_once(signed_in):
    reader = make.user("Ann Reader", role="leader")
    goal = make.objective("Keep more customers", business_owner=reader)
    kpi = make.kpi("Waiting time", outcome_of=goal, perspective="joint")
    state = KpiState.objects.create(kpi=kpi, status="not_measured", computed_at=make.AT)
    client, other = signed_in(reader), make.user("Bea Other")
    of_goal, of_kpi = f"/objectives/{goal.pk}/", f"/kpis/{kpi.pk}/"
    KpiState.objects.filter(pk=state.pk).update(reason="Never.")

    def shown(path, text):
        client.get(path)
        return text in client.get(path).content.decode()

    def change(rows, **facts):
        client.get(of_goal), client.get(of_kpi)
        assert rows.update(**facts)

    change(Objective.objects.filter(pk=goal.pk), title="Keep nearly all customers")
    assert shown(of_goal, "Keep nearly all customers")
    change(KpiState.objects.filter(kpi=kpi), reason="The first value came late.")
    assert shown(of_kpi, "The first value came late.")
    make.comment(kpi, other, "Is it so for everybody?")
    assert shown(of_kpi, "Is it so for everybody?")
    change(type(other).objects.filter(pk=other.pk), name="Bea Brown")
    assert shown(of_kpi, "Bea Brown")
    assert shown(of_goal, "Edit")
    change(type(reader).objects.filter(pk=reader.pk), role="viewer")
    assert not shown(of_goal, ">Edit<")


def test_what_is_kept_for_one_reader_is_never_shown_to_another(signed_in):
    owner, viewer = make.user("Olga Owner", role="leader"), make.user("Vic Viewer")
    goal = make.objective("Buy the rival", confidential=True, business_owner=owner)
    kpi, work = make.kpi("Waiting time"), make.focus_area("Faster service")
    make.line(kpi, work, goal)
    paths = (f"/objectives/{goal.pk}/", f"/kpis/{kpi.pk}/")

    of_owner = [seen(signed_in(owner), path)[0] for path in paths * 2]
    of_viewer = [seen(signed_in(viewer), path)[0] for path in paths * 2]

    assert all("Buy the rival" in one.content.decode() for one in of_owner)
    assert not any("Buy the rival" in one.content.decode() for one in of_viewer)
    assert not any("Olga Owner" in one.content.decode() for one in of_viewer)
    assert [one.status_code for one in of_viewer] == [404, 200, 404, 200]

    goal.shared_with.add(viewer)
    assert "Buy the rival" in seen(signed_in(viewer), paths[0])[0].content.decode()
    goal.shared_with.remove(viewer)
    assert seen(signed_in(viewer), paths[0])[0].status_code == 404


def test_nothing_is_kept_that_a_transaction_under_way_can_still_change():
    area, made = make.focus_area("Faster service"), []
    before = settled_now()

    def text():
        made.append(FocusArea.objects.get(pk=area.pk).title)
        return made[-1]

    with transaction.atomic():
        FocusArea.objects.filter(pk=area.pk).update(title="Slower service")
        inside = stamps_now()
        kept_pages.kept("area", inside.words, text)
        transaction.set_rollback(True)

    assert not inside.words.is_settled
    assert inside.words.text != before.words.text
    assert settled_now() == before
    assert [kept_pages.kept("area", before.words, text) for _ in range(2)] == ["Faster service"] * 2
    assert made == ["Slower service", "Faster service"]


@pytest.mark.long  # where nobody else has a transaction open
def test_what_no_transaction_can_change_any_more_is_settled():
    area = make.focus_area("Faster service")

    assert stamps_now().words.is_settled
    with transaction.atomic():
        FocusArea.objects.filter(pk=area.pk).update(title="Slower service")
        assert not stamps_now().words.is_settled
    assert stamps_now().words.is_settled


def test_a_statement_that_changes_nothing_is_no_change_and_old_changes_are_forgotten():
    area = make.focus_area("Faster service")
    make.event(area, "edit")
    before = settled_now()

    FocusArea.objects.filter(pk=0).update(title="Slower service")
    FocusArea.objects.filter(pk=0).delete()
    with connection.cursor() as cursor:  # as a server noted it whose copy this one might be
        cursor.execute("INSERT INTO noticed_change (kind, number) VALUES ('words', %s)", [2**60])

    assert settled_now() == before
    assert forget_old_changes() > 0
    assert settled_now() == before
    AuditEvent.objects.all().delete()
    assert settled_now().words == before.words
    assert settled_now().figures != before.figures
