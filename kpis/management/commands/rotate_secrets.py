"""Encrypts every kept secret anew with the newest key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kpis.services import rotate_secrets


class Command(BaseCommand):
    """Put the new key first in FIELD_KEYS, run this, then take the old key out."""

    help = "Encrypt the secrets of all sources with the first key of FIELD_KEYS."

    def handle(self, *_: Any, **__: Any) -> None:
        """Rotate, and say of how many."""
        done, unreadable = rotate_secrets()
        self.stdout.write(f"Secrets encrypted with the newest key: {done}")
        if unreadable:
            raise CommandError(
                f"No key of FIELD_KEYS reads {unreadable} secrets: put back the key they were kept "
                "with, or let them be typed again."
            )
