"""What is no value of a day is refused with its reason, whichever way it comes in."""

from datetime import date

import pytest
from rest_framework.exceptions import ErrorDetail

from alignment.lib.errors import DomainError
from alignment.lib.rest.reading import exact_day
from kpis.accepting import kept_day, kept_number
from kpis.serializers import ValueWrite
from kpis.sources.asking import ask
from kpis.sources.values import Clock, Spec
from stories.checking_in import DayForm, EntryForm
from tests.conftest import NOW, TODAY, UTC
from tests.kpis.test_value_sheets import complaints

FORM, FILE, API, CONNECTOR = "form", "file", "API", "connector"
NO_NUMBER = "not a number|cannot be kept as a number"
BAD = [
    ("nan", "2026-03-31", NO_NUMBER),
    ("1e400", "2026-03-31", NO_NUMBER),
    ("true", "2026-03-31", NO_NUMBER),
    ("١٢", "2026-03-31", NO_NUMBER),
    ("1.5", "2026-02-31", "not a day in the calendar"),
    ("1.5", "2090-01-01", "1 January 2090 is still to come"),
]
# A decimal comma beside it makes a point doubtful.
BEFORE = {"1.234": "A;2026-03-30;0,5\n"}


def by_form(value: str, on: str, server: object) -> None:
    day, entry = DayForm({"on": on}), EntryForm({"1-value": value}, prefix="1")
    said = [str(one) for form in (day, entry) for some in form.errors.values() for one in some]
    if said:
        raise DomainError("refused", " ".join(said))
    keep(entry.cleaned_data["value"], day.cleaned_data["on"])


def by_file(value: str, on: str, server: object) -> None:
    for _, _, _, reason in complaints(f"kpi;date;value\n{BEFORE.get(value, '')}A;{on};{value}\n"):
        raise DomainError("refused", reason)


def by_api(value: str, on: str, server: object) -> None:
    sent = ValueWrite(data={"value": value})
    if not sent.is_valid():
        (said,) = (one for some in sent.errors.values() for one in some)
        assert isinstance(said, ErrorDetail)
        raise DomainError("refused", str(said))
    keep(sent.validated_data["value"], exact_day(on))


def by_connector(value: str, on: str, server: object) -> None:
    address = server.say("/x.csv", f"kpi;day;n\n{BEFORE.get(value, '')}A;{on};{value}\n")
    for one in ask(Spec("csv", address, "n", date_at="day"), Clock(NOW, UTC)).found:
        keep(one.value, one.on)


def keep(value: object, on: date) -> None:
    """Do what the services do before anything is stored."""
    kept_number(value)
    kept_day(on, TODAY)


WAYS = {FORM: by_form, FILE: by_file, API: by_api, CONNECTOR: by_connector}


@pytest.mark.trust("D01")
@pytest.mark.trust("D05")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("value", "on", "reason"), BAD)
def test_a_bad_value_is_refused_with_its_reason(way, value, on, reason, server):
    with pytest.raises(DomainError, match=reason):
        WAYS[way](value, on, server)


@pytest.mark.parametrize("way", [FORM, FILE, CONNECTOR])
def test_what_people_write_in_two_ways_is_asked_about(way, server):
    with pytest.raises(DomainError, match=r"can be read as 1,234 or as 1\.234"):
        WAYS[way]("1.234", "2026-03-31", server)


@pytest.mark.parametrize("way", WAYS)
def test_a_good_value_passes(way, server):
    WAYS[way]("1.5", "2026-03-31", server)
