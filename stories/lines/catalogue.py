"""The catalogue of faults: what each is called, how grave it is and what clears it.

Codes are for code, tests, the API and exports. People read the name, the reason and the action.
A reason is a template with named slots, filled in by pages that know the names and who may see
them: {kpi} {focus} {goal} {date} {count} {side} {missing} {other}.
"""

from datetime import date
from typing import TypedDict, Unpack

from stories.lines.faults import AXES, CLEARINGS, Fault, Rule, Severity
from stories.lines.graph import LinkKind, Side

# code severity action-key [clearing] [waivable]: name / reason / action
TABLE = """
L1 red link_kpi waivable: No line to any goal
  It is linked to nothing, so nobody can say which goal it is for.
  Find its goal
L2 red link_focus: Stops short: the work it measures serves no goal
  Its focus area {focus} serves no goal.
  Link the focus area to a goal
L3 red relink: Leads only to finished goals
  Its goal {goal} is over.
  Point it to a current goal or retire it
L4 amber close_goal: Its goal ended recently
  Its goal {goal} ended on {date} and is still open.
  Close or extend the goal
L5 amber approve_goal: Leads to a goal not approved or not started
  Its goal {goal} is not approved or has not started.
  Approve the goal or wait
L6 red relink: Runs through retired work
  Its focus area {focus} was retired.
  Link it to current work
L7 red judge sign: Judged untrue
  {side} said that this connection is not true.
  Change the connection or its reason, then ask again
L9 yellow edit_because: A line with no reason
  Nobody wrote down why this connection holds, or the same reason stands twice.
  Write the reason
L10 grey relink: One of several lines is broken
  It traces to a goal, but {count} of its other lines do not hold.
  Tidy up when convenient
L11 grey judge waivable: One measure carrying many goals
  It is the measure for {count} separate goals.
  Check that it truly moves each one
G1 red link_focus: No technology work behind this goal
  No focus area serves this goal.
  Link work, or say that the goal needs none
G2 red add_kpi waivable: Work but no measure
  Work serves this goal, but nothing measures that work.
  Add or link a KPI
G3 yellow add_kpi: Only partly measured
  {count} parts of this goal have no KPI.
  Add a KPI where one is missing
G4 amber mend_lines: Measured, but no line is sound
  KPIs reach this goal, but none by a line that both sides stand by.
  Look at its best line
G5 yellow add_outcome: No way to see success
  Nobody has said how success will show.
  State the measure of success
G6 yellow set_expectation: A line the goal did not ask for
  This goal says it needs no technology, yet KPIs are linked to it.
  Say that it needs technology, or drop the line
G7 amber close_goal: Past its end date, still open
  It ended on {date} and is still open.
  Close or extend it
G8 amber move_goal: Live goal under a closed one
  {goal} above it is closed.
  Move the goal or close it
G9 yellow name_owner: Nobody owns this goal
  It has no owner on the business side, or the owner has left.
  Name an owner
G10 grey add_kpi: Rests on one measure
  Only one KPI reaches it.
  Consider a second
F1 red link_focus waivable: Work with no goal
  It serves no goal.
  Link it to a goal, or stop it
F2 yellow add_kpi waivable: Work with no measure
  No KPI measures it.
  Add a KPI
F3 yellow edit_focus: Work with no reason given
  Nobody wrote down why this work is done.
  Write the reason
I1 red relink: Points at something that is gone
  It points at {missing}, which is not there.
  Point it elsewhere or delete the link
I2 red move_goal: Goals that go round in a circle
  {goal} lies above itself.
  Break the circle
I3 red rename: Two things share one reference
  It shares its reference with {other}.
  Rename one
I4 grey merge: The same line drawn twice
  This connection is drawn {count} times.
  Merge them
I5 grey merge waivable: Two measures that look the same
  It looks the same as {other}.
  Merge them or tell them apart
I6 yellow edit_dates: Dates out of order
  Its dates are out of order.
  Correct the dates
C1 amber agree sign: Nobody has confirmed this line
  {side} has not confirmed the line to {other} yet.
  Both sides confirm
C2 amber agree sign: The goal changed after this line was agreed
  {other} changed after {side} confirmed.
  Read what changed, then confirm or refuse
C3 amber agree sign: The measure or the work changed after it was agreed
  The connection or what it starts from changed after {side} confirmed.
  Read what changed, then confirm or refuse
C4 amber agree sign: Agreed against a version we do not hold
  {side} confirmed a wording that is not in the history here.
  Confirm again
C5 yellow agree sign: Confirmed by someone no longer in that role
  Who confirmed for {side} no longer holds that role.
  The new owner confirms
S1 amber write_story: No story
  Nobody has told how the work moves {goal}.
  Write the story
S2 amber agree sign: Not agreed by both sides
  {side} has not agreed to the story.
  Agree
S3 amber agree sign: Agreed before the facts changed
  The facts changed after {side} agreed.
  Read what changed, then agree again
S4 amber edit_story: The story never mentions a linked measure
  The story of {goal} does not mention it.
  Mention it or unlink it
S5 amber edit_story: The story never mentions linked work
  The story of {goal} does not mention {focus}.
  Mention it or unlink it
S6 yellow link_kpi: The story leans on a measure that is not linked
  The story leans on {kpi}, which is not linked to this goal.
  Link it or take it out
S7 amber edit_story: The story names something retired or deleted
  The story names {count} things that are retired or gone.
  Edit the story
S8 amber edit_story: Blanks left in the story
  The story still has blanks.
  Fill them in, or say that they are none
S9 yellow agree sign: One person signed for both sides
  The same person agreed for both sides.
  A second person agrees
M1 red edit_kpi waivable: No target
  It has no target.
  Set a target
M2 red edit_kpi: A blank left in the target
  A blank was left in its title, baseline, target or date.
  Fill it in
M3 amber edit_kpi: No starting point
  Nobody recorded where it started.
  Record the starting point
M4 amber edit_kpi: No date to hit it by
  It has no date to be reached by.
  Set the date
M5 amber name_owner: Nobody owns this measure
  It has no owner, or the owner has left.
  Name an owner
M6 yellow edit_kpi: Nobody said how often
  Nobody said how often it is measured.
  Say how often
M7 amber edit_kpi: Unclear which way is good
  It does not say which way is good, or in which unit.
  Choose up, down or hold in range, and the unit
M8 yellow edit_kpi: Target is words, not a number
  Its target is in words that give no number.
  Accept the suggested number
M9 red edit_kpi: Target cannot be right
  Its target cannot be right.
  Correct the target
M10 yellow edit_kpi waivable: Met before it started
  Its starting point already meets the target.
  Raise the target or say “hold”
M11 amber record_result: The date has passed, no verdict
  Its date, {date}, has passed and nobody said how it ended.
  Record met, missed or moved
M12 yellow edit_kpi: Lands after the goal ends
  It is due after {goal} ends on {date}.
  Align the dates
M13 grey explain never: Goalposts moved
  Its target, date or direction was changed on {date}, after it went live.
  Explain the change
M14 amber edit_kpi: A status light with nothing to aim at
  Somebody reports a status for it, but there is no target.
  Set a target or drop the status
D1 amber record_value: Never measured
  It has been live since {date} and was never measured.
  Record a value
D2 amber record_value: Numbers late
  The last value is from {date}; one is overdue.
  Record a value
D3 red record_value: Numbers out of date
  The last value is from {date}; {count} are overdue.
  Record a value or pause it
D4 grey record_value: A hole in the series
  {count} periods in between have no value.
  Fill them in or note why
D5 amber correct_value: A number from the future
  A value is dated after today.
  Correct the date
D6 amber edit_kpi: The source has stopped
  Its source stopped on {date}.
  Find another source or retire it
D7 grey explain never: A past number was changed
  A past value was corrected.
  Explain the change
X1 grey exempt expires: Deliberately not tied to a goal
  It is deliberately not tied to a goal until {date}.
  Review it before then
X2 red exempt: The exemption ran out
  Its exemption ended on {date} and it still has no line to a goal.
  Renew the exemption or find its goal
"""


