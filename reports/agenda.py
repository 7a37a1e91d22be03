"""What a review has to decide, in order, and what became of what the last one decided.

Pure. The agenda has five sections: what is to be mended, the weightiest first; goals at risk;
exemptions that ran out; stories to be agreed again; what is left from last time. Of each section
the first so many are taken, and how many were left out is said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Thing = Literal["", "objective", "focus", "kpi"]
Section = Literal["finding", "goal", "exemption", "agreement", "action"]
Mark = Literal["sound", "risk", "broken", "suspect", "idle"]
SECTIONS: tuple[Section, ...] = ("finding", "goal", "exemption", "agreement", "action")
MOST: dict[Section, int] = {
    "finding": 12,
    "goal": 8,
    "exemption": 8,
    "agreement": 8,
    "action": 40,
}
RAN_OUT = frozenset({"X2"})
CHANGED_SINCE = frozenset({"C2", "C3", "C4", "C5", "S3"})
AT_RISK: dict[Mark, int] = {"broken": 0, "risk": 1}
USUAL_TIME = timedelta(days=14)
MONTHS = {"monthly": 1, "quarterly": 3}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend, in the place that its weight gives it; `code` is what is wrong."""

    key: str
    code: str
    thing: Thing
    thing_id: int
    title: str
    reason: str
    why: str
    place: int
    clears: int = 0
    action: str = ""


@dataclass(frozen=True, slots=True)
class GoalStanding:
    """A goal and how it stands by its own measure; `rank` is its place in the business's order."""

    id: int
    title: str
    mark: Mark
    standing: str
    note: str
    rank: int


@dataclass(frozen=True, slots=True)
class OpenAction:
    """An action of an earlier review that nobody said is done; it may be about a thing."""

    id: int
    what: str
    owner: str
    due_on: date
    about: str
    thing: Thing = ""
    thing_id: int | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """A matter for the agenda."""

    section: Section
    key: str
    title: str
    reason: str
    thing: Thing = ""
    thing_id: int | None = None
    why: str = ""
    clears: int = 0
    code: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Agenda:
    """The matters in order, and of each section how many were left out."""

    matters: tuple[Proposed, ...]
    left_out: dict[Section, int]


def agenda_of(
    findings: Iterable[Finding],
    goals: Iterable[GoalStanding],
    actions: Iterable[OpenAction],
    today: date,
) -> Agenda:
    """Return what a review on this day has to decide."""
    sections: dict[Section, list[Proposed]] = {section: [] for section in SECTIONS}
    for found in sorted(findings, key=lambda one: (one.place, one.key)):
        section = _section_of(found.code)
        sections[section].append(_of_finding(section, found))
    at_risk = (goal for goal in goals if goal.mark in AT_RISK)
    for goal in sorted(at_risk, key=lambda one: (AT_RISK[one.mark], one.rank, one.id)):
        sections["goal"].append(_of_goal(goal))
    for task in sorted(actions, key=lambda one: (one.due_on, one.id)):
        sections["action"].append(_of_action(task, today))
    return Agenda(
        matters=tuple(one for name in SECTIONS for one in sections[name][: MOST[name]]),
        left_out={
            name: len(sections[name]) - MOST[name]
            for name in SECTIONS
            if len(sections[name]) > MOST[name]
        },
    )


def _section_of(code: str) -> Section:
    if code in RAN_OUT:
        return "exemption"
    return "agreement" if code in CHANGED_SINCE else "finding"


def _of_finding(section: Section, found: Finding) -> Proposed:
    return Proposed(
        section=section,
        key=f"{section}:{found.key}",
        title=found.title,
        reason=found.reason,
        thing=found.thing,
        thing_id=found.thing_id,
        why=found.why,
        clears=found.clears,
        code=found.code,
        action=found.action,
    )


def _of_goal(goal: GoalStanding) -> Proposed:
    return Proposed(
        section="goal",
        key=f"goal:{goal.id}",
        title=goal.title,
        reason=f"{goal.standing}. {goal.note}",
        thing="objective",
        thing_id=goal.id,
        action="Bring it back on course",
    )


