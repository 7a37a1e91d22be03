from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.wording import Suggestion, says_there_is_none, suggest, suggest_for

pytestmark = pytest.mark.engine

D = Decimal


@pytest.mark.parametrize(
    ("words", "suggestion"),
    [
        ("at least 90%", Suggestion(D(90), direction="up", unit="%")),
        (">= 99.9 %", Suggestion(D("99.9"), direction="up", unit="%")),
        ("≥ 99,9 %", Suggestion(D("99.9"), direction="up", unit="%")),
        ("equal or greater than 99.95%", Suggestion(D("99.95"), direction="up", unit="%")),
        ("At or above 0.5.", Suggestion(D("0.5"), direction="up")),
        ("90% or more", Suggestion(D(90), direction="up", unit="%")),
        ("90%+", Suggestion(D(90), direction="up", unit="%")),
        ("$500 or more", Suggestion(D(500), direction="up", unit="$")),
        ("Above 95 percent", Suggestion(D(95), direction="up", unit="%", strict=True)),
        (
            "Above 1 MR per person per month",
            Suggestion(D(1), direction="up", unit="MR per person per month", strict=True),
        ),
        ("at most 5 open issues", Suggestion(D(5), direction="down", unit="open issues")),
        ("no more than 1,234.5", Suggestion(D("1234.5"), direction="down")),
        ("not more than 20 mins", Suggestion(D(20), direction="down", unit="min")),
        ("30 days or less", Suggestion(D(30), direction="down", unit="days")),
        ("< 0", Suggestion(D(0), direction="down", strict=True)),
        (
            "Below 2500ms at the 90th percentile",
            Suggestion(D(2500), direction="down", unit="ms", strict=True),
        ),
        ("less than 1 hours", Suggestion(D(1), direction="down", unit="h", strict=True)),
        ("12%", Suggestion(D(12), unit="%")),
        (".25", Suggestion(D("0.25"))),
        ("at 90 mins", Suggestion(D(90), unit="min")),
        ("2 - 4 hours", Suggestion(low=D(2), high=D(4), direction="hold", unit="h")),
        ("between 60% and 80%", Suggestion(low=D(60), high=D(80), direction="hold", unit="%")),
        ("-5 to 5", Suggestion(low=D(-5), high=D(5), direction="hold")),
    ],
)
def test_a_target_in_words_that_reads_one_way_is_suggested(words, suggestion):
    assert suggest(words) == suggestion


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("below 4 h by March 2027", date(2027, 3, 31)),
        ("25% by 2025", date(2025, 12, 31)),
        ("25% by the end of 2025", date(2025, 12, 31)),
        ("at least 3 by Q3 2026", date(2026, 9, 30)),
        ("By 31 March 2027: at least 3", date(2027, 3, 31)),
        ("at least 3 by 2027-03-31", date(2027, 3, 31)),
        ("at least 3 no later than 1st April 2027", date(2027, 4, 1)),
    ],
)
def test_the_day_it_is_due_is_the_last_that_is_in_time(words, due):
    assert suggest(words).due == due


@pytest.mark.parametrize(
    ("words", "percent", "due"),
    [
        (
            "By 2030, a 50% reduction in the rate of poverty, compared to the 2015 level",
            -50, date(2030, 12, 31),
        ),
        ("Achieve a 25% growth in jobs in the sector from 2015 to 2026", 25, date(2026, 12, 31)),
        ("Reduce churn by 15%", -15, None),
        ("increase sales by 10 % relative to the 2024 baseline", 10, None),
    ],
)  # fmt: skip
def test_a_change_is_one_in_percent(words, percent, due):
    direction = "up" if percent > 0 else "down"

    assert suggest(words) == Suggestion(
        direction=direction, unit="%", due=due, change_percent=D(percent)
    )


@pytest.mark.parametrize(
    ("words", "suggestion"),
    [
        (
            "By 2026, increase the share of rivers that recover to 60%, from 42% in 2019",
            Suggestion(D(60), direction="up", unit="%", due=date(2026, 12, 31)),
        ),
        ("reduce the queue to 40", Suggestion(D(40), direction="down")),
        (
            "By 2035, less than 5% of adults (aged 18+) smoke",
            Suggestion(D(5), direction="down", unit="%", due=date(2035, 12, 31), strict=True),
        ),
        (
            "Support farming by achieving a score of 71 or higher for the index",
            Suggestion(D(71), direction="up"),
        ),
        ("We want at least 80% of tests to pass", Suggestion(D(80), direction="up", unit="%")),
        (
            "Keep costs below $500 for good",
            Suggestion(D(500), direction="down", unit="$", strict=True),
        ),
    ],
)
def test_the_one_number_of_a_sentence_is_found(words, suggestion):
    assert suggest(words) == suggestion


@pytest.mark.parametrize(
    "words",
    [
        "", "No specific target", "Confidential, in Adaptive", "TBD", "XX%", "[x] by [date]",
        "at least", "1,234", "7 days (until further data is provided)",
        "< 5% change in proportion of MRs with undefined label", "5 percent improvement hoped for",
        "Conserve 25% of land by 2025, working towards 30% by 2030",
        "Annual increase of 30% of stations", "about 50", "5 million",
        "at least 90% within 4 hours",
        "must not exceed 5", "never below 90", "more than 5 or more", "4 - 2 hours", "20% by FY27",
        "at least 5 by 31 February 2027", "3 or 4", "15% slower in spring",
        "at least 5 of the many very different things that we want", "2 - 4 points of improvement",
        "from 2015 to 2026 at least 5 by 2027", "it was 5 once", "9" * 501,
    ],
)  # fmt: skip
def test_what_is_not_certain_stays_words(words):
    assert suggest(words) is None


@given(
    st.text() | st.from_regex(r"(at least|below|by)? ?[0-9.,%-]{1,8} ?[a-z%]{0,9}( by 20[0-9]{2})?")
)
def test_any_words_are_a_suggestion_or_none(words):
    found = suggest(words)

    assert found is None or any(
        number is not None for number in (found.target, found.low, found.change_percent)
    )


@pytest.mark.parametrize(
    "words",
    [
        *("No specific target", "no target", "None", "N/A", "—", "Not applicable.", "None yet"),
        *("There is no target", "no formal target set", "not yet defined", "Target not set"),
    ],
)
def test_words_that_say_there_is_no_target_are_none(words):
    assert says_there_is_none(words)
    assert suggest(words) is None


@pytest.mark.parametrize(
    "words", ["", "No more than 5", "No specific target before 2030, then 80%", "None above 5 h"]
)
def test_words_that_say_something_are_not_taken_for_none(words):
    assert not says_there_is_none(words)


@pytest.mark.parametrize(
    ("unit", "fits"), [("", True), ("%", True), ("Percentage", True), ("s", False)]
)
def test_a_suggestion_fits_the_unit_of_the_measure(unit, fits):
    assert (suggest_for("at least 85%", unit) is not None) is fits


def test_a_share_of_the_starting_point_fits_any_unit():
    assert suggest_for("Reduce incidents by 20%", "incidents") is not None
    assert suggest_for("to be seen", "s") is None
