"""What of an address is a key, and is shown to nobody: dots stand in its place."""

import re

from alignment.lib.errors import field_refusal
from kpis.sources.asking import origin_of

DOTS = "••••••"
_ASKED = re.compile(r"(?P<name>[?&][^=&#]*=)(?P<value>[^&#]+)")
_SECRET = re.compile(
    r"key|token|secret|passw|pwd|auth|credential|sig(?:nature)?=|[?&]code=", re.IGNORECASE
)
ANEW = "Type the key of this address in the place of the dots: it is kept for the address before."


def masked(address: str) -> str:
    """Return an address with dots in place of whatever is called like a key."""
    return _ASKED.sub(
        lambda found: found["name"] + DOTS if _SECRET.search(found["name"]) else found[0], address
    )


def unmasked(shown: str, kind: str, stored: str | None) -> str:
    """Return an address as it is asked: what is still dots is what it was.

    Raises:
        DomainError: nothing is kept under that name, or the address leads to another place.
    """
    if DOTS not in shown:
        return shown
    place = origin_of(kind, shown.replace(DOTS, ""))
    if stored is None or place != origin_of(kind, stored):
        raise field_refusal("address", ANEW)
    kept = {found["name"][1:]: found["value"] for found in _ASKED.finditer(stored)}

    def put_back(found: re.Match[str]) -> str:
        if found["value"] != DOTS:
            return found[0]
        if found["name"][1:] not in kept:
            raise field_refusal("address", ANEW)
        return found["name"] + kept[found["name"][1:]]

    return _ASKED.sub(put_back, shown)
