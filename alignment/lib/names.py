"""When two names are the same to a reader."""

import unicodedata


def same_name_key(text: str) -> str:
    """Return what two references or titles share when a person would call them the same.

    Case, outer space, runs of space and composed or decomposed accents make no difference.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
