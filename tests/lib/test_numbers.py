from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignment.lib.errors import DomainError
from alignment.lib.numbers import (
    DECIMALS,
    Notation,
    decimal_marks,
    parse_decimal,
    plain_decimal,
    show_amount,
    show_decimal,
    show_money,
    with_unit,
)

kept = st.decimals(
    min_value=Decimal(-(10**14)), max_value=Decimal(10**14), allow_nan=False, places=DECIMALS
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        (" 12 ", "12"),
        ("-0.5", "-0.5"),
        ("−0,5", "-0.5"),
        ("+3", "3"),
        (".25", "0.25"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234\u00a0567.25", "1234567.25"),
        ("1\u202f234", "1234"),
        ("1'234.5", "1234.5"),
        ("1’234", "1234"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("12,5", "12.5"),
        ("1234,567", "1234.567"),
        ("1.234", "1.234"),
        ("007", "7"),
        ("-0", "0"),
        ("-0.00", "0"),
    ],
)
def test_a_number_that_reads_one_way_is_read(text, value):
    assert parse_decimal(text) == Decimal(value)


def test_minus_nothing_is_nothing():
    assert not parse_decimal("-0.00").is_signed()


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "1e3", "1E400", "NaN", "nan", "inf", "-Infinity", "true", "True", "1_000", "٣",
        "１２", "²", "½", "0x10", "12%", "$5", "--5", "- 5", "1,2,3", "1,23,456", "1.2.3",
        "1,234,56", "1,234,", "1,234,567,8", "5.", "1 23", "1  234", "12\n13", "abc", "1.234,567,8",
        "01,234,567", "1,234 567",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_a_sentence(text):
    with pytest.raises(DomainError, match="is not a number") as refusal:
        parse_decimal(text)

    assert refusal.value.code == "not_a_number"


def test_a_comma_before_three_digits_is_refused_with_both_readings():
    with pytest.raises(DomainError) as refusal:
        parse_decimal("1,234")

    assert refusal.value.sentence == (
        "“1,234” can be read as 1,234 or as 1.234. Write 1234 or 1.2340."
    )


@pytest.mark.parametrize(
    ("text", "notation", "value"),
    [
        ("1,234", Notation.COMMA, "1.234"),
        ("1,234", Notation.POINT, "1234"),
        ("1.234", Notation.COMMA, "1234"),
        ("1.234", Notation.POINT, "1.234"),
        ("-1,234", ",", "-1.234"),
        ("1.234,5", Notation.POINT, "1234.5"),
    ],
)
def test_a_named_decimal_mark_settles_what_is_ambiguous(text, notation, value):
    assert parse_decimal(text, notation) == Decimal(value)


@pytest.mark.parametrize("text", ["1,234", "1.234"])
def test_an_unknown_decimal_mark_refuses_both(text):
    with pytest.raises(DomainError, match="can be read as"):
        parse_decimal(text, Notation.UNKNOWN)


@pytest.mark.parametrize("text", ["1" * 16, "0.1234567"])
def test_more_digits_than_are_kept_are_refused(text):
    with pytest.raises(DomainError, match="too many digits"):
        parse_decimal(text)


def test_closing_and_leading_zeros_are_no_digits_too_many():
    assert parse_decimal("0" * 30 + "1.5" + "0" * 30) == Decimal("1.5")


@pytest.mark.parametrize(
    ("texts", "marks"),
    [
        (["1.5", "12,5"], {".", ","}),
        (["1.234,5"], {","}),
        (["1,234", "1.234", "1.234.567"], set()),
        (["12", "abc", "1,234.5"], {"."}),
        ([], set()),
    ],
)
def test_decimal_marks_that_are_certain_are_noticed(texts, marks):
    assert decimal_marks(texts) == marks


@given(kept)
def test_what_programs_write_reads_back_equal(value):
    assert parse_decimal(plain_decimal(value)) == value


@given(kept)
def test_what_is_shown_reads_back_equal_where_the_mark_is_known(value):
    assert parse_decimal(show_decimal(value), Notation.POINT) == value


@given(st.text())
def test_any_text_is_a_number_or_a_domain_error(text):
    try:
        value = parse_decimal(text)
    except DomainError:
        return

    assert value.is_finite()


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        ("1234.5", 2, "1,234.50"),
        ("1234.5", 0, "1,235"),
        ("-0.004", 2, "0.00"),
        ("-2.5", 0, "-3"),
        ("1.2300", None, "1.23"),
        ("1200", None, "1,200"),
        ("1E+3", None, "1,000"),
        ("1E-7", None, "0.0000001"),
        ("-0", None, "0"),
    ],
)
def test_a_number_is_shown_with_its_decimals_and_in_groups(value, decimals, shown):
    assert show_decimal(Decimal(value), decimals) == shown


@pytest.mark.parametrize(
    ("unit", "shown"),
    [
        ("%", "-2.40%"),
        ("s", "-2.40 s"),
        ("", "-2.40"),
        ("€", "-€2.40"),
        (" open issues ", "-2.40 open issues"),
    ],
)
def test_a_number_is_shown_with_its_unit(unit, shown):
    assert show_amount(Decimal("-2.4"), unit, 2) == shown


def test_a_sum_of_money_carries_its_sign_in_front():
    assert show_amount(Decimal(1200), "$") == "$1,200"


@pytest.mark.parametrize(
    ("amount", "shown"), [("5200000", "EUR 5,200,000"), ("0.5", "EUR 0.50"), ("-2", "EUR -2")]
)
def test_money_stands_behind_its_code(amount, shown):
    assert show_money(Decimal(amount), "EUR") == shown


def test_a_huge_number_is_shown_too():
    assert show_decimal(Decimal("1E+40"), 1).endswith(",000.0")


@pytest.mark.parametrize(
    ("number", "unit", "shown"),
    [
        ("1", "gateways", "1 gateway"),
        ("-1", "days", "-1 day"),
        ("1", "releases", "1 release"),
        ("2", "gateways", "2 gateways"),
        ("1.0", "gateways", "1.0 gateways"),
        ("0", "gateways", "0 gateways"),
        ("1", "ms", "1 ms"),
        ("1", "kbps", "1 kbps"),
        ("1", "stress", "1 stress"),
        ("1", "status", "1 status"),
        ("1", "Points", "1 Points"),
        ("1", "points of stories", "1 points of stories"),
        ("1", "%", "1%"),
    ],
)
def test_one_of_a_unit_is_said_in_the_singular(number, unit, shown):
    assert with_unit(number, unit) == shown
