"""Writes everything into a workbook."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from alignment.lib.errors import DomainError
from reports.exchange.files import write_export


class Command(BaseCommand):
    """Write this installation into a folder of CSV files, an XLSX or a zip, by the name."""

    help = "Write everything into a workbook: PATH.xlsx, PATH.zip, or a folder of CSV files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where to write."""
        parser.add_argument("path", type=Path, help="a folder, or a name ending in .xlsx or .zip")

    def handle(self, *_args: object, **options: object) -> None:
        """Write the workbook."""
        path = Path(str(options["path"]))
        try:
            write_export(path)
        except DomainError as error:
            raise CommandError(error.sentence) from error
        self.stdout.write(f"Written to {path}.")
