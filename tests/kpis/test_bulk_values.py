from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from kpis.accepting import said_day, said_number
from kpis.models import KpiState, Measurement
from kpis.services import Given, Outcome, Terms, record_many, withdraw_measurement
from tests import make
from tests.conftest import NOW, TODAY, count_queries
from tests.refusing import refusal, touched

pytestmark = pytest.mark.django_db

D = Decimal
MARCH = date(2026, 3, 31)
APRIL = date(2026, 4, 30)


def send(*rows, by=None, **terms):
    values = [Given(kpi.ref if hasattr(kpi, "ref") else kpi, *rest) for kpi, *rest in rows]
    return record_many(values=values, by=by, at=NOW, terms=Terms(**terms))


def outcomes(answers):
    return [answer.code or answer.outcome.value for answer in answers]


def stored():
    rows = Measurement.objects.order_by("kpi", "observed_on", "version")
    return [(row.kpi_id, row.observed_on, row.version, row.value) for row in rows]


def test_values_of_many_kpis_are_recorded_with_states_audit_and_verdicts_asked_for():
    one, two, person = make.kpi(), make.kpi(), make.user(role="leader")

    answers = send(
        (two, APRIL, D(3)), (one, MARCH, D("2.1"), "after"), (one, APRIL, D(2)), by=person
    )

    assert [answer.outcome for answer in answers] == [Outcome.RECORDED] * 3
    assert stored() == [
        (one.pk, MARCH, 1, D("2.1")),
        (one.pk, APRIL, 1, D(2)),
        (two.pk, APRIL, 1, D(3)),
    ]
    row = Measurement.objects.get(kpi=one, observed_on=MARCH)
    assert (row.note, row.source, row.recorded_by, row.recorded_at) == ("after", "api", person, NOW)
    assert {state.kpi_id: state.latest for state in KpiState.objects.all()} == {
        one.pk: D(2),
        two.pk: D(3),
    }
    assert touched() == {("kpi", one.pk), ("kpi", two.pk)}
    line = AuditEvent.objects.get(object_id=one.pk)
    assert (line.verb, line.actor, line.label) == ("record", person, one.title)
    assert line.after == {"2026-03-31": "2.100000", "2026-04-30": "2.000000"}


def test_sending_everything_once_more_changes_nothing():
    kpi = make.kpi()
    send((kpi, MARCH, D("2.1")))

    answers = send((kpi, MARCH, D("2.10")), (kpi, MARCH, D("2.1")))

    assert outcomes(answers) == ["known", "known"]
    assert len(stored()) == AuditEvent.objects.count() == 1


def test_each_bad_row_is_refused_with_its_reason_and_the_good_ones_are_kept():
    team = make.team()
    lead = make.user(role="tech_lead", teams=[team])
    mine, other = make.kpi(team=team), make.kpi("Other people's")
    make.measurement(mine, MARCH, 5)

    answers = send(
        (mine, APRIL, D(1)),
        ("KPI-none", APRIL, D(1)),
        (other, APRIL, D(1)),
        (mine, date(2026, 1, 31), D("NaN")),
        (mine, TODAY + timedelta(days=2), D(1)),
        (mine, date(202, 6, 30), D(1)),
        (mine, MARCH, D(6)),
        (mine, date(2026, 5, 31), D(1), "x" * 1001),
        (mine, date(2026, 5, 31), D(1), "a\x00b"),
        by=lead,
    )

    assert outcomes(answers) == [
        *("recorded", "unknown_kpi", "no_right", "not_a_number", "in_the_future", "too_long_ago"),
        *("another_value", "note_too_long", "no_text"),
    ]
    assert answers[2].sentence == "You may not record values of “Other people's”."
    assert answers[4].sentence == "23 November 2026 is still to come: values are of days that were."
    assert answers[6].sentence == (
        "31 March 2026 has the value 5 already. If it should be 6, correct it and say why."
    )
    assert stored() == [(mine.pk, MARCH, 1, D(5)), (mine.pk, APRIL, 1, D(1))]


def test_tomorrow_is_taken_for_it_has_begun_somewhere():
    assert outcomes(send((make.kpi(), TODAY + timedelta(days=1), D(1)))) == ["recorded"]


