"""The people a workbook brings along, so that an empty installation can take the rest."""

from accounts.models import User
from accounts.roles import Role
from reports.exchange.document import PersonRow
from reports.exchange.plan import Outcome
from reports.exchange.planning.context import Planning

ONLY_ADMINS = "Nobody here has this address, and only an administrator can bring people in."


def plan_people(planning: Planning) -> None:
    """Plan the people who are not here yet; those who are stay as they are.

    They come without a password and cannot sign in until an administrator gives them one.
    """
    for row in planning.document.people.rows:
        found = planning.people.get(row.email)
        if found:
            planning.show("people", row.at, found.name, Outcome.SAME)
        elif planning.may_vouch():
            _welcome(planning, row)
        else:
            planning.complain("people", row.at, "email", row.email, ONLY_ADMINS)


def _welcome(planning: Planning, row: PersonRow) -> None:
    person = User(
        email=row.email,
        name=row.name or row.email,
        job_title=row.job_title,
        role=row.role or Role.VIEWER,
        time_zone=row.time_zone or "UTC",
        is_active=row.active is not False,
    )
    person.set_unusable_password()
    teams = tuple(team for name in row.teams if (team := planning.team(name)))
    planning.people[row.email] = person
    planning.work.people.append((person, teams))
    planning.show("people", row.at, person.name, Outcome.CREATE)
