"""Secrets as they are kept: encrypted with the newest of the operator's keys."""

import json
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from alignment.lib.errors import DomainError

UNREADABLE = (
    "The stored secret cannot be read with this installation's keys. Type it again, or ask who "
    "runs the installation for the key it was stored with."
)


def are_keys(keys: Sequence[str]) -> bool:
    """Say whether these can encrypt: at least one, each 32 bytes in URL-safe base64."""
    try:
        return bool([Fernet(key) for key in keys])
    except ValueError:
        return False


def encrypted(secret: str, purpose: str) -> str:
    """Return a secret as it may be kept; only who asks for the same purpose can read it."""
    return _box().encrypt(json.dumps([purpose, secret]).encode()).decode()


def decrypted(kept: str, purpose: str, *, seconds: int | None = None) -> str:
    """Return a secret that was kept, for `seconds` at the longest; None is for ever.

    Raises:
        DomainError: no key of this installation reads it, or it was kept for something else.
    """
    try:
        said, secret = json.loads(_box().decrypt(kept, ttl=seconds))
    except (InvalidToken, ValueError):
        said, secret = None, ""
    if said != purpose:
        raise DomainError("unreadable_secret", UNREADABLE)
    return str(secret)


def rotated(kept: str) -> str:
    """Return a kept secret encrypted anew with the newest key.

    Raises:
        DomainError: no key of this installation reads it.
    """
    try:
        return _box().rotate(kept).decode()
    except InvalidToken:
        raise DomainError("unreadable_secret", UNREADABLE) from None


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])
