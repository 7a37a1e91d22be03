"""Plays the year of the demo company day by day, through the same services as everybody.

Every entry of the diary carries the moment it happened; every week lately, and every two weeks
before, the verdicts are settled and a snapshot is taken, as the jobs would have done.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

from django.utils import timezone

from accounts.models import Team, User
from accounts.services import create_person, create_team, deactivate_person, set_teams
from alignment.lib.periods import period_of
from kpis.models import Kpi, Measurement
from kpis.services import (
    Reading,
    StepFacts,
    correct_measurement,
    create_kpi,
    edit_kpi,
    record_measurements,
    set_steps,
)
from objectives.models import FocusArea, Objective
from objectives.services import (
    create_focus_area,
    create_objective,
    edit_focus_area,
    edit_objective,
    link_focus_area,
    share_objective,
)
from reports.demo.cast import PEOPLE, READY, TEAMS
from reports.demo.goals import GOALS, WORK, Case, Goal, Work
from reports.demo.measures import ON_THE_LINE, OUTCOMES, Measure, Series
from reports.demo.strays import NOWHERE, WAITING, YEARLY
from reports.snapshots import take_snapshot
from stories.services import agree, exempt, judge_line, link_kpi, write_story
from stories.verdicts import settle

FIRST_DAY = -340
LATELY = -56
WEEK = 7
SIGNING_IN = frozenset(key for _, key in READY)  # hashing a password takes its time
Deed = Callable[[datetime], object]
Values = list[tuple[date, Decimal]]


@dataclass
class Diary:
    """What happens on which day, and the people and things that it happens to."""

    now: datetime
    admin: User
    password: str
    people: dict[str, User] = field(default_factory=dict)
    deeds: list[tuple[int, int, Deed]] = field(default_factory=list)

    @property
    def today(self) -> date:
        """Return the day on which the year ends."""
        return timezone.localdate(self.now)

    def note(self, day: int, deed: Deed) -> None:
        """Enter a deed on a day, counted from today."""
        self.deeds.append((day, len(self.deeds), deed))

    def day(self, offset: int | None) -> date | None:
        """Return the date so many days from today."""
        return None if offset is None else self.today + timedelta(days=offset)

    def play(self) -> None:
        """Let everything happen in its order, with a look at the verdicts now and then."""
        for day in (*range(LATELY, FIRST_DAY, -2 * WEEK), *range(LATELY + WEEK, 1, WEEK)):
            self.note(day, self._look)
        for offset, _, deed in sorted(self.deeds, key=lambda entry: entry[:2]):
            day = self.today + timedelta(days=offset)
            morning = datetime.combine(day, time(8, 30), tzinfo=timezone.get_default_timezone())
            deed(min(morning, self.now))

    def _look(self, at: datetime) -> None:
        day = timezone.localdate(at)
        settle(today=day, at=at)
        take_snapshot(day=day, at=at)


def write(diary: Diary) -> None:
    """Fill the diary with the whole year."""
    diary.note(FIRST_DAY, partial(_people_arrive, diary))
    for work in WORK:
        _enter_work(diary, work)
    for goal in GOALS:
        _enter_goal(diary, goal)
    for measure in (*OUTCOMES, *ON_THE_LINE, *WAITING, *NOWHERE):
        _enter_measure(diary, measure)
    _enter_turns(diary)


def _people_arrive(diary: Diary, at: datetime) -> None:
    teams = {name: create_team(name=name, by=diary.admin, at=at) for name in TEAMS}
    for person in PEOPLE:
        if person.email == diary.admin.email:
            diary.people[person.key] = diary.admin
            continue
        facts = {"email": person.email, "name": person.name, "job_title": person.job_title}
        user = create_person(
            facts=facts | {"role": person.role},
            by=diary.admin,
            at=at,
            password=diary.password if person.key in SIGNING_IN else None,
        )
        set_teams(person=user, teams=[teams[name] for name in person.teams], by=diary.admin, at=at)
        diary.people[person.key] = user


def _enter_work(diary: Diary, work: Work) -> None:
    def begin(at: datetime) -> None:
        facts = {
            "ref": work.ref,
            "title": work.title,
            "description": work.description,
            "rationale": work.rationale,
            "owner": diary.people[work.owner],
        }
        create_focus_area(facts=facts, by=diary.people["jonas"], at=at)

    def retire(at: datetime) -> None:
        area = FocusArea.objects.get(ref=work.ref)
        edit_focus_area(
            focus_area=area,
            facts={"status": "retired"},
            version=area.version,
            by=diary.people["jonas"],
            at=at,
        )

    diary.note(FIRST_DAY + 1, begin)
    if work.retired_day is not None:
        diary.note(work.retired_day, retire)


def _enter_goal(diary: Diary, goal: Goal) -> None:
    old = goal.start is not None and goal.start < FIRST_DAY + 50
    born = -60 if goal.status == "draft" else FIRST_DAY + 2 if old else (goal.start or 0)

    def begin(at: datetime) -> None:
        objective = create_objective(facts=_goal_facts(diary, goal), by=_author(diary, goal), at=at)
        if goal.confidential:
            share_objective(
                objective=objective,
                with_people=[diary.people["grace"]],
                version=objective.version,
                by=_author(diary, goal),
                at=at,
            )
        for ref, because in goal.work:
            link_focus_area(
                focus_area=FocusArea.objects.get(ref=ref),
                objective=objective,
                because=because,
                by=diary.people["jonas"],
                at=at,
            )

    def close(at: datetime) -> None:
        objective = _goal(goal.ref)
        edit_objective(
            objective=objective,
            facts={"status": "achieved"},
            version=objective.version,
            by=_author(diary, goal),
            at=at,
        )

    diary.note(born, begin)
    if goal.story:
        _enter_story(diary, goal, goal.story, goal.story_day)
    if goal.closed_day is not None:
        diary.note(goal.closed_day, close)


def _enter_story(diary: Diary, goal: Goal, body: str, day: int) -> None:
    def tell(at: datetime) -> None:
        objective = _goal(goal.ref)
        story = getattr(objective, "story", None)
        write_story(
            objective=objective,
            body=body,
            version=story.version if story else 0,
            by=_author(diary, goal),
            at=at,
        )

    diary.note(day, tell)
    for wait, side in enumerate(goal.agreed, start=2):
        diary.note(day + wait, partial(_agree, diary, goal, side))


def _agree(diary: Diary, goal: Goal, side: str, at: datetime) -> None:
    owner = goal.business if side == "business" else goal.technology
    agree(objective=_goal(goal.ref), side=side, by=diary.people[owner or ""], at=at)


def _enter_measure(diary: Diary, measure: Measure) -> None:
    def begin(at: datetime) -> None:
        kpi = create_kpi(facts=_kpi_facts(diary, measure), by=_keeper(diary, measure), at=at)
        for ref, because in measure.areas:
            link_kpi(
                kpi=kpi,
                focus_area=FocusArea.objects.get(ref=ref),
                because=because,
                by=_keeper(diary, measure),
                at=at,
            )

    diary.note(measure.created, begin)
    for number, (title, done) in enumerate(measure.facts.get("steps", ())):  # type: ignore[arg-type,var-annotated]
        moment = measure.created if done is None else done
        diary.note(moment, partial(_step, diary, measure, number, title, done))
    if measure.series is None:
        return
    for recorded, values in _sittings(diary, measure, measure.series).items():
        diary.note(recorded, partial(_measure, diary, measure, values))


def _step(
    diary: Diary, measure: Measure, number: int, title: str, done: int | None, at: datetime
) -> None:
    kpi = Kpi.objects.get(ref=measure.ref)
    steps = [
        StepFacts(title=step.title, weight=step.weight, done_on=step.done_on, id=step.pk)
        for step in kpi.steps.all()
    ]
    if all(step.title != title for step in steps):
        steps.insert(number, StepFacts(title=title, done_on=diary.day(done)))
    set_steps(kpi=kpi, steps=steps, version=kpi.version, by=_keeper(diary, measure), at=at)


def _sittings(diary: Diary, measure: Measure, series: Series) -> dict[int, Values]:
    """Return what is recorded on which day: lately each figure the day after, before by months."""
    days = list(_days_of(diary.today, measure, series))
    sittings: defaultdict[tuple[int, int], Values] = defaultdict(list)
    for number, day in enumerate(days):
        recorded = (day - diary.today).days + 1
        if number not in series.skip:
            sitting = (recorded, 0) if recorded > LATELY else (day.year, day.month)
            sittings[sitting].append((day, series.value(number, len(days))))
    return {(values[-1][0] - diary.today).days + 1: values for values in sittings.values()}


def _measure(diary: Diary, measure: Measure, values: Values, at: datetime) -> None:
    kpi = Kpi.objects.get(ref=measure.ref)
    readings = [Reading(on=day, value=round(value, kpi.decimals)) for day, value in values]
    record_measurements(kpi=kpi, values=readings, by=_keeper(diary, measure), at=at)


def _days_of(today: date, measure: Measure, series: Series) -> Iterator[date]:
    """Return the last day of each period in which the measure was taken."""
    cadence = str(measure.facts.get("cadence", "month"))
    day = today + timedelta(days=series.since)
    last = today + timedelta(days=series.until)
    while (end := period_of(day, cadence).last) <= last:
        yield end
        day = end + timedelta(days=1)


def _enter_turns(diary: Diary) -> None:
    """Enter what did not go as planned: the findings an executive will meet."""
    people = diary.people

    def change(ref: str, facts: dict[str, object], by: str, at: datetime) -> None:
        kpi = Kpi.objects.get(ref=ref)
        edit_kpi(kpi=kpi, facts=facts, version=kpi.version, by=people[by], at=at)

    def refuse(at: datetime) -> None:
        link = Kpi.objects.get(ref="K-UPTIME").kpi_links.get()
        note = "Downtime is at night; it has never kept anybody from a first order."
        judge_line(
            link=link, side="technology", word="refused", by=people["jonas"], at=at, note=note
        )

    def correct(at: datetime) -> None:
        wrong = Measurement.objects.of(Kpi.objects.get(ref="K-RECO")).current()[1]
        correct_measurement(
            measurement=wrong,
            value=(wrong.value or Decimal(0)) + 1,
            reason="Orders from the app had been left out.",
            by=people["aiko"],
            at=at,
        )

    def exempted(ref: str, reason: str, days: int, at: datetime) -> None:
        kpi = Kpi.objects.get(ref=ref)
        until = timezone.localdate(at) + timedelta(days=days)
        exempt(thing=kpi, reason=reason, expires_on=until, by=people["jonas"], at=at)

    def dangling(at: datetime) -> None:
        link_kpi(
            kpi=Kpi.objects.get(ref="K-CHAT"),
            focus_area=None,
            missing_ref="CHAT-TOOL",
            because="It came with the list of the old tool.",
            by=people["lena"],
            at=at,
        )

    keep = next(goal for goal in GOALS if goal.ref == "KEEP")
    more = keep.story + " What we promise on the web, the app keeps: @[K-CRASH] says how often."
    _enter_story(diary, keep, more, -205)
    diary.note(-128, lambda at: deactivate_person(person=people["victor"], by=diary.admin, at=at))
    backups = "It keeps us able to come back after a disaster, and serves no goal of its own."
    diary.note(-100, partial(exempted, "K-BACKUP", backups, 300))
    diary.note(-200, partial(exempted, "K-CERTS", "Housekeeping that has to be watched.", 150))
    diary.note(-52, partial(change, "O-MOVED", {"result": "met", "status": "retired"}, "tomas"))
    diary.note(-69, dangling)
    diary.note(-30, correct)
    diary.note(-18, partial(change, "K-COVERAGE", {"target": 90}, "omar"))
    diary.note(-15, refuse)


def _goal(ref: str) -> Objective:
    return Objective.objects.get(ref=ref)


def _author(diary: Diary, goal: Goal) -> User:
    return diary.people[goal.business or "grace"]


def _keeper(diary: Diary, measure: Measure) -> User:
    key = measure.owner or "omar"
    return diary.people["samuel" if key == "victor" else key]


def _goal_facts(diary: Diary, goal: Goal) -> dict[str, object]:
    return {
        "ref": goal.ref,
        "title": goal.title,
        "statement": goal.statement,
        "why": goal.why,
        "value_driver": goal.driver,
        "business_owner": diary.people.get(goal.business or ""),
        "technology_owner": diary.people.get(goal.technology or ""),
        "starts_on": diary.day(goal.start),
        "ends_on": diary.day(goal.end),
        "status": goal.status,
        "expects_technology": goal.expects,
        "parent": _goal(goal.parent) if goal.parent else None,
        "confidential": goal.confidential,
        "rank": GOALS.index(goal),
        **(_case_facts(diary, goal.case) if goal.case else {}),
    }


def _case_facts(diary: Diary, case: Case) -> dict[str, object]:
    return {
        "problem": case.problem,
        "proposal": case.proposal,
        "sourcing": case.sourcing,
        "benefit": case.benefit,
        "benefit_from": diary.day(case.comes[0]),
        "benefit_by": diary.day(case.comes[1]),
        "cost": case.cost,
        "cost_from": diary.day(case.spent[0]),
        "cost_by": diary.day(case.spent[1]),
        "currency": "EUR",
        "risk": case.risk,
    }


OTHERWISE = ("starts", "due", "baseline_day", "steps")


def _kpi_facts(diary: Diary, measure: Measure) -> dict[str, object]:
    given = measure.facts
    team = Team.objects.get(name=measure.team) if measure.team else None
    goal = _goal(measure.outcome_of) if measure.outcome_of else None
    outcome = {"outcome_of": goal, "perspective": "business"}
    return {
        "ref": measure.ref,
        "title": measure.title,
        "definition": measure.definition,
        "meaning": measure.meaning,
        "unit": measure.unit,
        "owner": diary.people.get(measure.owner or ""),
        "team": team,
        "starts_on": diary.day(given.get("starts")),  # type: ignore[arg-type]
        "due_on": diary.day(given.get("due")),  # type: ignore[arg-type]
        "baseline_on": diary.day(given.get("baseline_day")),  # type: ignore[arg-type]
        **{name: value for name, value in given.items() if name not in OTHERWISE},
        "yearly_cost": YEARLY.get(measure.ref),
        "currency": "EUR" if measure.ref in YEARLY else "",
        **(outcome if goal else {}),
    }
