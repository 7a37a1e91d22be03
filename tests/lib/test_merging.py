"""Two changes of one text are put together where they do not meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignment.lib.merging import edits, merged

BEFORE = "Slow pages drive people away. Crashes do too. We mend both."


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (
            BEFORE.replace("Slow", "Very slow"),
            BEFORE.replace("mend both", "mend both soon"),
            "Very slow pages drive people away. Crashes do too. We mend both soon.",
        ),
        (BEFORE + " Promised.", "First: " + BEFORE, "First: " + BEFORE + " Promised."),
        (BEFORE, BEFORE + " Promised.", BEFORE + " Promised."),
        (BEFORE.replace("too", "as well"),) * 2 + (BEFORE.replace("too", "as well"),),
        ("", "", ""),
    ],
)
def test_changes_apart_are_put_together(one, other, together):
    assert merged(BEFORE, one, other) == together
    assert merged(BEFORE, other, one) == together


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (BEFORE.replace("Slow", "Very slow"), BEFORE.replace("Slow", "Lame")),
        (BEFORE + " One.", BEFORE + " Other."),
        ("", BEFORE + " More."),
        (
            BEFORE.replace("drive people", "drive customers"),
            BEFORE.replace("people away", "us mad"),
        ),
    ],
)
def test_changes_that_meet_are_left_to_a_person(one, other):
    assert merged(BEFORE, one, other) is None


WORDS = st.lists(st.sampled_from(["a", "bb", "ccc", "and", "so.", "\n"]), max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_edits_make_one_text_into_the_other(before, after):
    text, shift = before, 0
    for edit in edits(before, after):
        text = text[: edit.start + shift] + edit.text + text[edit.end + shift :]
        shift += len(edit.text) - (edit.end - edit.start)

    assert text == after


@given(WORDS, WORDS)
def test_where_one_changed_nothing_the_other_stands(before, after):
    assert merged(before, before, after) == after
    assert merged(before, after, before) == after


@given(WORDS, WORDS, WORDS)
def test_it_makes_no_difference_who_came_first(before, one, other):
    assert merged(before, one, other) == merged(before, other, one)
