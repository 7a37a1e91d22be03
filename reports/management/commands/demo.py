"""Runs a whole installation with the demo company until Ctrl-C."""

import os
import socket
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from alignment import processes
from alignment.lib.charting.bundle import bundle
from reports.demo import sign_ins


class Command(BaseCommand):
    """Start everything on this machine, with the demo company in an empty installation."""

    help = "Run web server, worker and beat with the demo company until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address to listen on."""
        parser.add_argument("--address", default="127.0.0.1:8000", help="host:port")

    def handle(self, *_: Any, address: str, **__: Any) -> None:
        """Migrate, load, start, say where, and wait."""
        self._refuse_a_taken_address(address)
        try:
            self._run(address)
        except processes.ProcessDiedError as died:
            raise CommandError(str(died)) from died
        except KeyboardInterrupt:
            self.stdout.write("\nStopped before it was ready; the next start goes on from here.")
        else:
            self.stdout.write("Stopped. The data stays for the next start.")

    def _run(self, address: str) -> None:
        self.stdout.write("Preparing the database …")
        call_command("migrate", verbosity=0)
        call_command("load_demo", stdout=self.stdout)
        bundle()
        # Links in mails lead here, unless somebody named another address.
        os.environ.setdefault("SITE_URL", f"http://{address}")
        with processes.running(address) as started:
            self._say_where(address)
            processes.wait(started)

    def _refuse_a_taken_address(self, address: str) -> None:
        host, _, port = address.rpartition(":")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, int(port)))
            except (OSError, ValueError) as taken:
                raise CommandError(
                    f"Cannot listen on {address} ({taken}). Stop what listens there, or choose"
                    " another: make demo ADDRESS=127.0.0.1:8001"
                ) from taken

    def _say_where(self, address: str) -> None:
        self.stdout.write(f"\nThroughline answers on http://{address}/\n\nSign in as")
        for sign_in in sign_ins():
            self.stdout.write(
                f"  {sign_in.role:<12} {sign_in.email:<34} password  {sign_in.password}"
            )
        self.stdout.write("\nCtrl-C stops everything; the data stays.")
        self.stdout.flush()  # into a pipe, it would come only at the end
