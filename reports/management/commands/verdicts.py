"""Says how many KPIs trace to a goal."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from stories.audiences import hidden_from
from stories.graph_loading import load_graph
from stories.lines.catalogue import CATALOGUE
from stories.lines.engine import evaluate
from stories.lines.findings import Counts
from stories.models import PUBLIC
from stories.totals import all_counts
from stories.verdicts import settle

HEADLINES = ("live", "sound", "in_doubt", "no_line", "exempt")


class Command(BaseCommand):
    """Counts as those see them who know of no confidential goal, so that they may be passed on."""

    help = "Say how many KPIs trace to a goal, and what is wrong with the others."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the form and the day."""
        parser.add_argument("--json", action="store_true", help="answer as JSON")
        parser.add_argument("--on", metavar="DATE", help="as of this day, such as 2026-11-21")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Settle, count, print."""
        now = timezone.now()
        today = timezone.localdate(now)
        settle(today=today, at=now)
        day = _day(options["on"]) if options["on"] else today
        counts = all_counts(PUBLIC, today) if day == today else _counts_on(day)
        self.stdout.write(_as_json(counts) if options["json"] else _as_text(counts))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        sentence = f"“{text}” is not a date: write it like 2026-11-21."
        raise CommandError(sentence) from error


def _counts_on(day: date) -> Counts:
    """Judge everything as of another day; nothing is stored."""
    return evaluate(load_graph(None, hidden_from(PUBLIC), day), day).counts


def _as_json(counts: Counts) -> str:
    kpis = asdict(counts.kpis)
    return json.dumps(
        {
            "on": counts.on.isoformat(),
            "kpis": {name: kpis[name] for name in HEADLINES},
            "objectives": asdict(counts.objectives),
            "focus_areas": asdict(counts.focus_areas),
            "faults": dict(counts.faults),
        }
    )


def _as_text(counts: Counts) -> str:
    kpis, goals, work = counts.kpis, counts.objectives, counts.focus_areas
    groups = [
        ("live KPIs", kpis.live),
        ("  traced and agreed", kpis.sound),
        ("  in doubt", kpis.in_doubt),
        ("  no line to a goal", kpis.no_line),
        ("  exempt", kpis.exempt),
        ("active goals", goals.active),
        ("  with an agreed line", goals.sound),
        ("  with a line in doubt", goals.in_doubt),
        ("  without a line", goals.no_line),
        ("  that need no technology", goals.not_expected),
        ("live focus areas", work.live),
        ("  that serve no goal", work.no_goal),
        ("  without a measure", work.no_measure),
    ]
    found = [(f"{code} {CATALOGUE[code].name}", n) for code, n in counts.faults.items() if n]
    lines = [f"On {counts.on:%d %B %Y}", *(f"{n:>7}  {name}" for name, n in [*groups, *found])]
    return "\n".join(lines)
