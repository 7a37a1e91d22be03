"""Measures ten thousand values by API against one statement: `python -m bench.api_values`.

The statement inserts the same rows from JSON into the same table. A database of its own on the
embedded server, in turns. Nothing here is part of the tests.
"""

import argparse
import subprocess
import sys

from alignment import embedded
from bench.lines import environment, fresh_database


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--values", type=int, default=10_000)
    parser.add_argument("--kpis", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    sizes = [options.values, options.kpis, options.rounds]
    with embedded.servers():
        fresh_database()
        run = "import django; django.setup(); from bench.sending_values import measure; measure()"
        command = [sys.executable, "-c", run, *map(str, sizes)]
        subprocess.run(command, env=environment(), check=True)


if __name__ == "__main__":
    main()
