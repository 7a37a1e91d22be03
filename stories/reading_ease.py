"""How easily a text reads, in words that a writer can do something with.

The figure is Flesch's reading ease for English: Rudolf Flesch, “A new readability yardstick”,
Journal of Applied Psychology 32 (1948), 221-233: 206.835 - 1.015 * words per sentence - 84.6 *
syllables per word. Syllables are counted as groups of vowels, without a silent e at the end.
"""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from stories.prose import Words, segments

FEWEST_WORDS = 30  # below these the figure says nothing
LONGEST_SENTENCE = 35  # words; more do not fit into one breath
BEGINNING = 6
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|\Z)[^.!?\n]*)*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,:]\d+)*%?")
_VOWELS = re.compile(r"[aeiouyäöüáéíóúàèìòùâêîôûåæøœ]+")
_SILENT = re.compile(r"(?:(?:[^aeiouyl]|[aeiouy]l)e|[^aeiouytd]ed|[^aeiouyscghxz]es)$")
# A name is read as one thing; for the count it is a noun of two syllables.
A_NAME = "measure"
BANDS = (
    (Decimal(80), "Reads like a conversation."),
    (Decimal(60), "Reads like a newspaper."),
    (Decimal(45), "Reads like a business report."),
    (Decimal(30), "Reads like a textbook: shorter sentences and shorter words help."),
)
HARDEST = "Reads like a contract: shorter sentences and shorter words help."


@dataclass(frozen=True, slots=True)
class Ease:
    """How a text reads, and how its longest sentence begins if that is too long."""

    score: Decimal
    words: str
    long_sentence: str = ""
    long_count: int = 0


def reading_ease(text: str) -> Ease | None:
    """Return how easily a story reads; None where it is too short to say."""
    plain = "".join(piece.text if isinstance(piece, Words) else A_NAME for piece in segments(text))
    sentences = [words for one in _SENTENCE.findall(plain) if (words := _WORD.findall(one))]
    count = sum(map(len, sentences))
    if count < FEWEST_WORDS:
        return None
    often = Counter(word for words in sentences for word in words)
    syllables = sum(syllables_of(word) * times for word, times in often.items())
    score = (
        Decimal("206.835")
        - Decimal("1.015") * count / len(sentences)
        - Decimal("84.6") * syllables / count
    ).quantize(Decimal("0.1"))
    longest = max(sentences, key=len)
    too_long = len(longest) > LONGEST_SENTENCE
    return Ease(
        score=score,
        words=next((words for least, words in BANDS if score >= least), HARDEST),
        long_sentence=" ".join(longest[:BEGINNING]) if too_long else "",
        long_count=len(longest) if too_long else 0,
    )


def syllables_of(word: str) -> int:
    """Return about how many syllables a word has; at least one, a figure two."""
    if word[0].isdigit():
        return 2
    low = word.lower()
    groups = len(_VOWELS.findall(low))
    return max(1, groups - bool(_SILENT.search(low)))
