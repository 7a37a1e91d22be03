"""From a form to a service and back, apart from any page."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from alignment.lib.errors import DomainError
from alignment.lib.fields import Day, written
from alignment.lib.form_pages import Group, WritingForm, way_back
from kpis.forms import in_plain_words
from kpis.wording import Suggestion


class Sample(WritingForm):
    """One field."""

    GROUPS = (Group("", ("name",)),)
    BESIDE = {"taken": "name"}

    name = forms.CharField()


@pytest.fixture
def sample():
    form = Sample({"name": "x"})
    assert form.is_valid()
    return form


def test_a_refusal_of_several_fields_stands_beside_each(sample):
    sample.refuse(DomainError("invalid", "…", fields={"name": ["taken."], "other": ["odd."]}))

    assert sample.errors == {"name": ["Taken."], "__all__": ["Odd."]}


def test_a_refusal_with_a_known_code_stands_beside_its_field(sample):
    sample.refuse(DomainError("taken", "It is taken."))

    assert sample.errors == {"name": ["It is taken."]}


@pytest.mark.parametrize(
    ("refusal", "errors"),
    [
        (ValidationError("Odd."), {"__all__": ["Odd."]}),
        (ValidationError({"name": ["Taken."], "other": ["Odd."]}), None),
    ],
)
def test_what_a_model_refuses_stands_beside_its_field_or_above_all(sample, refusal, errors):
    sample.refuse_values(refusal)

    assert sample.errors == (errors or {"name": ["Taken."], "__all__": ["Odd."]})


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1.234", "1.2340"),
        ("-12.345", "-12.3450"),
        ("0.125", "0.125"),
        ("1234.567", "1234.567"),
        ("2.50", "2.5"),
        ("1000", "1000"),
    ],
)
def test_a_number_is_written_so_that_it_is_read_in_one_way(number, text):
    assert written(Decimal(number)) == text


def test_a_day_that_is_one_already_stays_it():
    assert Day().clean(date(2026, 3, 31)) == date(2026, 3, 31)


@pytest.mark.trust("B16")
@pytest.mark.parametrize(
    "asked",
    [
        "//e.example",
        "/\\e.example",
        "\\\\e.example",
        "\t//e.example",
        "https:e.example",
        "https://e.example",
        "javascript:alert(1)",
        "///e.example",
        "/\t/e.example",
        "http:///e.example",
        "e.example",
        "//user@e.example",
        "",
    ],
)
def test_the_way_back_leads_nowhere_but_here(asked):
    request = RequestFactory().post("/", {"next": asked})

    assert way_back(request, "/kpis/") == "/kpis/"


def test_the_way_back_is_an_address_of_this_house():
    request = RequestFactory().get("/", {"next": "/kpis/?q=time"})

    assert way_back(request, "/") == "/kpis/?q=time"


def test_a_suggestion_is_said_in_plain_words():
    found = Suggestion(
        target=Decimal(300), direction="down", unit="ms", due=date(2027, 6, 30), strict=True
    )

    assert in_plain_words(found) == (
        "target 300 ms, lower is better, the bound itself is not good any more, by 30 June 2027"
    )
