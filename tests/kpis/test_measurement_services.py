from datetime import date
from decimal import Decimal

import pytest

from accounts.models import AuditEvent, Touch
from kpis.models import KpiState, Measurement
from kpis.services import (
    Reading,
    correct_measurement,
    record_measurements,
    withdraw_measurement,
)
from tests import make
from tests.conftest import NOW, count_queries
from tests.refusing import refusal, touched

pytestmark = pytest.mark.django_db

D = Decimal
MARCH = date(2026, 3, 31)
APRIL = date(2026, 4, 30)


def record(kpi, *values, **facts):
    readings = [Reading(on, D(str(value))) for on, value in values]
    return record_measurements(kpi=kpi, values=readings, by=make.user(), at=NOW, **facts)


def versions(kpi):
    return list(
        Measurement.objects.filter(kpi=kpi)
        .order_by("observed_on", "version")
        .values_list("observed_on", "version", "value", "is_current")
    )


def test_values_are_recorded_with_who_when_and_where_from():
    kpi, person = make.kpi(), make.user()

    record_measurements(
        kpi=kpi, values=[Reading(MARCH, D("2.1"), "after the move")], by=person, at=NOW
    )

    row = Measurement.objects.get()
    assert (row.value, row.note, row.source) == (D("2.1"), "after the move", "person")
    assert (row.recorded_by, row.recorded_at, row.version) == (person, NOW, 1)


def test_recording_brings_the_state_up_to_date_and_asks_for_a_verdict():
    kpi = make.kpi(baseline=D("2.4"), target=D("1.92"))

    record(kpi, (MARCH, "2.4"), (APRIL, "2.16"))

    state = KpiState.objects.get()
    assert (state.latest, state.latest_on, state.progress) == (D("2.16"), APRIL, D("0.5"))
    assert touched() == {("kpi", kpi.pk)}
    assert AuditEvent.objects.get().after == {"2026-03-31": "2.400000", "2026-04-30": "2.160000"}


def test_the_same_number_again_changes_nothing():
    kpi = make.kpi()
    record(kpi, (MARCH, "2.1"))
    Touch.objects.all().delete()

    assert record(kpi, (MARCH, "2.10")) == []

    assert len(versions(kpi)) == 1
    assert not Touch.objects.exists()
    assert AuditEvent.objects.count() == 1


def test_another_number_for_the_same_day_asks_for_a_correction():
    kpi = make.kpi()
    record(kpi, (MARCH, "2.1"))

    with pytest.raises(Exception, match="31 March 2026 has the value") as refused:
        record(kpi, (APRIL, 3), (MARCH, "2.2"))

    assert refused.value.code == "another_value"
    assert "If it should be 2.2, correct it and say why." in refused.value.sentence
    assert len(versions(kpi)) == 1


def test_two_numbers_for_one_day_at_once_are_refused():
    with pytest.raises(Exception, match="31 March 2026 is given twice, as 1 and as 2") as refused:
        record(make.kpi(), (MARCH, 1), (MARCH, 2))

    assert refused.value.code == "two_values"


def test_one_number_given_twice_at_once_counts_once():
    assert len(record(make.kpi(), (MARCH, 1), (MARCH, "1.0"))) == 1


@pytest.mark.parametrize("value", [D("NaN"), D("Infinity"), D(10) ** 15, 1.5, True, "5"])
def test_what_is_no_number_is_refused(value):
    error = refusal(
        record_measurements,
        kpi=make.kpi(),
        values=[Reading(MARCH, value)],
        by=make.user(),
        at=NOW,
    )

    assert error.code == "not_a_number"


def test_more_places_than_are_kept_are_rounded_and_stay_the_same_value():
    kpi = make.kpi()
    record(kpi, (MARCH, "0.30000000000000004"))

    assert record(kpi, (MARCH, "0.3")) == []


def test_an_unknown_source_is_refused():
    with pytest.raises(Exception, match="Source: “rumour” is not known here"):
        record(make.kpi(), (MARCH, 1), source="rumour")


def test_a_thousand_values_cost_as_many_queries_as_one():
    kpi, person = make.kpi(), make.user()
    days = [date.fromordinal(MARCH.toordinal() + number) for number in range(60)]

    def recording(chosen):
        readings = [Reading(day, D(1)) for day in chosen]
        return lambda: record_measurements(kpi=kpi, values=readings, by=person, at=NOW)

    assert count_queries(recording(days[:1])) == count_queries(recording(days[1:]))


def test_a_correction_is_a_new_version_with_its_reason():
    kpi = make.kpi()
    (row,) = record(kpi, (MARCH, "2.1"))

    fixed = correct_measurement(
        measurement=row, value=D("2.2"), reason="Typing error", by=make.user(), at=NOW
    )

    assert versions(kpi) == [(MARCH, 1, D("2.1"), False), (MARCH, 2, D("2.2"), True)]
    assert fixed.reason == "Typing error"
    line = AuditEvent.objects.get(verb="correct")
    assert (line.before, line.after) == ({"2026-03-31": "2.1"}, {"2026-03-31": "2.2"})
    state = KpiState.objects.get()
    assert (state.latest, state.rewritten) == (D("2.2"), 1)


def test_a_correction_to_the_same_number_changes_nothing():
    kpi = make.kpi()
    (row,) = record(kpi, (MARCH, "2.1"))

    correct_measurement(measurement=row, value=D("2.10"), reason="", by=make.user(), at=NOW)

    assert len(versions(kpi)) == 1


def test_a_correction_without_a_reason_is_refused():
    (row,) = record(make.kpi(), (MARCH, "2.1"))

    error = refusal(
        correct_measurement, measurement=row, value=D(3), reason=" ", by=make.user(), at=NOW
    )

    assert error.facts["fields"] == {"reason": ["Say why the value is corrected."]}


def test_a_correction_of_what_was_corrected_meanwhile_is_stale():
    (row,) = record(make.kpi(), (MARCH, "2.1"))
    correct_measurement(measurement=row, value=D(3), reason="x", by=make.user("Ada"), at=NOW)

    error = refusal(
        correct_measurement, measurement=row, value=D(4), reason="y", by=make.user(), at=NOW
    )

    assert error.code == "stale"
    assert error.sentence.startswith("Ada saved this meanwhile")


def test_a_withdrawn_value_counts_as_not_measured_and_may_be_given_again():
    kpi = make.kpi()
    (row,) = record(kpi, (MARCH, "2.1"))

    withdraw_measurement(measurement=row, reason="Wrong KPI", by=make.user(), at=NOW)
    assert KpiState.objects.get().latest is None
    record(kpi, (MARCH, "2.1"))

    assert versions(kpi) == [
        (MARCH, 1, D("2.1"), False),
        (MARCH, 2, None, False),
        (MARCH, 3, D("2.1"), True),
    ]


def test_a_withdrawal_without_a_reason_is_refused():
    (row,) = record(make.kpi(), (MARCH, "2.1"))

    error = refusal(withdraw_measurement, measurement=row, reason="", by=make.user(), at=NOW)

    assert error.sentence == "Say why it is withdrawn."


def test_withdrawing_twice_is_stale():
    (row,) = record(make.kpi(), (MARCH, "2.1"))
    withdraw_measurement(measurement=row, reason="x", by=make.user(), at=NOW)

    error = refusal(withdraw_measurement, measurement=row, reason="x", by=make.user(), at=NOW)

    assert error.code == "stale"