def _of_action(task: OpenAction, today: date) -> Proposed:
    late = (today - task.due_on).days
    when = f"{_days(late)} overdue" if late > 0 else f"due on {task.due_on:%-d %B %Y}"
    about = f" It is about “{task.about}”." if task.about else ""
    return Proposed(
        section="action",
        key=f"action:{task.id}",
        title=task.what,
        reason=f"{task.owner} has not done it yet: {when}.{about}",
        thing=task.thing,
        thing_id=task.thing_id,
        action=task.what,
    )


def _days(count: int) -> str:
    return f"{count:,} day" if count == 1 else f"{count:,} days"


@dataclass(frozen=True, slots=True)
class Now:
    """How a thing stands now: what it is called, and its verdict; None is not there any more.

    `ended` says that it was retired or closed, `accepted_until` that it is exempt, `wrong` is the
    name of what is still wrong with it. Of a goal that was at risk, `standing` says how it does.
    """

    verdict: str | None
    ended: bool = False
    accepted_until: date | None = None
    wrong: str = ""
    standing: tuple[Mark, str] | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """What was to be done, by whom and until when; `done_on` and `note` say what came of it."""

    what: str
    owner: str
    due_on: date
    done_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a decision: how good that is, in a word and in sentences."""

    mark: Mark
    word: str
    sentences: tuple[str, ...]


def what_became(now: Now | None, task: Task | None, today: date) -> Became:
    """Return what became of a decision by today.

    `now` is the thing that was decided of, None where it was of none; `task` what was to be done.
    """
    thing = None if now is None else _of_thing(now)
    done = None if task is None else _of_task(task, today)
    told = [one for one in (thing, done) if one is not None]
    if not told:
        return Became("idle", "Noted", ("Nothing was to be done.",))
    first = done if done is not None and done.mark != "sound" else told[0]
    return Became(first.mark, first.word, tuple(text for one in told for text in one.sentences))


def _of_thing(now: Now) -> Became:
    if now.verdict is None:
        return Became("idle", "Gone", ("It is no longer there.",))
    if now.ended:
        return Became("sound", "Ended", ("It was retired or closed.",))
    if now.standing is not None:
        mark, word = now.standing
        return Became(mark, word, (f"By its own measure: {word.lower()}.",))
    if now.accepted_until is not None:
        until = f"{now.accepted_until:%-d %B %Y}"
        return Became("sound", "Accepted", (f"It is accepted until {until}.",))
    return _of_line(now)


def _of_line(now: Now) -> Became:
    if now.verdict == "sound":
        return Became("sound", "Sound", ("Its line is sound now.",))
    wrong = f": {now.wrong[:1].lower()}{now.wrong[1:]}" if now.wrong else ""
    if now.verdict == "in_doubt":
        return Became("suspect", "In doubt", (f"Its line is in doubt{wrong}.",))
    return Became("broken", "Still open", (f"It is as it was{wrong}.",))


def _of_task(task: Task, today: date) -> Became:
    if task.done_on is not None:
        note = f" {task.note}" if task.note else ""
        sentence = f"“{task.what}” was done on {task.done_on:%-d %B %Y}.{note}"
        return Became("sound", "Done", (sentence,))
    if task.due_on < today:
        sentence = f"“{task.what}” is overdue: {task.owner} had until {task.due_on:%-d %B %Y}."
        return Became("broken", "Overdue", (sentence,))
    sentence = f"“{task.what}” is with {task.owner} until {task.due_on:%-d %B %Y}."
    return Became("risk", "To be done", (sentence,))


def next_day(day: date, schedule: str) -> date | None:
    """Return the day of the next review: the third Friday follows the third Friday.

    A month without a fifth one has it on its last. None where nothing follows.
    """
    if schedule not in MONTHS:
        return None
    months = day.year * 12 + day.month - 1 + MONTHS[schedule]
    first = date(months // 12, months % 12 + 1, 1)
    earliest = first + timedelta(days=(day.weekday() - first.weekday()) % 7)
    found = earliest + timedelta(weeks=(day.day - 1) // 7)
    return found if found.month == first.month else found - timedelta(weeks=1)


def usual_due(today: date) -> date:
    """Return until when an action is due where nobody says otherwise: two weeks."""
    return today + USUAL_TIME


def up_the_line(owner: int, chair: int, others: Sequence[int]) -> int | None:
    """Return who is told of an overdue action: the chair, or the first other than its owner."""
    return next((one for one in (chair, *others) if one != owner), None)
