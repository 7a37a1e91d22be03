from datetime import date
from decimal import Decimal

import pytest

from alignment.lib.errors import DomainError
from kpis.pace_lines import read_pace, written_pace

pytestmark = pytest.mark.engine

LINES = "2026-09-30 | 40%\n 31 March 2026 | 12.5 \n\n2026-12-31|100%"


def test_points_are_read_in_the_order_of_their_days():
    assert read_pace(LINES) == (
        (date(2026, 3, 31), Decimal("0.125")),
        (date(2026, 9, 30), Decimal("0.4")),
        (date(2026, 12, 31), Decimal(1)),
    )


def test_they_are_written_in_one_form_that_is_read_again():
    written = written_pace(read_pace(LINES))

    assert written == "2026-03-31 | 12.5%\n2026-09-30 | 40%\n2026-12-31 | 100%"
    assert written_pace(read_pace(written)) == written


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-09-30 40%", "is no point of a pace"),
        ("2026-02-31 | 40%", "2026-02-31 | 40%"),
        ("2026-09-30 | nan", "is not a number"),
        ("2026-09-30 | 101%", "from 0% to 100%"),
        ("2026-09-30 | -1%", "from 0% to 100%"),
        ("2026-09-30 | 4%\n2026-09-30 | 5%", "stands twice"),
        ("2026-09-30 | 40%\n2026-12-31 | 5%", "a share that is due stays due"),
        ("2026-09-30 | 40%\n" * 101, "at most 100"),
    ],
)
def test_what_is_no_pace_is_refused_with_its_reason(text, said):
    with pytest.raises(DomainError) as refusal:
        read_pace(text)

    assert said in refusal.value.sentence
    assert refusal.value.facts["fields"] == {"pace_points": [refusal.value.sentence]}
