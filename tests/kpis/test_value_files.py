from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import AuditEvent
from jobs.models import Run
from jobs.working import work_on as do
from kpis.models import KpiState, Measurement, OutdatedState, ValueFile
from kpis.services import value_runs, withdraw_measurement
from kpis.services.value_runs import (
    agree_to_store,
    leave_value_file,
    report_of,
    start_value_file,
    work_on,
)
from tests import make
from tests.conftest import NOW, count_queries
from tests.refusing import refusal, touched

pytestmark = pytest.mark.django_db

D = Decimal
MARCH = date(2026, 3, 31)


def uploaded(*rows, name="values.csv", head="kpi,date,value"):
    return SimpleUploadedFile(name, "\n".join([head, *rows]).encode())


def started(*rows, by=None, **options):
    by = by or make.user(role="leader")
    return start_value_file(file=uploaded(*rows, **options), by=by, at=NOW)


def agreed(run, reason="", *, sure=False, at=NOW):
    run.refresh_from_db()
    seen = report_of(run).digest()
    agree_to_store(run=run, at=at, reason=reason, sure=sure, seen=seen)
    run.refresh_from_db()
    return run


def days(count, kpi, value="2"):
    return [f"{kpi.ref},{MARCH - timedelta(days=number)},{value}" for number in range(count)]


def test_a_small_file_is_read_at_once_and_stored_when_its_person_says_so():
    one, two, person = make.kpi(), make.kpi(), make.user(role="leader")

    run = started(f"{two.ref},2026-03-31,3", f"{one.ref},2026-03-31,2.10", by=person)

    run.refresh_from_db()
    report = report_of(run)
    assert (run.state, run.rows, report.new, report.wrong) == ("read", 2, 2, 0)
    assert not Measurement.objects.exists()

    agreed(run)

    assert (run.state, bytes(run.content), run.settled_at) == ("stored", b"", NOW)
    rows = Measurement.objects.order_by("kpi")
    assert [(row.kpi, row.observed_on, row.value, row.source) for row in rows] == [
        (one, MARCH, D("2.1"), "file"),
        (two, MARCH, D(3), "file"),
    ]
    assert {row.recorded_by for row in rows} == {person}
    line = AuditEvent.objects.get(object_id=one.pk)
    assert (line.verb, line.actor, line.label) == ("record", person, one.title)
    assert (line.before, line.after) == ({}, {"2026-03-31": "2.100000"})
    assert touched() == {("kpi", one.pk), ("kpi", two.pk)}
    assert set(OutdatedState.objects.values_list("kpi_id", flat=True)) <= {one.pk, two.pk}


@pytest.mark.trust("C15")
def test_a_file_with_three_bad_rows_names_them_and_stores_nothing_of_a_thousand():
    kpi = make.kpi()
    good = days(1000, kpi)
    bad = list(good)
    bad[0], bad[498], bad[998] = f"{kpi.ref},2026-03-31,x", "Z,2026-01-01,1", f"{kpi.ref},soon,1"

    run = started(*bad)
    run.refresh_from_db()
    said = [(one.row, one.column, one.value) for one in report_of(run).problems]

    assert said == [(2, "value", "x"), (500, "kpi", "Z"), (1000, "date", "soon")]
    assert refusal(lambda: agreed(run)).code == "to_be_mended"
    assert not Measurement.objects.exists()

    agreed(started(*good))
    assert Measurement.objects.count() == 1000

    again = started(*good)
    again.refresh_from_db()
    assert (report_of(again).new, report_of(again).known) == (0, 1000)
    agreed(again)
    assert Measurement.objects.count() == 1000
    assert AuditEvent.objects.filter(kind="kpi").count() == 1


@pytest.mark.trust("C15")
def test_when_the_database_refuses_halfway_nothing_is_stored(monkeypatch):
    kpi = make.kpi()
    monkeypatch.setattr("kpis.value_tables.REPLACE", "SELECT 1/0")
    make.measurement(kpi, MARCH - timedelta(days=1), 5)
    other = started(f"{kpi.ref},2026-03-31,1", f"{kpi.ref},2026-03-30,6")

    with pytest.raises(Exception, match="division by zero"):
        agreed(other, "counted anew")

    assert Measurement.objects.get().value == 5
    assert not AuditEvent.objects.exists()


