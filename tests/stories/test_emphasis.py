import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.emphasis import Stretch, stretches

pytestmark = pytest.mark.engine


def shown(text):
    return [(one.text, one.strength) for one in stretches(text)]


def test_one_star_raises_a_word_and_two_raise_it_more():
    assert shown("a *small* and a **large** thing") == [
        ("a ", ""),
        ("small", "em"),
        (" and a ", ""),
        ("large", "strong"),
        (" thing", ""),
    ]


def test_a_name_within_emphasis_stays_whole():
    assert shown("**we cut @[Load *time*]**") == [("we cut @[Load *time*]", "strong")]


def test_stars_that_raise_nothing_stay():
    for text in ("2 * 3 * 4", "2*3*4", "a * b", "**", "***x***", "*not ended", "* item\n* item"):
        assert shown(text) == [(text, "")], text


def test_nothing_has_no_parts():
    assert shown("") == []


@given(st.text(alphabet="a* \n@[]", max_size=60))
def test_nothing_but_stars_is_lost(text):
    parts = list(stretches(text))

    assert "".join(part.text for part in parts).replace("*", "") == text.replace("*", "")
    assert all(isinstance(part, Stretch) and part.text for part in parts)