def test_the_last_day_of_the_running_period_stands_for_the_period():
    monthly, yearly, whenever = make.kpi(), make.kpi(cadence="year"), make.kpi(cadence="")
    november, december = date(2026, 11, 30), date(2026, 12, 31)

    answers = send(
        *((kpi, on, D(1)) for on in (november, december) for kpi in (monthly, yearly, whenever))
    )

    assert outcomes(answers) == [
        *("recorded", "in_the_future", "in_the_future"),
        *("in_the_future", "recorded", "in_the_future"),
    ]


def test_the_outcome_of_a_hidden_goal_is_as_unknown_as_one_that_never_was():
    hidden = make.objective(confidential=True)
    kpi = make.kpi(outcome_of=hidden, perspective="business")

    (answer,) = send((kpi, MARCH, D(1)), by=make.user(role="tech_lead"))

    assert (answer.code, answer.sentence) == ("unknown_kpi", f"There is no KPI “{kpi.ref}”.")


def test_a_token_reaches_no_further_than_its_teams():
    team = make.team()
    kpi, other = make.kpi(team=team), make.kpi()

    answers = send((kpi, MARCH, D(1)), (other, MARCH, D(1)), teams=frozenset([team.pk]))

    assert outcomes(answers) == ["recorded", "unknown_kpi"]


def test_two_numbers_for_one_day_are_refused_whichever_comes_first():
    kpi = make.kpi()

    answers = send((kpi, MARCH, D(1)), (kpi, MARCH, D(2)), (kpi, APRIL, D(1)), (kpi, MARCH, D(1)))

    assert outcomes(answers) == ["two_values", "two_values", "recorded", "two_values"]
    assert answers[0].sentence == "31 March 2026 is given twice, as 1 and as 2: keep one of them."


def test_with_a_reason_another_number_becomes_the_next_version():
    kpi = make.kpi()
    make.measurement(kpi, MARCH, 5, note="first")

    (answer,) = send((kpi, MARCH, D(6)), reason="Counted anew.", source="file")

    assert (answer.outcome, answer.version) == (Outcome.CORRECTED, 2)
    row = Measurement.objects.get(is_current=True)
    assert (row.value, row.reason, row.source, row.note) == (D(6), "Counted anew.", "file", "first")
    line = AuditEvent.objects.get()
    assert (line.verb, line.before, line.after) == (
        *("correct", {"2026-03-31": "5.000000"}, {"2026-03-31": "6.000000"}),
    )


def test_a_day_whose_value_was_withdrawn_takes_a_new_one():
    kpi, person = make.kpi(), make.user()
    row = make.measurement(kpi, MARCH, 5)
    withdraw_measurement(measurement=row, reason="Wrong day.", by=person, at=NOW)

    (answer,) = send((kpi, MARCH, D(6)))

    assert (answer.outcome, answer.version) == (Outcome.RECORDED, 3)
    assert Measurement.objects.get(is_current=True).value == D(6)


def test_more_than_ten_thousand_at_once_are_refused():
    rows = [Given("KPI-1", MARCH, D(1))] * 10_001

    error = refusal(record_many, values=rows, by=None, at=NOW, terms=Terms())

    assert error.sentence == "Send at most 10,000 values at once; these are 10,001."


def test_nothing_sent_is_nothing_recorded():
    assert send() == []


def test_a_hundred_values_take_as_many_queries_as_two():
    days = [MARCH - timedelta(days=number) for number in range(50)]
    kpis = [make.kpi() for _ in range(4)]
    make.measurement(kpis[0], MARCH, 1)
    make.measurement(kpis[2], MARCH, 1)

    few = count_queries(lambda: send(*((kpis[0], day, D(2)) for day in days[:2]), reason="x"))
    rows = [(kpi, day, D(2)) for kpi in kpis[1:] for day in days]
    many = count_queries(lambda: send(*rows, reason="x"))

    assert many == few


def test_a_day_and_a_number_are_said_as_people_read_them():
    assert (said_day(MARCH), said_day(date(9, 1, 2))) == ("31 March 2026", "2 January 9")
    assert [said_number(one) for one in (None, D("0.000"), D("1E+3"), D("2.50"))] == [
        *("—", "0", "1000", "2.5"),
    ]
