"""Text that spreadsheets would run or cannot hold, made harmless and got back unchanged."""

import re

# Characters with which a cell becomes a formula; the second line is their full-width forms.
TRIGGERS = "=+\\-@\t\r\n\x00" + "＝＋－＠"
GUARDED = re.compile(rf"'*[{TRIGGERS}]")
HIDDEN = "[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]"
LOOKS_ESCAPED = re.compile(rf"_(?=x[0-9A-Fa-f]{{4}}(?:_|{HIDDEN}))")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def guarded(text: str) -> str:
    """Return the text with an apostrophe in front if a spreadsheet could take it for a formula."""
    return f"'{text}" if GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """Return the text without the one apostrophe that `guarded` put in front."""
    return text[1:] if text.startswith("'") and GUARDED.match(text) else text


def escaped(text: str) -> str:
    """Return the text with what XML cannot hold written as spreadsheets do: `_x000D_`."""
    safe = LOOKS_ESCAPED.sub("_x005F_", text)
    return re.sub(HIDDEN, lambda found: f"_x{ord(found[0]):04X}_", safe)


def unescaped(text: str) -> str:
    """Return the text as it was before `escaped`."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
