"""Who may do what: one pure table of roles and actions.

A right hangs on the role and on a tie between the person and the thing: `ANY` thing, a thing of
one of their `TEAM`s (or their own), or a thing they `OWN`. Admins may do everything. What nobody
may know is settled earlier, by the doors of `access.py`.
"""

from enum import StrEnum


class Role(StrEnum):
    """What a person is for; each may also do what those before it may."""

    VIEWER = "viewer"
    TECH_LEAD = "tech_lead"
    LEADER = "leader"
    ADMIN = "admin"


class Action(StrEnum):
    """What can be asked for."""

    READ = "read"
    EDIT_KPI = "edit_kpi"
    RECORD_VALUE = "record_value"
    LINK_KPI = "link_kpi"
    EDIT_STORY = "edit_story"
    AGREE = "agree"
    EDIT_OBJECTIVE = "edit_objective"
    EDIT_FOCUS_AREA = "edit_focus_area"
    EXEMPT = "exempt"
    COMMENT = "comment"
    EXPORT = "export"
    IMPORT = "import"
    REVIEW = "review"
    ADMINISTER = "administer"


class Tie(StrEnum):
    """How a person is tied to a thing, weakest first."""

    ANY = "any"
    TEAM = "team"
    OWN = "own"


NEEDED: dict[Action, dict[Role, Tie]] = {
    Action.READ: {Role.VIEWER: Tie.ANY, Role.TECH_LEAD: Tie.ANY, Role.LEADER: Tie.ANY},
    Action.COMMENT: {Role.VIEWER: Tie.ANY, Role.TECH_LEAD: Tie.ANY, Role.LEADER: Tie.ANY},
    Action.EXPORT: {Role.VIEWER: Tie.ANY, Role.TECH_LEAD: Tie.ANY, Role.LEADER: Tie.ANY},
    Action.EDIT_KPI: {Role.TECH_LEAD: Tie.TEAM, Role.LEADER: Tie.ANY},
    Action.RECORD_VALUE: {Role.TECH_LEAD: Tie.TEAM, Role.LEADER: Tie.ANY},
    Action.LINK_KPI: {Role.TECH_LEAD: Tie.TEAM, Role.LEADER: Tie.ANY},
    Action.EDIT_STORY: {Role.TECH_LEAD: Tie.ANY, Role.LEADER: Tie.ANY},
    Action.AGREE: {Role.TECH_LEAD: Tie.OWN, Role.LEADER: Tie.OWN},
    Action.EDIT_OBJECTIVE: {Role.LEADER: Tie.ANY},
    Action.EDIT_FOCUS_AREA: {Role.LEADER: Tie.ANY},
    Action.EXEMPT: {Role.LEADER: Tie.ANY},
    Action.IMPORT: {Role.LEADER: Tie.ANY},
    Action.REVIEW: {Role.LEADER: Tie.ANY},
    Action.ADMINISTER: {},
}

STRENGTH = {Tie.ANY: 0, Tie.TEAM: 1, Tie.OWN: 2}


def allows(role: str, action: Action, tie: Tie = Tie.ANY) -> bool:
    """Say whether a role may do an action to a thing it is tied to in this way."""
    if role == Role.ADMIN:
        return True
    needed = NEEDED[action].get(Role(role))
    return needed is not None and STRENGTH[tie] >= STRENGTH[needed]
