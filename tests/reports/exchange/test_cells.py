from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignment.lib.dates import SINCE_1900
from alignment.lib.errors import DomainError
from alignment.lib.numbers import Notation
from kpis.models import Kpi
from reports.exchange import cells

UID = "0b7c2f52-7f5b-4b0e-9d3a-3a2f1c0f9a11"
amount = cells.figure(21, 6)


def around(**row):
    return cells.Around(Notation.PLAIN, SINCE_1900, row)


@pytest.mark.parametrize(
    ("reader", "cell", "value"),
    [
        (cells.text(50), "  two\r\nlines ", "two\nlines"),
        (cells.line(50), "  two\r\n lines ", "two lines"),
        (cells.text(50), Decimal("4.50"), "4.50"),
        (cells.text(50), date(2026, 1, 2), "2026-01-02"),
        (cells.text(50), "e\u0301", "é"),
        (cells.email, " Ana@Example.COM ", "ana@example.com"),
        (cells.email, "", ""),
        (cells.emails, "a@x.org; B@x.org, a@x.org", ("a@x.org", "b@x.org")),
        (cells.names(20), "Web; Platform\nWeb", ("Web", "Platform")),
        (cells.choice(Kpi.Kind), "hold", "hold"),
        (cells.choice(Kpi.Kind), "Count up to a number", "count"),
        (cells.choice(Kpi.Cadence), "EVERY_MONTH", "month"),
        (cells.choice(Kpi.Cadence), " ", ""),
        (cells.yes_no, "TRUE", True),
        (cells.yes_no, Decimal(0), False),
        (cells.yes_no, "", None),
        (cells.day, "", None),
        (cells.day, date(2026, 1, 2), date(2026, 1, 2)),
        (cells.day, Decimal(46326), date(2026, 10, 31)),
        (cells.moment, "", None),
        (cells.moment, "2026-11-21T09:30:00+00:00", datetime(2026, 11, 21, 9, 30, tzinfo=UTC)),
        (cells.whole(1, 9), "", None),
        (cells.whole(1, 9), Decimal("7.0"), 7),
        (cells.identity, UID, UUID(UID)),
        (cells.identity, " ", None),
        (cells.fingerprint, "", ""),
        (cells.fingerprint, "a" * 64, "a" * 64),
        (amount, " ", None),
        (amount, "86.27958333333", Decimal("86.279583")),
        (amount, "-86,27958333333", Decimal("-86.279583")),
        (amount, Decimal("1E+3"), Decimal(1000)),
        (cells.aim(21, 6), "as high as\nit goes", "as high as it goes"),
    ],
)
def test_a_cell_says_what_it_says(reader, cell, value):
    assert reader(cell, around()) == value


@pytest.mark.parametrize(
    ("reader", "cell", "code"),
    [
        (cells.text(3), "four", "too_long"),
        (cells.email, "ana", "not_an_email"),
        (cells.emails, "ana@x.org, bob", "not_an_email"),
        (cells.choice(Kpi.Kind), "sometimes", "unknown_word"),
        (cells.yes_no, "perhaps", "not_yes_or_no"),
        (cells.day, "soon", "not_a_date"),
        (cells.moment, "yesterday", "not_a_moment"),
        (cells.moment, "2026-11-21T09:30:00", "not_a_moment"),
        (cells.whole(1, 9), "10", "not_whole"),
        (cells.whole(1, 9), "1.5", "not_whole"),
        (cells.identity, "7", "not_an_identity"),
        (cells.fingerprint, "abc", "not_a_seal"),
        (amount, date(2026, 1, 2), "not_a_number"),
        (amount, "9%", "not_a_number"),
        (amount, Decimal(10) ** 15, "too_large"),
        (cells.aim(21, 6), "1,234", "ambiguous_number"),
        (cells.aim(21, 6), date(2026, 1, 2), "not_a_number"),
    ],
)
def test_what_is_not_certain_is_refused_with_a_sentence(reader, cell, code):
    with pytest.raises(DomainError) as refused:
        reader(cell, around())

    assert refused.value.code == code
    assert refused.value.sentence.endswith(".")


def test_a_percent_sign_is_the_unit_where_the_unit_says_so():
    assert amount("9.5 %", around(unit=" Percent ")) == Decimal("9.5")
    with pytest.raises(DomainError):
        amount("9.5 %", around(unit="s"))


def test_rounding_is_counted():
    place = around()

    amount("0.12345678", place)
    amount("0.5", place)

    assert place.rounded == 1


@pytest.mark.trust("C11")
@given(
    st.decimals(min_value=Decimal(-(10**14)), max_value=Decimal(10**14), places=6, allow_nan=False)
)
def test_a_written_number_is_read_as_itself(number):
    written = cells.written(number)

    assert amount(written, around()) == number


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (True, "yes"),
        (False, "no"),
        (None, None),
        (("a", "b"), "a; b"),
        (UUID(UID), UID),
        (datetime(2026, 11, 21, 9, 30, tzinfo=UTC), "2026-11-21T09:30:00+00:00"),
        (date(2026, 1, 2), date(2026, 1, 2)),
        (7, 7),
    ],
)
def test_a_value_is_written_as_it_is_read(value, cell):
    assert cells.written(value) == cell
