"""A company in which people change things at random, through the services, as people would."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from accounts.audit import touch
from accounts.models import User
from accounts.services import deactivate_person, reactivate_person, set_role
from alignment.lib.errors import DomainError
from kpis.models import Kpi, Measurement
from kpis.services import (
    correct_measurement,
    create_kpi,
    delete_kpi,
    edit_kpi,
    record_measurements,
    withdraw_measurement,
)
from kpis.services.measurements import Reading
from objectives.models import FocusArea, FocusLink, Objective
from objectives.services import (
    create_focus_area,
    create_objective,
    delete_focus_area,
    delete_objective,
    edit_focus_area,
    edit_focus_link,
    edit_objective,
    link_focus_area,
    share_objective,
    unlink_focus_area,
)
from stories.models import Exemption, KpiLink, Story
from stories.services import (
    agree,
    carrying_over,
    edit_kpi_link,
    end_exemption,
    exempt,
    judge_line,
    link_kpi,
    say_not_a_blank,
    unlink_kpi,
    write_story,
)
from tests import make

WORDS = ["fast", "Fast", "safe", "cheap", "[TBD]", "open"]
REASONS = ["It moves it.", "People feel it.", "", "Because [x]."]


class Company:
    """Everybody and everything, and the moment it is."""

    def __init__(self, seed: int, now: datetime) -> None:
        self.random = Random(seed)
        self.now = now
        self.today = now.date()
        self.boss = make.user("Boss", role="admin")
        make.user("Other Admin", role="admin")
        self.people = [self.boss, *(make.user(role="leader") for _ in range(3)), make.user()]
        for _ in range(4):
            self.create_objective()
        for _ in range(4):
            self.create_focus_area()
        for _ in range(6):
            self.create_kpi()
        for _ in range(8):
            self.link_work()
            self.link_kpi()

    def step(self, weights: dict[str, int] | None = None) -> str:
        """Let somebody do something; return what. What is refused changes nothing."""
        self.now += timedelta(seconds=1)
        names = [name for name, weight in (weights or WEIGHTS).items() for _ in range(weight)]
        name = self.random.choice(names)
        try:
            getattr(self, name)()
        except (DomainError, IndexError) as refusal:
            return f"{name}: {refusal!r}"
        return name

    # -- choices

    def any(self, model):
        return self.random.choice(list(model.objects.order_by("pk")))

    def maybe(self, model):
        return self.any(model) if self.random.random() < 0.7 else None

    def person(self) -> User:
        return self.random.choice(self.people)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def by(self):
        return {"by": self.boss, "at": self.now}

    # -- goals and work

    def create_objective(self) -> None:
        facts = {
            "title": self.random.choice(WORDS),
            "status": self.random.choice(["active", "active", "active", "draft", "achieved"]),
            "parent": self.maybe(Objective) if Objective.objects.exists() else None,
            "confidential": self.chance(0.2),
            "business_owner": self.person(),
            "technology_owner": self.person(),
        }
        create_objective(facts=facts, **self.by())

    def edit_objective(self) -> None:
        row = self.any(Objective)
        facts = self.random.choice(
            [
                {"title": self.random.choice(WORDS)},
                {"statement": self.random.choice(WORDS)},
                {"status": self.random.choice(["draft", "active", "active", "dropped"])},
                {"ends_on": self.today + timedelta(days=self.random.choice([-90, -5, 60]))},
                {"starts_on": self.today + timedelta(days=self.random.choice([-400, 5]))},
                {"ends_on": None, "starts_on": None},
                {"expects_technology": self.random.choice(["yes", "no", "unknown"])},
                {"business_owner": self.person()},
                {"technology_owner": self.person()},
                {"rank": self.random.randrange(3)},
                {"ref": self.random.choice(["OBJ-1", "obj-1", "Obj-2"])},
            ]
        )
        edit_objective(objective=row, facts=facts, version=row.version, **self.by())

    def move_objective(self) -> None:
        row = self.any(Objective)
        facts = {"parent": self.maybe(Objective)}
        edit_objective(objective=row, facts=facts, version=row.version, **self.by())

    def hide_objective(self) -> None:
        row = self.any(Objective)
        facts = {"confidential": not row.confidential}
        edit_objective(objective=row, facts=facts, version=row.version, **self.by())

    def share_objective(self) -> None:
        row = self.any(Objective)
        people = self.random.sample(self.people, self.random.randrange(3))
        share_objective(objective=row, with_people=people, version=row.version, **self.by())

    def delete_objective(self) -> None:
        delete_objective(objective=self.any(Objective), **self.by())

    def close_a_circle(self) -> None:
        """As an import can."""
        row, under = self.any(Objective), self.any(Objective)
        if row == under or self.chance(0.5):
            return
        was = row.parent_id
        Objective.objects.filter(pk=row.pk).update(parent=under)
        touch("objective", row.pk, under.pk, was)

    def create_focus_area(self) -> None:
        facts = {"title": self.random.choice(WORDS), "rationale": self.random.choice(REASONS)}
        create_focus_area(facts=facts, **self.by())

    def edit_focus_area(self) -> None:
        row = self.any(FocusArea)
        facts = self.random.choice(
            [
                {"title": self.random.choice(WORDS)},
                {"rationale": self.random.choice(REASONS)},
                {"status": self.random.choice(["active", "active", "retired"])},
                {"ref": self.random.choice(["FOC-1", "foc-1", "foc-2"])},
            ]
        )
        edit_focus_area(focus_area=row, facts=facts, version=row.version, **self.by())

    def delete_focus_area(self) -> None:
        delete_focus_area(focus_area=self.any(FocusArea), **self.by())

    def link_work(self) -> None:
        goal = None if self.chance(0.1) else self.any(Objective)
        try:
            link_focus_area(
                focus_area=self.any(FocusArea),
                objective=goal,
                because=self.random.choice(REASONS),
                missing_ref="" if goal else "OBJ-GONE",
                **self.by(),
            )
        except DomainError:
            return

    def edit_focus_link(self) -> None:
        row = self.any(FocusLink)
        facts = self.random.choice(
            [{"because": self.random.choice(REASONS)}, {"objective": self.any(Objective)}]
        )
        edit_focus_link(link=row, facts=facts, version=row.version, **self.by())

    def unlink_work(self) -> None:
        unlink_focus_area(link=self.any(FocusLink), **self.by())

    # -- measures

    def create_kpi(self) -> None:
        goal = self.any(Objective) if self.chance(0.25) else None
        facts = {
            "title": self.random.choice(WORDS) + self.random.choice(["", " one", " two"]),
            "unit": "s",
            "direction": "down",
            "baseline": Decimal(10),
            "target": Decimal(self.random.choice([5, 7])),
            "cadence": self.random.choice(["", "month", "week"]),
            "owner": self.person(),
            "outcome_of": goal,
            "perspective": "joint" if goal else "technical",
            "status": self.random.choice(["live", "live", "live", "draft"]),
        }
        create_kpi(facts=facts, **self.by())

    def edit_kpi(self) -> None:
        row = self.any(Kpi)
        facts = self.random.choice(
            [
                {"title": self.random.choice(WORDS)},
                {"target": Decimal(self.random.choice([5, 6, 15]))},
                {"target_words": self.random.choice(["", "TBD"])},
                {"status": self.random.choice(["live", "live", "paused", "retired", "draft"])},
                {"source": self.random.choice(["", "Grafana", "grafana"])},
                {"unit": self.random.choice(["s", "S", "%"])},
                {"owner": self.person()},
                {"due_on": self.today + timedelta(days=self.random.choice([-3, 300]))},
                {"ref": self.random.choice(["KPI-1", "kpi-1", "kpi-2"])},
                {"outcome_of": self.any(Objective), "perspective": "joint"},
                {"outcome_of": None},
            ]
        )
        with carrying_over(thing=row, by=self.boss, at=self.now, same_meaning=self.chance(0.05)):
            edit_kpi(kpi=row, facts=facts, version=row.version, **self.by())

    def make_alike(self) -> None:
        """Give a KPI what the measure of a goal has, which may be a confidential one."""
        outcomes = Kpi.objects.exclude(outcome_of=None).order_by("pk")
        row, other = self.any(Kpi), self.random.choice(list(outcomes))
        facts = self.random.choice(
            [
                {"title": other.title},
                {"ref": other.ref.swapcase()},
                {"source": other.source or "Grafana", "unit": other.unit},
            ]
        )
        edit_kpi(kpi=row, facts=facts, version=row.version, **self.by())

    def delete_kpi(self) -> None:
        delete_kpi(kpi=self.any(Kpi), **self.by())

    def link_kpi(self) -> None:
        work = None if self.chance(0.1) else self.any(FocusArea)
        try:
            link_kpi(
                kpi=self.any(Kpi),
                focus_area=work,
                because=self.random.choice(REASONS),
                missing_ref="" if work else "FOC-GONE",
                **self.by(),
            )
        except DomainError:
            return

    def edit_kpi_link(self) -> None:
        row = self.any(KpiLink)
        facts = self.random.choice(
            [{"because": self.random.choice(REASONS)}, {"focus_area": self.any(FocusArea)}]
        )
        edit_kpi_link(link=row, facts=facts, version=row.version, **self.by())

    def unlink_kpi(self) -> None:
        unlink_kpi(link=self.any(KpiLink), **self.by())

    def measure(self) -> None:
        day = self.today - timedelta(days=self.random.choice([0, 3, 40, 100, -2]))
        value = Decimal(self.random.randrange(1, 20))
        record_measurements(kpi=self.any(Kpi), values=[Reading(day, value)], **self.by())

    def mend_measurement(self) -> None:
        row = self.random.choice(list(Measurement.objects.current().order_by("pk")))
        if self.chance(0.5):
            withdraw_measurement(measurement=row, reason="A slip.", **self.by())
        else:
            value = Decimal(self.random.randrange(20, 40))
            correct_measurement(measurement=row, value=value, reason="A slip.", **self.by())

    # -- stories and agreement

    def write_story(self) -> None:
        goal = self.any(Objective)
        things = [*Kpi.objects.order_by("pk"), *FocusArea.objects.order_by("pk")]
        named = self.random.sample(things, min(len(things), self.random.randrange(1, 5)))
        if self.chance(0.6):  # what is linked, as people do
            named = [
                *FocusArea.objects.filter(focus_links__objective=goal),
                *Kpi.objects.filter(kpi_links__focus_area__focus_links__objective=goal),
            ]
        tokens = " ".join(
            f"@[{'kpi' if isinstance(one, Kpi) else 'focus'}:{one.uid}]" for one in named
        )
        version = Story.objects.filter(objective=goal).values_list("version", flat=True).first()
        body = f"{self.random.choice(WORDS)} by {tokens}"
        write_story(objective=goal, body=body, version=version or 0, **self.by())

    def agree_on_both_sides(self) -> None:
        goal = self.any(Objective)
        self.make_ready(goal)
        for side, owner in [
            ("business", goal.business_owner),
            ("technology", goal.technology_owner),
        ]:
            if owner and self.chance(0.9):
                agree(objective=goal, side=side, by=owner, at=self.now)

    def make_ready(self, goal: Objective) -> None:
        """Give a goal what it needs to be agreed to, as its owners would."""
        facts = {
            "statement": goal.statement or "Ninety of a hundred customers stay.",
            "why": "It pays.",
            "value_driver": "cost",
            "starts_on": goal.starts_on or self.today - timedelta(days=200),
            "ends_on": goal.ends_on or self.today + timedelta(days=60),
        }
        edit_objective(objective=goal, facts=facts, version=goal.version, **self.by())
        measures = Kpi.objects.outcomes_of(goal).not_retired()
        if not measures.filter(baseline__isnull=False, target__isnull=False).exists():
            outcome = {"title": "Custom", "unit": "%", "baseline": 1, "target": 2}
            outcome |= {"outcome_of": goal, "perspective": "joint"}
            outcome["source"] = self.random.choice(["", "Grafana"])
            create_kpi(facts=outcome, **self.by())

    def judge(self) -> None:
        link = self.any(self.random.choice([KpiLink, FocusLink]))
        side = self.random.choice(["business", "technology"])
        word = self.random.choice(["valid", "valid", "refused"])
        judge_line(link=link, side=side, word=word, by=self.person(), at=self.now, note="So.")

    def exempt(self) -> None:
        thing, code = self.random.choice(
            [(Kpi, ""), (Kpi, "I5"), (FocusArea, "F2"), (Objective, "G2")]
        )
        until = self.today + timedelta(days=30)
        exempt(thing=self.any(thing), reason="Runs.", expires_on=until, code=code, **self.by())

    def end_exemption(self) -> None:
        end_exemption(exemption=self.any(Exemption), **self.by())

    def say_not_a_blank(self) -> None:
        say_not_a_blank(text=self.random.choice(["[TBD]", "[x]", "TBD"]), **self.by())

    # -- people

    def change_role(self) -> None:
        person = self.random.choice(self.people[1:])
        role = self.random.choice(["viewer", "tech_lead", "leader", "leader", "admin"])
        set_role(person=person, role=role, **self.by())

    def leave_or_return(self) -> None:
        person = User.objects.get(pk=self.random.choice(self.people[1:]).pk)
        (deactivate_person if person.is_active else reactivate_person)(person=person, **self.by())


WEIGHTS = {
    "create_objective": 2,
    "edit_objective": 6,
    "move_objective": 3,
    "hide_objective": 2,
    "share_objective": 2,
    "delete_objective": 1,
    "close_a_circle": 1,
    "create_focus_area": 1,
    "edit_focus_area": 4,
    "delete_focus_area": 1,
    "link_work": 3,
    "edit_focus_link": 2,
    "unlink_work": 2,
    "create_kpi": 2,
    "edit_kpi": 8,
    "make_alike": 3,
    "delete_kpi": 1,
    "link_kpi": 3,
    "edit_kpi_link": 2,
    "unlink_kpi": 2,
    "measure": 4,
    "mend_measurement": 1,
    "write_story": 6,
    "agree_on_both_sides": 8,
    "judge": 4,
    "exempt": 2,
    "end_exemption": 1,
    "say_not_a_blank": 1,
    "change_role": 1,
    "leave_or_return": 1,
}
