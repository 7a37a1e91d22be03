"""Measures pages of a company of any size: `python -m bench.pages`.

Makes a small and a large company, each in a database of its own on the embedded server, asks each
for its pages in turns with the product's own page without a query, and prints medians, the ratio
to that page, and what the large company costs against the small one. `--pages` chooses: goal, kpi,
check-in, board, map, great (a very large goal). `--keep` leaves the databases, `--again` asks those
that were left. Nothing here is part of the tests.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator

from bench.database import fresh_database

DATABASE = "throughline_bench_pages"
HEAD = """\
| page | reader | queries | ms by the clock | of the processor | cold | first \
| against the plain page | of the processor | against {small:,} KPIs | of the processor |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"""
Row = dict[str, str | float]


def main() -> None:
    options = _options()
    few, many = options.small, options.kpis
    small = {(row["page"], row["reader"]): row for row in _asked(few, 12, options)} if few else {}
    print(HEAD.format(small=few))
    for row in _asked(many, options.values, options):
        print(_line(row, small.get((row["page"], row["reader"]))), flush=True)


def _asked(kpis: int, values: int, options: argparse.Namespace) -> Iterator[Row]:
    """Make a company in which ten KPIs hang on a goal, and ask it."""
    sizes = [kpis // 10, kpis * 3 // 10, kpis, options.confidential if kpis > 1_000 else 0, values]
    kept = options.keep or options.again
    with fresh_database(f"{DATABASE}_{kpis}", keep=kept, anew=not options.again) as environment:
        if not options.again:
            _run("company", map(str, sizes), environment)
        asked = map(str, (options.rounds, *options.pages.split(",")))
        for line in _run("asking_pages", asked, environment).splitlines():
            yield json.loads(line)


def _run(stage: str, words: Iterator[str], environment: dict[str, str]) -> str:
    run = f"import django; django.setup(); from bench.{stage} import main; main()"
    command = [sys.executable, "-c", run, *words]
    return subprocess.run(
        command, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def _line(row: Row, small: Row | None) -> str:
    growth = ["", ""]
    if small:
        growth = [f"{row[name] / small[name]:.2f}" for name in ("clock", "own")]
    cells = [
        row["page"],
        row["reader"],
        row["queries"],
        *(f"{row[name]:.1f}" for name in ("clock", "own", "cold", "first", "ratio", "own_ratio")),
        *growth,
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kpis", type=int, default=100_000, help="goals are a tenth of them")
    parser.add_argument("--small", type=int, default=100, help="KPIs of the other company, or 0")
    parser.add_argument("--values", type=int, default=108, help="of each KPI of the large company")
    parser.add_argument("--confidential", type=int, default=20, help="hidden objectives")
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--pages", default="goal,kpi,check-in,board,map")
    parser.add_argument("--keep", action="store_true", help="leave the databases")
    parser.add_argument("--again", action="store_true", help="ask databases that were left")
    return parser.parse_args()


if __name__ == "__main__":
    main()
