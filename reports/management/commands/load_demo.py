"""Loads the demo company into an empty installation."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.demo import load


class Command(BaseCommand):
    """Load the demo company; an installation in use is left alone."""

    help = "Load the demo company into an empty installation."

    def handle(self, *_: Any, **__: Any) -> None:
        """Load it, and say whether."""
        if load(at=timezone.now()):
            self.stdout.write("The demo company is loaded: a year of its history.")
        else:
            self.stdout.write("There are objectives already, so the demo company is left out.")
