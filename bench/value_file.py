"""Measures a file of values against a bare COPY of the same rows: `python -m bench.value_file`.

Both into the same empty table with all its indexes, in a database of its own on the embedded
server, in turns. Nothing here is part of the tests.
"""

import argparse
import subprocess
import sys

from bench.database import fresh_database
from bench.lines import DATABASE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--values", type=int, default=1_000_000)
    parser.add_argument("--kpis", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    sizes = [options.values, options.kpis, options.rounds]
    with fresh_database(DATABASE, keep=True) as environment:
        run = "import django; django.setup(); from bench.copying_values import measure; measure()"
        command = [sys.executable, "-c", run, *map(str, sizes)]
        subprocess.run(command, env=environment, check=True)


if __name__ == "__main__":
    main()
