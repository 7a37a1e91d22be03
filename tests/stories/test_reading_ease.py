import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.reading_ease import reading_ease, syllables_of

pytestmark = pytest.mark.engine

EASY = (
    "People stay when the product answers quickly and remembers them. We are cutting @[load time] "
    "and making every visit worth coming back for. By spring we expect fewer calls about crashes."
)
CONTRACT = (
    "Pursuant to the contractual obligations hereinafter enumerated, the organisation shall "
    "utilise its operational capabilities in accordance with applicable regulatory requirements, "
    "notwithstanding any contradictory stipulations contained in previously executed agreements "
    "between the participating organisations."
)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("the", 1), ("scale", 1), ("table", 2), ("used", 1), ("rated", 2), ("times", 1)),
        *(("pages", 2), ("churches", 2), ("customers", 3), ("1.92", 2), ("psst", 1)),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(word, count):
    assert syllables_of(word) == count


def test_short_words_in_short_sentences_read_like_a_newspaper():
    assert reading_ease(EASY).words == "Reads like a newspaper."
    assert reading_ease(EASY).long_sentence == ""


def test_a_contract_reads_like_a_contract_and_its_longest_sentence_is_named():
    ease = reading_ease(CONTRACT + " It is so." + " We pay and we pay, and then" * 6 + ".")

    assert ease.words.startswith("Reads like a ")
    assert "contract" in reading_ease(CONTRACT).words
    assert (ease.long_sentence, ease.long_count) == ("We pay and we pay and", 42)


def test_of_a_few_words_nothing_is_said():
    assert reading_ease("We keep customers.") is None
    assert reading_ease("") is None


def test_how_a_measure_is_called_does_not_make_the_story_harder():
    short = EASY.replace("load time", "x")
    long = EASY.replace("load time", "Average multinational transactional responsiveness")

    assert reading_ease(short) == reading_ease(long)


def test_a_figure_does_not_end_a_sentence():
    text = "We cut the wait from 2.40 to 1.92 seconds this year and that is all we do. " * 3

    assert (
        reading_ease(text).score == reading_ease(text.replace(".40", "").replace(".92", "")).score
    )


@given(st.text(max_size=400))
def test_whatever_is_written_gets_an_answer(text):
    ease = reading_ease(text)

    assert ease is None or ease.score <= 122
