"""Brings a workbook in: first what it would do, then all of it or nothing."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from alignment.lib.errors import DomainError
from reports.exchange.files import document_at
from reports.exchange.load import plan_import, store_import
from reports.exchange.preview import lines


class Command(BaseCommand):
    """Read an XLSX, a zip or a folder of CSV files into this installation."""

    help = "Bring in a workbook (XLSX, zip or folder of CSV files): all of it, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and whether to look only."""
        parser.add_argument("path", type=Path, help="the workbook: a file or a folder")
        parser.add_argument("--dry-run", action="store_true", help="say only what would happen")
        parser.add_argument("--by", metavar="EMAIL", help="the person in whose name it happens")

    def handle(self, *_args: object, **options: object) -> None:
        """Say what would happen, and let it happen unless something is wrong."""
        try:
            self._run(
                Path(str(options["path"])),
                by=_person(options["by"]),
                is_trial=bool(options["dry_run"]),
            )
        except DomainError as error:
            raise CommandError(error.sentence) from error

    def _run(self, path: Path, *, by: User | None, is_trial: bool) -> None:
        today, document = timezone.localdate(), document_at(path)
        plan = plan_import(document, today, by)
        for line in lines(plan):
            self.stdout.write(line)
        if plan.problems:
            raise CommandError("Nothing was stored.")
        if is_trial:
            self.stdout.write("This was a trial: nothing was stored.")
            return
        store_import(plan, by=by, at=timezone.now(), today=today)
        if plan.changes_something:
            self.stdout.write("Stored.")


def _person(email: object) -> User | None:
    if not email:
        return None
    found = User.objects.active().filter(email__iexact=str(email)).first()
    if found is None:
        raise DomainError("unknown_person", f"Nobody here has the address “{email}”.")
    return found