def _read(table: str) -> dict[str, Rule]:
    """Return the rules of the table by code, in its order."""
    lines = [line.strip() for line in table.strip().splitlines()]
    rules = {}
    for head, reason, action in zip(lines[::3], lines[1::3], lines[2::3], strict=True):
        marks, name = head.split(": ", 1)
        code, severity, key, *rest = marks.split()
        rules[code] = Rule(
            code=code,
            name=name,
            severity=Severity[severity.upper()],
            reason=reason,
            action=action,
            action_key=key,
            axis=AXES.get(code[0], "trace"),
            cleared=next((way for way in CLEARINGS if way in rest), "auto"),
            waivable="waivable" in rest,
        )
    return rules


CATALOGUE: dict[str, Rule] = _read(TABLE)

# The first of these that an item has is its headline; what comes after the data is a note.
HEADLINES = """
X1 X2 L1 I1 I2 I3 L2 L6 L3 L7 C2 C3 C4 S1 C1 S4 S5 L4 L5 G8 G1 G2 G4 G7 S3 S2 S8 S7 S6 F1
M2 M1 M9 M7 M3 M4 M5 M11 M14 M8 M10 M12 M6 D3 D1 D2 D5 D6
G3 G5 G6 G9 S9 F2 F3 L9 C5 I6 L11 L10 I5 I4 G10 M13 D4 D7
"""
RANK: dict[str, int] = {code: place for place, code in enumerate(HEADLINES.split())}

BARE: dict[str, Fault] = {code: Fault(code, rule.severity) for code, rule in CATALOGUE.items()}


class Facts(TypedDict, total=False):
    """What a fault may say besides its code."""

    severity: Severity
    kpi_id: int | None
    focus_id: int | None
    goal_id: int | None
    link: LinkKind | None
    on: date | None
    count: int | None
    sides: tuple[Side, ...]
    missing: str
    link_id: int | None


def fault(code: str, **facts: Unpack[Facts]) -> Fault:
    """Return a fault as found, as grave as the catalogue says unless said otherwise."""
    if not facts:
        return BARE[code]
    facts.setdefault("severity", CATALOGUE[code].severity)
    return Fault(code, **facts)


def place(found: Fault) -> int:
    """Return a fault's place in the order of headlines."""
    return RANK[found.code]
