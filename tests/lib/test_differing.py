from difflib import SequenceMatcher
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from alignment.lib.differing import DEAREST, Piece, paragraphs_changed, words_changed

pytestmark = pytest.mark.engine

words = st.sampled_from(
    ["goal ", "target ", "1.92 s", ", ", "so ", ".", "\n", "\n\n", "é", "@[A b]"]
)
texts = st.lists(words | st.text(max_size=4), max_size=40).map("".join)


def said(text: str, other: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in words_changed(text, other)]


@given(texts, texts)
def test_the_pieces_make_up_both_texts(before, after):
    pieces = words_changed(before, after)

    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
    assert all(piece.text for piece in pieces)
    assert all(one.kind != next_one.kind for one, next_one in pairwise(pieces))


@given(texts, texts)
def test_the_paragraphs_make_up_both_texts_and_show_each_side_its_own(before, after):
    pairs = paragraphs_changed(before, after)

    assert "".join(piece.text for pair in pairs for piece in pair.before) == before
    assert "".join(piece.text for pair in pairs for piece in pair.after) == after
    assert all(piece.kind != "added" for pair in pairs for piece in pair.before)
    assert all(piece.kind != "removed" for pair in pairs for piece in pair.after)


@given(texts)
def test_a_text_does_not_differ_from_itself(text):
    assert words_changed(text, text) == ((Piece("same", text),) if text else ())
    assert all(pair.is_same for pair in paragraphs_changed(text, text))


@given(texts, texts)
def test_texts_that_differ_have_a_changed_paragraph(before, after):
    changed = any(not pair.is_same for pair in paragraphs_changed(before, after))

    assert changed == (before != after)


def test_a_text_saved_again_as_it_was_has_no_changes():
    assert said("We cut the wait.", "We cut the wait.") == [("same", "We cut the wait.")]


def test_a_number_is_one_word():
    assert said("Falls to 1.92 s soon.", "Falls to 1.80 s soon.") == [
        ("same", "Falls to "),
        ("removed", "1.92 "),
        ("added", "1.80 "),
        ("same", "s soon."),
    ]


def test_a_mention_is_one_word():
    assert said("We cut @[Page load] now", "We cut @[Page size] now") == [
        ("same", "We cut "),
        ("removed", "@[Page load] "),
        ("added", "@[Page size] "),
        ("same", "now"),
    ]


def test_a_word_of_two_letters_between_two_changes_changes_with_them():
    kinds = [kind for kind, _ in said("red is dear", "blue is cheap")]

    assert kinds == ["removed", "added"]


def test_a_new_paragraph_leaves_the_others_beside_their_own():
    before = "The first stays as it is.\n\nThe second is about load times.\n\nThe third ends."
    after = "A wholly fresh beginning here.\n\n" + before.replace("times", "time")

    pairs = paragraphs_changed(before, after)

    assert [pair.is_same for pair in pairs] == [False, True, False, True]
    assert pairs[0].before == ()
    assert pairs[2].before[0] == Piece("same", "The second is about load ")


def test_paragraphs_with_nothing_in_common_do_not_stand_beside_each_other():
    pairs = paragraphs_changed("One two.\nKept words here.\n", "Three four!\nKept words there.\n")

    sides = [(bool(pair.before), bool(pair.after)) for pair in pairs]
    assert sides == [(True, False), (False, True), (True, True)]


def test_very_many_rewritten_paragraphs_stand_side_by_side_in_order():
    before = "".join(f"Old paragraph {i} about things.\n" for i in range(60))
    after = "".join(f"New text {i} on other matters.\n" for i in range(61))

    pairs = paragraphs_changed(before, after)

    assert len(pairs) == 61
    assert pairs[60].before == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" ".join(str(i % 997) for i in range(10_000)), " ".join(str(i) for i in range(10_000))),
        ("so it goes, and so on " * 2000, "on it goes, or so and " * 2000),
        ("a\n" * 5000, "b a\n" * 5000),
        (
            " ".join(str(i % 150) for i in range(20_000)),
            " ".join(str(i * 7 % 149) for i in range(20_000)),
        ),
    ],
)
def test_ten_thousand_words_are_never_compared_each_with_each(before, after, monkeypatch):
    tried = []

    class Counting(SequenceMatcher):
        def get_opcodes(self):
            tried.append(sum(len(self.b2j.get(word, ())) for word in self.a))
            return super().get_opcodes()

    monkeypatch.setattr("alignment.lib.differing.SequenceMatcher", Counting)

    words_changed(before, after)

    assert sum(tried) <= DEAREST


def test_screen_readers_hear_what_was_taken_out_and_put_in():
    shown = render_to_string(
        "components/changed_words.html", {"pieces": words_changed("by <May>", "by <June>")}
    )

    assert "<del><span" in shown
    assert "taken out: </span>May" in shown
    assert "put in: </span>June" in shown
    assert "<May>" not in shown
