#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line

from alignment import embedded

# These look at the code alone; everything else may ask the database.
NEEDS_NO_SERVER = {
    "help",
    "version",
    "--help",
    "--version",
    "makemessages",
    "collectstatic",
    "check",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alignment.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command in NEEDS_NO_SERVER and "--database" not in sys.argv:
        execute_from_command_line(sys.argv)
        return
    with embedded.servers():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