def test_other_values_are_corrected_only_with_a_reason():
    kpi = make.kpi()
    make.measurement(kpi, MARCH, 5, note="first")
    run = started(f"{kpi.ref},2026-03-31,6")
    run.refresh_from_db()

    (correction,) = report_of(run).corrections

    assert correction.text == (
        f"{kpi.title}: 31 March 2026 has the value 5 already. "
        "If it should be 6, correct it and say why."
    )
    assert refusal(lambda: agreed(run)).code == "no_reason"

    agreed(run, "Counted anew.")

    old, new = Measurement.objects.order_by("version")
    assert (old.is_current, new.is_current, new.version) == (False, True, 2)
    assert (new.value, new.reason, new.note) == (D(6), "Counted anew.", "first")
    line = AuditEvent.objects.get()
    assert (line.verb, line.before, line.after) == (
        *("correct", {"2026-03-31": "5.000000"}, {"2026-03-31": "6.000000"}),
    )


def test_values_out_of_the_ordinary_are_stored_only_when_they_are_meant_so():
    kpi = make.kpi()
    make.measurement(kpi, date(2026, 2, 28), 2)
    run = started(f"{kpi.ref},2026-03-31,2000")
    run.refresh_from_db()

    (doubt,) = report_of(run).doubts

    assert (doubt.row, doubt.value) == (2, "2,000 s on 31 March 2026")
    assert refusal(lambda: agreed(run)).code == "doubtful"
    assert agreed(run, sure=True).state == "stored"

    again = started(f"{kpi.ref},2026-03-31,2000")
    again.refresh_from_db()
    assert report_of(again).doubted == 0


def test_two_numbers_for_one_day_are_refused_and_the_same_twice_is_kept_once():
    kpi = make.kpi()
    run = started(f"{kpi.ref},2026-03-31,1", f"{kpi.ref},2026-03-31,2")
    run.refresh_from_db()

    assert [(one.row, one.text) for one in report_of(run).problems] == [
        (row, "31 March 2026 is given twice, as 1 and as 2: keep one of them.") for row in (2, 3)
    ]

    agreed(started(f"{kpi.ref},2026-03-31,1", f"{kpi.ref},2026-03-31,1.0"))
    assert Measurement.objects.count() == 1


def test_only_kpis_that_a_person_may_record_are_taken():
    team = make.team()
    lead = make.user(role="tech_lead", teams=[team])
    mine, other = make.kpi(team=team), make.kpi()
    hidden = make.kpi(
        outcome_of=make.objective(confidential=True), perspective="business", team=team
    )

    run = started(*(f"{kpi.ref},2026-03-31,1" for kpi in (mine, other, hidden)), by=lead)
    run.refresh_from_db()

    report = report_of(run)
    assert report.refused == {"no_right": 1, "unknown_kpi": 1}
    assert report.problems[1].text == f"There is no KPI “{hidden.ref}”."


def test_a_withdrawn_value_takes_a_new_one():
    kpi = make.kpi()
    row = make.measurement(kpi, MARCH, 1)
    withdraw_measurement(measurement=row, reason="Wrong day.", by=make.user(), at=NOW)

    run = agreed(started(f"{kpi.ref},2026-03-31,3"))

    assert report_of(run).new == 1
    assert Measurement.objects.get(is_current=True).version == 3


def test_what_changed_since_it_was_looked_at_is_looked_at_once_more():
    kpi = make.kpi()
    run = started(f"{kpi.ref},2026-03-31,1")
    make.measurement(kpi, MARCH, 4)

    agreed(run)

    assert run.state == "read"
    assert report_of(run).other == 1
    assert Measurement.objects.get().value == 4


