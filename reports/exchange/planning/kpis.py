"""KPIs of a file and their steps against those here."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import cast

from accounts.models import User
from alignment.lib.errors import DomainError
from alignment.lib.numbers import show_decimal
from kpis.bulk import derive_change
from kpis.deriving import derive
from kpis.models import NO_NEGATIVE_COST, Kpi, KpiStep
from kpis.wording import Suggestion, says_there_is_none, suggest_for
from objectives.models import WHICH_CURRENCY
from reports.exchange.document import KpiRow
from reports.exchange.plan import Outcome
from reports.exchange.planning.comparing import change, set_on, shown
from reports.exchange.planning.context import Planning
from reports.exchange.planning.matching import matched
from reports.exchange.planning.objectives import UNKNOWN_OBJECTIVE, facts

UNKNOWN_KPI = "There is no KPI with this reference, neither in the file nor here."
NOBODYS = "Say whose confidence this is: the KPI has no owner."
PLAIN = {
    "ref": "ref", "title": "title", "definition": "definition", "meaning": "meaning",
    "unit": "unit", "direction": "direction", "baseline": "baseline", "baseline_on": "baseline_on",
    "target": "target", "due": "due_on", "cadence": "cadence", "target_words": "target_words",
    "formula": "formula", "low": "low", "high": "high", "change_by": "change_by",
    "change": "change", "warn_low": "warn_low", "warn_high": "warn_high", "start": "starts_on",
    "result": "result", "source": "source", "source_ended_on": "source_ended_on",
    "yearly_cost": "yearly_cost", "currency": "currency",
}  # fmt: skip
UNLESS_EMPTY = {
    "decimals": "decimals", "kind": "kind", "perspective": "perspective", "status": "status",
    "strict": "strict", "aggregate": "aggregate", "pace": "pace", "pace_points": "pace_points",
    "on_course_by": "on_course_by", "behind_by": "behind_by", "weight": "weight",
}  # fmt: skip
WHEN_NEW = {"live_since": "live_since", "goalposts_moved_on": "goalposts_moved_on"}
COLUMNS = {name: column for column, name in (PLAIN | UNLESS_EMPTY).items()}


def plan_kpis(planning: Planning) -> None:
    """Plan KPIs; those that measure the success of something hidden are hidden with it."""
    here, section = planning.here, planning.document.kpis
    planning.kpis = {ref: row for ref, row in here.kpis.by_ref.items() if not hidden(planning, row)}
    rows = matched(planning, "kpis", section.rows, here.kpis, lambda one: hidden(planning, one))
    for row, found in rows:
        thing = found or _new(row)
        planning.kpis[row.ref] = thing
        _plan_kpi(planning, row, thing, is_here=found is not None)


def hidden(planning: Planning, kpi: Kpi) -> bool:
    """Say whether the person must not know of a KPI here."""
    return kpi.outcome_of_id in planning.here.hidden


def _new(row: KpiRow) -> Kpi:
    thing = Kpi(ref=row.ref)
    if row.uid:
        thing.uid = row.uid
    return thing


def _plan_kpi(planning: Planning, row: KpiRow, thing: Kpi, *, is_here: bool) -> None:
    wanted = facts(planning.document.kpis, row, PLAIN, UNLESS_EMPTY) | _ties(planning, row)
    wanted |= _confidence(planning, row, thing, wanted)
    if wanted.get("kind", thing.kind) == Kpi.Kind.CHANGE and row.change is not None:
        wanted.pop("target", None)  # it follows from the change
    if says_there_is_none(row.target_words):
        wanted["target_words"] = ""
    if not is_here:
        wanted |= facts(planning.document.kpis, row, {}, WHEN_NEW)
        if wanted.get("outcome_of") and not row.perspective:
            wanted["perspective"] = Kpi.Perspective.BUSINESS
        set_on(thing, wanted)
        _derive(planning, row, partial(derive, thing))
        planning.work.kpis.new.append(thing)
        planning.show("kpis", row.at, thing.title, Outcome.CREATE, (), remarks(thing, row))
        _check(planning, row, thing)
    elif edit := change(thing, wanted):
        _derive(planning, row, partial(derive_change, edit[0]))
        planning.work.kpis.changes.append(edit[0])
        planning.show("kpis", row.at, thing.title, Outcome.CHANGE, edit[1], remarks(thing, row))
        _check(planning, row, thing)
    else:
        planning.show("kpis", row.at, thing.title, Outcome.SAME)


def _ties(planning: Planning, row: KpiRow) -> dict[str, object]:
    section = planning.document.kpis
    wanted: dict[str, object] = {}
    if section.gives("owner"):
        wanted["owner"] = planning.person("kpis", row.at, "owner", row.owner)
    if section.gives("team"):
        wanted["team"] = planning.team(row.team)
    if section.gives("outcome_of"):
        goal = planning.objectives.get(row.outcome_of) if row.outcome_of else None
        if row.outcome_of and goal is None:
            planning.complain("kpis", row.at, "outcome_of", row.outcome_of, UNKNOWN_OBJECTIVE)
        wanted["outcome_of"] = goal
    return wanted


def _confidence(
    planning: Planning, row: KpiRow, thing: Kpi, wanted: Mapping[str, object]
) -> dict[str, object]:
    """Return what is said of whether a KPI will be reached: unless said otherwise, by its owner."""
    said = bool(row.confidence_on or row.confidence_by)
    if not row.confidence or (row.confidence == thing.confidence and not said):
        return {}
    by = planning.person("kpis", row.at, "confidence_by", row.confidence_by)
    by = by or cast("User | None", wanted.get("owner", thing.owner))
    if by is None and not row.confidence_by:
        planning.complain("kpis", row.at, "confidence_by", "", NOBODYS)
    return {
        "confidence": row.confidence,
        "confidence_on": row.confidence_on or planning.today,
        "confidence_by": by,
    }


def _derive(planning: Planning, row: KpiRow, follow: Callable[[date], None]) -> None:
    """Set what follows from the facts of a KPI, or complain of what cannot."""
    try:
        follow(planning.today)
    except DomainError as error:
        for name in cast("Mapping[str, object]", error.facts.get("fields", {"": ()})):
            column = COLUMNS.get(name, name)
            value = getattr(row, column, "")
            planning.complain("kpis", row.at, column, shown(value), error.sentence)


def remarks(kpi: Kpi, row: KpiRow) -> tuple[str, ...]:
    """Say of a target in words that it stays one or is none, and how it could be read."""
    if says_there_is_none(row.target_words):
        return (f"“{row.target_words}” says that there is no target.",)
    if not kpi.target_words:
        return ()
    found = suggest_for(kpi.target_words, kpi.unit)
    if found is None:
        return (f"The target stays in words: “{kpi.target_words}”.",)
    stays = f"The target stays in words: “{kpi.target_words}”."
    return (f"{stays} It seems to mean {in_words(found)}: say so on the KPI's page.",)


def in_words(found: Suggestion) -> str:
    """Return a suggestion for a target as people say it."""
    unit = f" {found.unit}" if found.unit else ""
    due = f" by {found.due}" if found.due else ""
    if found.change_percent is not None:
        return f"a change by {show_decimal(found.change_percent)}%{due}"
    bounds = {
        "up": "more than" if found.strict else "at least",
        "down": "less than" if found.strict else "at most",
    }
    figures = (
        (bounds.get(found.direction, "a target of"), found.target),
        ("at least", found.low),
        ("at most", found.high),
    )
    parts = [
        f"{words} {show_decimal(value)}{unit}" for words, value in figures if value is not None
    ]
    return " and ".join(parts) + due


def _check(planning: Planning, row: KpiRow, kpi: Kpi) -> None:
    if kpi.low is not None and kpi.high is not None and kpi.low > kpi.high:
        reason = "The lowest good value must not be above the highest."
        planning.complain("kpis", row.at, "low", kpi.low, reason)
    if kpi.outcome_of is not None and kpi.perspective == Kpi.Perspective.TECHNICAL:
        reason = "A goal's own measure of success is a business or joint KPI."
        planning.complain("kpis", row.at, "perspective", row.perspective, reason)
    if kpi.yearly_cost is not None and not kpi.currency:
        planning.complain("kpis", row.at, "currency", "", WHICH_CURRENCY)
    if kpi.yearly_cost is not None and kpi.yearly_cost < 0:
        planning.complain("kpis", row.at, "yearly_cost", kpi.yearly_cost, NO_NEGATIVE_COST)


def plan_steps(planning: Planning) -> None:
    """Plan the steps of KPIs that complete steps; a step is known by its title."""
    section = planning.document.steps
    if not section.rows:
        return
    seen: set[tuple[str, str]] = set()
    counts: dict[int, int] = {}
    for kpi_id, _ in planning.here.steps:
        counts[kpi_id] = counts.get(kpi_id, 0) + 1
    for row in section.rows:
        kpi = planning.kpis.get(row.kpi)
        if kpi is None:
            planning.complain("steps", row.at, "kpi", row.kpi, UNKNOWN_KPI)
            continue
        if (row.kpi, row.title) in seen:
            planning.complain("steps", row.at, "title", row.title, "This step stands there twice.")
            continue
        seen.add((row.kpi, row.title))
        wanted = facts(section, row, {"done": "done_on"}, {"weight": "weight"})
        shown = f"{kpi.title}: {row.title}"
        found = planning.here.steps.get((kpi.pk, row.title)) if kpi.pk else None
        if found is None:
            place = counts[id(kpi)] = counts.get(id(kpi), counts.get(kpi.pk, 0)) + 1
            step = KpiStep(kpi=kpi, title=row.title, position=place)
            set_on(step, wanted)
            planning.work.steps.new.append(step)
            planning.show("steps", row.at, shown, Outcome.CREATE)
        elif edit := change(found, wanted):
            planning.work.steps.changes.append(edit[0])
            planning.show("steps", row.at, shown, Outcome.CHANGE, edit[1])
        else:
            planning.show("steps", row.at, shown, Outcome.SAME)
