"""What went wrong, in a sentence a person can act on."""

from dataclasses import dataclass

SHOWN_VALUE_LENGTH = 80


class DomainError(Exception):
    """Refuse something the domain does not allow.

    `code` is stable and for machines, `sentence` is for people, `facts` are what the sentence
    is about (ids, limits, or `problems`: a tuple of `Problem`).
    """

    def __init__(self, code: str, sentence: str, **facts: object) -> None:
        """Keep code, sentence and facts; the sentence is what `str()` shows."""
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes with its facts."""
        return (_again, (type(self), self.code, self.sentence, self.facts))


def _again(
    kind: type[DomainError], code: str, sentence: str, facts: dict[str, object]
) -> DomainError:
    return kind(code, sentence, **facts)


def field_refusal(name: str, sentence: str) -> DomainError:
    """Return the refusal of one fact; `fields` tells a form beside which of its fields it goes."""
    return DomainError("invalid", sentence, fields={name: [sentence]})


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell, row or sheet of an imported file that cannot be taken as it is.

    `sheet` and `column` are empty and `row` is None where the problem is about the whole;
    `row` counts as the person's spreadsheet does, the header being row 1.
    """

    sheet: str
    row: int | None
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        """Return the problem as one line: where, what stood there, why it cannot be taken."""
        row = None if self.row is None else f"row {self.row}"
        column = f"column “{self.column}”" if self.column else None
        where = ", ".join(part for part in (self.sheet, row, column) if part)
        what = f"“{shortened(self.value)}”: {self.reason}" if self.value else self.reason
        return f"{where}: {what}" if where else what


def shortened(text: str, length: int = SHOWN_VALUE_LENGTH) -> str:
    """Return the text on one line, cut with an ellipsis to at most `length` characters."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
