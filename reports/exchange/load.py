"""Brings a document in: first what it would do, then all of it or nothing."""

from datetime import date, datetime

from accounts.bulk import found_teams, welcome_people
from accounts.models import User
from accounts.saving import in_one_go
from alignment.lib.errors import DomainError
from kpis.bulk import record_values, save_kpis, save_steps
from kpis.states import recompute_states
from objectives.bulk import save_focus_areas, save_focus_links, save_objectives, share_objectives
from reports.exchange.document import Document
from reports.exchange.here import Here
from reports.exchange.plan import ImportPlan, Work
from reports.exchange.planning.agreeing import (
    plan_agreements,
    plan_judgements,
    plan_not_blanks,
)
from reports.exchange.planning.context import Planning
from reports.exchange.planning.exemptions import plan_exemptions
from reports.exchange.planning.kpis import plan_kpis, plan_steps
from reports.exchange.planning.links import plan_focus_links, plan_kpi_links
from reports.exchange.planning.objectives import plan_focus_areas, plan_objectives
from reports.exchange.planning.people import plan_people
from reports.exchange.planning.telling import plan_stories
from reports.exchange.planning.values import plan_measurements
from stories.bulk import (
    bring_in_agreements,
    bring_in_judgements,
    remember_not_blanks,
    save_exemptions,
    save_kpi_links,
    tell_stories,
)
from stories.verdicts import settle


def plan_import(document: Document, today: date, by: User | None = None) -> ImportPlan:
    """Return what storing a document would create, change and leave, and what is wrong with it.

    Without a person it is a command that may see and do everything. A constant number of queries.
    """
    planning = Planning(document, Here(document, by), today)
    plan_people(planning)
    plan_objectives(planning)
    plan_focus_areas(planning)
    plan_kpis(planning)
    plan_steps(planning)
    plan_focus_links(planning)
    plan_kpi_links(planning)
    plan_stories(planning)
    plan_measurements(planning)
    plan_exemptions(planning)
    plan_judgements(planning)
    plan_agreements(planning)
    plan_not_blanks(planning)
    return planning.finished()


def store_import(plan: ImportPlan, *, by: User | None, at: datetime, today: date) -> None:
    """Write all that a plan says, or nothing of it, then bring the verdicts up to date.

    Raises:
        DomainError: the plan has problems, or something was changed since it was made.
    """
    write_plan(plan, by=by, at=at, today=today)
    settle(today=today, at=at)


def write_plan(plan: ImportPlan, *, by: User | None, at: datetime, today: date) -> None:
    """Write all that a plan says, or nothing of it; the verdicts are left to be settled.

    Raises:
        DomainError: the plan has problems, or something was changed since it was made.
    """
    if plan.problems:
        raise DomainError(
            "problems",
            "Nothing was stored: mend what is listed first, then bring the file in again.",
            problems=plan.problems,
        )
    if plan.changes_something:
        _write(plan.work, by=by, at=at, today=today)


@in_one_go
def _write(work: Work, *, by: User | None, at: datetime, today: date) -> None:
    found_teams(work.teams, by=by, at=at)
    welcome_people(work.people, by=by, at=at)
    save_objectives(work.objectives, by=by, at=at)
    share_objectives(work.shares, by=by, at=at)
    save_focus_areas(work.focus_areas, by=by, at=at)
    save_kpis(work.kpis, by=by, at=at, today=today)
    save_steps(work.steps, by=by, at=at)
    save_focus_links(work.focus_links, by=by, at=at)
    save_kpi_links(work.kpi_links, by=by, at=at)
    tell_stories(work.tellings, by=by, at=at)
    record_values(work.values, work.corrections, by=by, at=at)
    save_exemptions(work.exemptions, by=by, at=at)
    bring_in_judgements(work.judgements, by=by, at=at)
    bring_in_agreements(work.agreements, by=by, at=at)
    remember_not_blanks(work.not_blanks, by=by, at=at)
    if measured := _measured(work):
        recompute_states(measured, today, at)


def _measured(work: Work) -> set[int]:
    """Return the KPIs whose state may have become another."""
    return {
        *(kpi.pk for kpi in work.kpis.things()),
        *(step.kpi_id for step in work.steps.things()),
        *(value.kpi_id for value in (*work.values, *work.corrections)),
    }
