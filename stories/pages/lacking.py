"""What a goal itself still lacks, letter by letter, each with the form that mends it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from accounts.access import may
from accounts.models import User
from accounts.roles import Action
from alignment.lib.canvas import Letter as ShownLetter
from alignment.lib.drawing import Kind
from alignment.lib.shown import Shown
from kpis.access import kpis_to_view
from kpis.models import Kpi
from objectives.access import may_edit_objective
from objectives.models import Objective
from objectives.smart import Lack, Letter, Mend, State
from stories.pages.remedies import EDITS, address
from stories.readiness import readiness_of

KINDS: dict[State, Kind] = {
    State.THERE: "sound",
    State.DOUBTFUL: "risk",
    State.MISSING: "broken",
    State.UNKNOWN: "idle",
}
TAGS = {State.DOUBTFUL: "Look again", State.MISSING: "Missing", State.UNKNOWN: "Cannot be told"}
ACTIONS = {
    Mend.STATEMENT: "Say what changes",
    Mend.WHY: "Say why it matters",
    Mend.DRIVER: "Choose what it drives",
    Mend.BUSINESS_OWNER: "Name an owner",
    Mend.TECHNOLOGY_OWNER: "Name an owner",
    Mend.STARTS: "Give the start",
    Mend.ENDS: "Give the end",
    Mend.OUTCOME: "Add a measure of success",
    Mend.UNIT: "Give the unit",
    Mend.BASELINE: "Give the starting point",
    Mend.TARGET: "Look at the target",
    Mend.DUE: "Give the date",
    Mend.VALUES: "Record values",
}
GRAVEST_FIRST = (State.MISSING, State.DOUBTFUL, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class ShownLack(Shown):
    """One thing that is missing or odd, as a row with the one action that mends it."""

    title: str
    reason: str
    kind: Kind
    tag: str
    action: str
    action_href: str


@dataclass(frozen=True, slots=True)
class Lacking(Shown):
    """The letters of a goal, and what would mend those that do not hold.

    `obstacle` says why nobody can agree to the goal yet; "" where they can.
    """

    letters: tuple[ShownLetter, ...]
    rows: tuple[ShownLack, ...]
    obstacle: str


def lacking(user: User, objective: Objective, today: date, way_back: str) -> Lacking:
    """Return what a goal lacks as a reader sees it; the forms lead back. Four queries."""
    smart = readiness_of(objective, today)
    outcomes = {kpi.pk: kpi for kpi in kpis_to_view(user).outcomes_of(objective)}
    forms = Forms(user, objective, outcomes, way_back)
    return Lacking(
        letters=tuple(
            ShownLetter(one.letter, KINDS[one.state], f"{one.name}: {one.why}")
            for one in smart.letters
        ),
        rows=tuple(
            row
            for state in GRAVEST_FIRST
            for one in smart.letters
            if one.state == state
            for row in _rows(one, forms)
        ),
        obstacle=smart.obstacle,
    )


def lacking_beside_form(user: User, objective: Objective, today: date) -> Lacking:
    """Return what a goal, as it is stored, lacks; its rows lead to fields of its own form alone."""
    found = lacking(user, objective, today, "")
    form = address(EDITS["objective"], objective.pk)
    rows = tuple(
        replace(row, action_href=row.action_href[len(form) :])
        if row.action_href.startswith(f"{form}#")
        else replace(row, action_href="")
        for row in found.rows
    )
    return replace(found, rows=rows)


@dataclass(frozen=True, slots=True)
class Forms(Shown):
    """Where a reader mends what a goal lacks, as far as they may."""

    user: User
    objective: Objective
    outcomes: dict[int, Kpi]
    way_back: str

    def mending(self, lack: Lack) -> str:
        """Return the address of the form, at its field; "" where it is not theirs to mend."""
        if lack.mend == Mend.OUTCOME:
            return self._of_goal("stories:outcome-add", "", self.objective.pk)
        if lack.measure is None:
            return self._of_goal(EDITS["objective"], f"id_{lack.mend}", self.objective.pk)
        kpi = self.outcomes.get(lack.measure)
        if kpi is None:
            return ""
        if lack.mend == Mend.VALUES:
            return self._of_kpi(kpi, Action.RECORD_VALUE, "kpis:measurement-new", "")
        return self._of_kpi(kpi, Action.EDIT_KPI, EDITS["kpi"], f"id_{lack.mend}")

    def _of_goal(self, name: str, part: str, *args: int, **query: int) -> str:
        if not may_edit_objective(self.user, self.objective):
            return ""
        return address(name, *args, part=part, next=self.way_back, **query)

    def _of_kpi(self, kpi: Kpi, right: Action, name: str, part: str) -> str:
        if not may(self.user, right, team_id=kpi.team_id, owners=(kpi.owner_id,)):
            return ""
        return address(name, kpi.pk, part=part, next=self.way_back)


def _rows(letter: Letter, forms: Forms) -> Iterator[ShownLack]:
    for lack in letter.lacks:
        odd = letter.state == State.MISSING and not lack.certain
        state = State.DOUBTFUL if odd else letter.state
        yield ShownLack(
            title=letter.name,
            reason=f"{lack.text} {lack.suggestion}",
            kind=KINDS[state],
            tag=TAGS[state],
            action=ACTIONS[lack.mend],
            action_href=forms.mending(lack),
        )