def test_a_large_file_waits_for_the_job_and_is_safe_to_be_worked_on_twice():
    run = started(*days(1001, make.kpi()))
    assert run.state == "new"

    assert work_on(pk=run.pk, at=NOW) == "1001 rows read"
    assert work_on(pk=run.pk, at=NOW) == "there is nothing to do"

    agreed(run)
    assert (run.state, Measurement.objects.count()) == ("agreed", 0)
    assert work_on(pk=run.pk, at=NOW) == "1001 values stored, 0 corrected"
    assert work_on(pk=run.pk, at=NOW) == "there is nothing to do"
    assert Measurement.objects.count() == 1001
    assert KpiState.objects.count() == 0
    assert OutdatedState.objects.count() == 1


def test_a_file_that_somebody_stores_at_the_same_time_is_stored_once(monkeypatch):
    run = started(*days(1001, make.kpi()))
    work_on(pk=run.pk, at=NOW)
    agreed(run)
    load = value_runs.load_values

    def meanwhile(*args, **options):
        monkeypatch.setattr(value_runs, "load_values", load)
        work_on(pk=run.pk, at=NOW)
        return load(*args, **options)

    monkeypatch.setattr(value_runs, "load_values", meanwhile)

    work_on(pk=run.pk, at=NOW)

    run.refresh_from_db()
    assert (run.state, Measurement.objects.count()) == ("stored", 1001)


def test_a_file_is_left_once_and_nothing_of_it_is_kept():
    run = started(f"{make.kpi().ref},2026-03-31,1")

    leave_value_file(run=run, at=NOW)

    run.refresh_from_db()
    assert (run.state, bytes(run.content)) == ("left", b"")
    assert refusal(leave_value_file, run=run, at=NOW).sentence == ("“values.csv” was left already.")


def test_what_is_no_file_of_values_is_refused_at_once():
    person = make.user(role="leader")

    def refused(file):
        return refusal(start_value_file, file=file, by=person, at=NOW).code

    assert refused(uploaded("a,b", head="x,y")) == "no_column"
    assert refused(SimpleUploadedFile("values.csv", b"")) == "empty_file"
    assert refused(SimpleUploadedFile("values.pdf", b"%PDF")) == "not_a_workbook"


def test_many_rows_take_as_many_queries_as_few():
    kpis = [make.kpi() for _ in range(5)]

    few = count_queries(lambda: agreed(started(*days(2, kpis[0]))))
    rows = [row for kpi in kpis[1:] for row in days(40, kpi)]
    many = count_queries(lambda: agreed(started(*rows)))

    assert many == few


def do_the_job():
    run = Run.objects.get(state="waiting")
    assert do(run.pk, clock=lambda: run.ready_at)


@pytest.fixture
def values_at(tmp_path):
    def write(*rows):
        path = tmp_path / "values.csv"
        path.write_text("\n".join(["kpi,date,value", *rows]))
        return str(path)

    return write


