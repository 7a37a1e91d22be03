"""Brings a file of values in: first what it would do, then all of it or nothing."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from alignment.lib.errors import DomainError
from kpis.pages.value_files import changes, lines
from kpis.services.value_files import load_values, open_values, store_loaded
from kpis.value_tables import drop_values

TOLD_FROM = 20_000  # rows from which it is told how far reading has come


class Command(BaseCommand):
    """Read a CSV or XLSX file of values into this installation."""

    help = "Bring in a file of values (CSV or XLSX; long or wide): all of it, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and how it is meant."""
        parser.add_argument("path", type=Path, help="the file: kpi, date, value or a date a column")
        parser.add_argument("--dry-run", action="store_true", help="say only what would happen")
        parser.add_argument("--by", metavar="EMAIL", help="the person in whose name it happens")
        parser.add_argument("--because", default="", help="why values on record are corrected")
        parser.add_argument(
            "--sure", action="store_true", help="values out of the ordinary are meant so"
        )

    def handle(self, *_args: object, **options: object) -> None:
        """Say what would happen, and let it happen unless something is wrong."""
        try:
            self._run(options)
        except DomainError as error:
            raise CommandError(error.sentence) from error
        finally:
            drop_values()

    def _run(self, options: Mapping[str, object]) -> None:
        now, by = timezone.now(), _person(options["by"])
        stream = open_values(Path(str(options["path"])))
        today = timezone.localdate(now)
        report = load_values(stream, by=by, today=today, progress=self._tell)
        for line in lines(report):
            self.stdout.write(line)
        if report.wrong:
            raise CommandError("Nothing was stored.")
        if options["dry_run"]:
            self.stdout.write("This was a trial: nothing was stored.")
            return
        if report.doubted and not options["sure"]:
            raise CommandError("Nothing was stored: say --sure if these values are meant so.")
        if changes(report):
            reason = str(options["because"])
            new, other = store_loaded(report=report, by=by, at=now, reason=reason)
            self.stdout.write(f"Stored: {new:,} new, {other:,} corrected.")

    def _tell(self, done: int, rows: int) -> None:
        if rows > TOLD_FROM:
            self.stderr.write(f"{done:,} of {rows:,} rows read", ending="\r")


def _person(email: object) -> User | None:
    if not email:
        return None
    found = User.objects.active().filter(email__iexact=str(email)).first()
    if found is None:
        raise DomainError("unknown_person", f"Nobody here has the address “{email}”.")
    return found
