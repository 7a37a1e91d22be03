"""Measures the line engine with its loader and its store: `python -m bench.lines`.

Makes a large company in a database of its own on the embedded server, then measures in a process
of its own. Nothing here is part of the tests.
"""

import argparse
import subprocess
import sys

from bench.database import fresh_database

DATABASE = "throughline_bench"


def main() -> None:
    options = _options()
    sizes = [options.objectives, options.focus_areas, options.kpis, options.confidential]
    with fresh_database(DATABASE, keep=True) as environment:
        for stage in ("company", "measuring"):
            run = f"import django; django.setup(); from bench.{stage} import main; main()"
            command = [sys.executable, "-c", run, *map(str, sizes)]
            subprocess.run(command, env=environment, check=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--objectives", type=int, default=10_000)
    parser.add_argument("--focus-areas", type=int, default=30_000)
    parser.add_argument("--kpis", type=int, default=100_000)
    parser.add_argument("--confidential", type=int, default=0, help="hidden objectives")
    return parser.parse_args()


if __name__ == "__main__":
    main()