def told(*arguments):
    out = StringIO()
    call_command("import_values", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_command_says_what_would_happen_and_lets_it_happen(values_at):
    kpi, person = make.kpi(), make.user(role="leader")
    path = values_at(f"{kpi.ref},2026-03-31,1")

    assert "This was a trial: nothing was stored." in told(path, "--dry-run")
    assert not Measurement.objects.exists()
    assert "Stored: 1 new, 0 corrected." in told(path, "--by", person.email)
    assert Measurement.objects.get().recorded_by == person
    assert "Everything in the file is here already" in told(path)

    with pytest.raises(CommandError, match="Say why they are corrected"):
        told(values_at(f"{kpi.ref},2026-03-31,2"))
    assert "1 corrected" in told(values_at(f"{kpi.ref},2026-03-31,2"), "--because", "Typed wrong.")


def test_the_command_stores_nothing_that_is_wrong_or_doubtful(values_at):
    kpi = make.kpi()
    make.measurement(kpi, date(2026, 2, 28), 2)

    with pytest.raises(CommandError, match="Nothing was stored"):
        told(values_at(f"{kpi.ref},2026-03-31,x"))
    with pytest.raises(CommandError, match="say --sure"):
        told(values_at(f"{kpi.ref},2026-03-31,5000"))
    with pytest.raises(CommandError, match="Nobody here has the address"):
        told(values_at(f"{kpi.ref},2026-03-31,3"), "--by", "x@example.com")
    with pytest.raises(CommandError, match="There is no file"):
        told("/nowhere.csv")
    assert "1 new" in told(values_at(f"{kpi.ref},2026-03-31,5000"), "--sure")


def test_a_person_brings_a_file_in_by_page(signed_in):
    kpi, lead = make.kpi(), make.user(role="leader")
    client = signed_in(lead)

    answer = client.post(
        reverse("kpis:value-file-start"), {"file": uploaded(f"{kpi.ref},2026-03-31,1.5")}
    )
    page = client.get(answer.url)
    seen = page.context["page"].digest
    stored = client.post(f"{answer.url}store/", {"seen": seen}, follow=True)

    assert "1 values are new" in page.content.decode()
    assert "1 values were recorded and 0 corrected." in stored.content.decode()
    assert "values.csv" in client.get(reverse("kpis:value-file-list")).content.decode()
    assert Measurement.objects.get().value == D("1.5")


def test_the_page_lists_what_is_to_be_mended_and_asks_what_has_to_be_said(signed_in):
    kpi, lead = make.kpi(), make.user(role="leader")
    make.measurement(kpi, MARCH, 1)
    client = signed_in(lead)

    def brought(*rows):
        answer = client.post(reverse("kpis:value-file-start"), {"file": uploaded(*rows)})
        return answer.url, client.get(answer.url).content.decode()

    _, page = brought(f"{kpi.ref},2026-04-30,x")
    assert "Row 2, column “value”" in page
    assert "“x” is not a number. Write it like 1234.5." in page
    assert "Store it" not in page.replace("Store it, or leave it", "")

    url, page = brought(f"{kpi.ref},2026-03-31,3000")
    assert "Is it so?" in page
    seen = client.get(url).context["page"].digest
    refused = client.post(f"{url}store/", {"seen": seen})
    assert refused.status_code == 422
    assert client.post(f"{url}store/", {"seen": seen, "sure": "on"}).status_code == 422
    done = client.post(f"{url}store/", {"seen": seen, "sure": "on", "reason": "Typed wrong."})
    assert done.status_code == 302
    assert client.post(f"{url}leave/", follow=True).status_code == 200


def test_a_large_file_shows_how_far_it_has_come_and_its_job_does_the_rest(signed_in):
    kpi, lead = make.kpi(), make.user(role="leader")
    client = signed_in(lead)

    answer = client.post(reverse("kpis:value-file-start"), {"file": uploaded(*days(1001, kpi))})

    ValueFile.objects.update(rows_done=500)
    page = client.get(answer.url).content.decode()
    assert "500 of 1,001 rows" in page
    assert "The file is being read and checked." in page

    do_the_job()
    seen = client.get(answer.url).context["page"].digest
    client.post(f"{answer.url}store/", {"seen": seen})
    do_the_job()
    assert "1,001 values were recorded" in client.get(answer.url).content.decode()
    assert client.post(f"{answer.url}leave/", follow=True).status_code == 200


def test_a_file_whose_job_was_given_up_says_so_and_can_be_left(signed_in):
    client = signed_in(make.user(role="leader"))
    rows = days(1001, make.kpi())
    answer = client.post(reverse("kpis:value-file-start"), {"file": uploaded(*rows)})

    Run.objects.update(state="parked", ended_at=NOW)
    page = client.get(answer.url).content.decode()
    left = client.post(f"{answer.url}leave/", follow=True).content.decode()

    assert "This was tried three times without success." in page
    assert "was left. Nothing of it is stored." in left


def test_a_file_that_is_none_is_refused_beside_the_field(signed_in):
    client = signed_in(make.user(role="leader"))

    def refused(file):
        answer = client.post(reverse("kpis:value-file-start"), {"file": file})
        assert answer.status_code == 422
        return answer.content.decode()

    assert "There is no column “kpi”." in refused(uploaded("1,2", head="x,y"))
    assert "is not a workbook" in refused(SimpleUploadedFile("a.pdf", b"%PDF"))
