"""Holds the measured coverage to its floors: engines whole, everything else nearly so.

Run after the suite: `python -m tests.coverage_floors`, or where only the tests of the engines
were counted, `python -m tests.coverage_floors engines`.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ENGINES = {
    "accounts/roles.py",
    "alignment/lib/differing.py",
    "jobs/cadences.py",
    "kpis/accepting.py",
    "kpis/believing.py",
    "kpis/doubting.py",
    "kpis/due.py",
    "kpis/explaining.py",
    "kpis/figures.py",
    "kpis/forecast.py",
    "kpis/holding.py",
    "kpis/pace.py",
    "kpis/pace_lines.py",
    "kpis/pasting.py",
    "kpis/progress.py",
    "kpis/rollup.py",
    "kpis/series.py",
    "kpis/standing.py",
    "kpis/trending.py",
    "kpis/wording.py",
    "objectives/reaching.py",
    "objectives/smart.py",
    "objectives/tree.py",
    "reports/columns.py",
    "reports/lettering.py",
    "reports/mapping.py",
    "reports/agenda.py",
    "reports/ranking.py",
    "reports/worth.py",
    "stories/emphasis.py",
    "stories/jargon.py",
    "stories/lines/assessing.py",
    "stories/lines/catalogue.py",
    "stories/lines/causes.py",
    "stories/lines/counting.py",
    "stories/lines/covering.py",
    "stories/lines/engine.py",
    "stories/lines/faults.py",
    "stories/lines/findings.py",
    "stories/lines/fingerprints.py",
    "stories/lines/graph.py",
    "stories/lines/hierarchy.py",
    "stories/lines/indexing.py",
    "stories/lines/judging.py",
    "stories/lines/linking.py",
    "stories/lines/measuring.py",
    "stories/lines/parts.py",
    "stories/lines/telling.py",
    "stories/lines/tracing.py",
    "stories/prose.py",
    "stories/reading_ease.py",
    "stories/reasoning.py",
}
OF_ALL = 95.0


def main(only_engines: bool) -> int:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        subprocess.run(
            [sys.executable, "-m", "coverage", "json", "-q", "-o", str(report)], check=True
        )
        measured = json.loads(report.read_text())
    complaints = [
        f"{name}: {facts['summary']['percent_covered']:.1f}% of an engine, must be 100%"
        for name, facts in measured["files"].items()
        if name in ENGINES and facts["summary"]["percent_covered"] < 100
    ]
    complaints += [f"{name}: not measured" for name in ENGINES - measured["files"].keys()]
    total = measured["totals"]["percent_covered"]
    if not only_engines and total < OF_ALL:
        complaints.append(f"all: {total:.1f}%, must be {OF_ALL:.0f}%")
    of_all = "" if only_engines else f", all {total:.1f}%"
    print("\n".join(complaints) or f"coverage: engines 100%{of_all}")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(only_engines=sys.argv[1:] == ["engines"]))
