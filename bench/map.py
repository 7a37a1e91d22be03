"""Measures the map of a large company: `python -m bench.map`.

Makes a company in a database of its own on the embedded server, then asks for the map in its forms
and prints each as a ratio to the product's own page without a query, in turns with it. Nothing
here is part of the tests.
"""

import argparse
import subprocess
import sys

from bench.database import fresh_database

DATABASE = "throughline_bench_map"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--objectives", type=int, default=10_000)
    parser.add_argument("--focus-areas", type=int, default=30_000)
    parser.add_argument("--kpis", type=int, default=100_000)
    parser.add_argument("--confidential", type=int, default=20, help="hidden objectives")
    options = parser.parse_args()
    sizes = (options.objectives, options.focus_areas, options.kpis, options.confidential)
    with fresh_database(DATABASE) as environment:
        for stage in ("company", "asking_map"):
            run = f"import django; django.setup(); from bench.{stage} import main; main()"
            command = [sys.executable, "-c", run, *map(str, sizes)]
            subprocess.run(command, env=environment, check=True)


if __name__ == "__main__":
    main()
