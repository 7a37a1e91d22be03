"""Measures the states of very many KPIs: `python -m bench.figures`.

Makes KPIs and values in a database of its own on the embedded server, measures in a process of its
own, prints ratios of one run, and drops the database. Nothing here is part of the tests.
"""

import argparse
import subprocess
import sys

from bench.database import fresh_database

DATABASE = "throughline_bench_figures"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kpis", type=int, default=100_000)
    parser.add_argument("--few", type=int, default=1_000, help="where the growth begins")
    parser.add_argument("--values", type=int, default=100, help="of each KPI")
    options = parser.parse_args()
    with fresh_database(DATABASE) as environment:
        run = "import django; django.setup(); from bench.recomputing import main; main()"
        sizes = map(str, (options.few, options.kpis, options.values))
        subprocess.run([sys.executable, "-c", run, *sizes], env=environment, check=True)


if __name__ == "__main__":
    main()
