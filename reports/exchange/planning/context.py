"""What the planning of one file shares: what is known so far, what was found wrong."""

from datetime import date
from uuid import UUID

from accounts.models import Team, User
from alignment.lib.errors import Problem
from kpis.models import Kpi
from objectives.models import FocusArea, FocusLink, Objective
from reports.exchange.document import Document
from reports.exchange.here import Here
from reports.exchange.plan import FieldChange, ImportPlan, Outcome, PlannedRow, SheetPlan, Work
from reports.exchange.sheets import LABELS
from stories.models import KpiLink


class Planning:
    """The plan in the making; things are known by reference, those of the file and those here."""

    def __init__(self, document: Document, here: Here, today: date) -> None:
        """Begin with what the reading of the file found."""
        self.document = document
        self.here = here
        self.by = here.by
        self.today = today
        self.problems: list[Problem] = list(document.problems)
        self.notes: list[str] = list(document.notes)
        self.sheets: dict[str, SheetPlan] = {}
        self.work = Work()
        self.people: dict[str, User] = dict(here.people)
        self.teams: dict[str, Team] = {}
        self.objectives: dict[str, Objective] = {}
        self.focus_areas: dict[str, FocusArea] = {}
        self.kpis: dict[str, Kpi] = {}
        self.links: dict[UUID, FocusLink | KpiLink] = {}

    def finished(self) -> ImportPlan:
        """Return the plan, its sheets and problems in the order of the workbook."""
        order = {name: place for place, name in enumerate(LABELS)}
        problems = sorted(self.problems, key=lambda one: (order.get(one.sheet, -1), one.row or 0))
        return ImportPlan(
            name=self.document.name,
            sheets=tuple(self.sheets[name] for name in LABELS if name in self.sheets),
            problems=tuple(problems),
            notes=tuple(dict.fromkeys(self.notes)),
            work=self.work,
        )

    def complain(self, sheet: str, row: int, column: str, value: object, reason: str) -> None:
        """Note that a cell cannot be taken."""
        self.problems.append(Problem(sheet, row or None, column, str(value), reason))

    def show(
        self,
        sheet: str,
        row: int,
        title: str,
        outcome: Outcome,
        changes: tuple[FieldChange, ...] = (),
        remarks: tuple[str, ...] = (),
    ) -> None:
        """Put a row on the list of what will happen."""
        plan = self.sheets.setdefault(sheet, SheetPlan(sheet))
        plan.rows.append(PlannedRow(row or None, title, outcome, changes, remarks))

    def person(self, sheet: str, row: int, column: str, email: str) -> User | None:
        """Return the person of an e-mail address, or None; an unknown one is a problem."""
        if not email:
            return None
        found = self.people.get(email)
        if found is None:
            self.complain(sheet, row, column, email, "Nobody here has this address.")
        return found

    def team(self, name: str) -> Team | None:
        """Return the team of a name, or None; an unknown one will be created."""
        if not name:
            return None
        key = name.lower()
        found = self.teams.get(key) or self.here.teams.get(key)
        if found is None:
            found = Team(name=name)
            self.work.teams.append(found)
            self.notes.append(f"The team “{name}” is not here yet and will be created.")
        self.teams[key] = found
        return found

    def may_vouch(self) -> bool:
        """Say whether this import may bring in people, and words given by others."""
        return self.by is None or self.by.is_admin
