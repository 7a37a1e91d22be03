"""An installation in which every text tries to be more than text, written through the services."""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from accounts.services import create_person, create_team
from accounts.tokens import TokenFacts, make_token
from alignment.lib.errors import DomainError
from kpis.models import HeldValue, ValueFile
from kpis.services import (
    Reading,
    StepFacts,
    correct_measurement,
    create_kpi,
    edit_kpi,
    record_measurements,
    set_connector,
    set_steps,
)
from kpis.services.pulling import note_failure, take_connector
from kpis.services.value_runs import start_value_file
from objectives.services import (
    create_focus_area,
    create_objective,
    edit_objective,
    link_focus_area,
)
from reports.exchange.runs import start_import
from reports.scopes import Scope
from reports.scoping import save_scope
from stories.services import (
    exempt,
    judge_line,
    keep_draft,
    link_kpi,
    list_jargon,
    say_not_a_blank,
    write_story,
)
from tests import make
from tests.browser.files import as_csv, zipped
from tests.browser.payloads import PAYLOADS
from tests.styleguide.samples import LONG

ROWS = 24
TITLE, NAME, TEXT = 300, 120, 6_000
GOAL_TEXTS = ("statement", "why", "problem", "proposal", "risk")
# The name of a file ends at a slash, and what cannot be printed is taken out of it.
FILE_NAMES = [text for text in PAYLOADS if "/" not in text and text.isprintable()]
KPI_TEXTS = ("definition", "meaning", "formula")


class Words:
    """Gives each field its payloads in turn, as many at a time as it may hold."""

    def __init__(self) -> None:
        self._turns: dict[str, int] = defaultdict(int)

    def __call__(self, field: str, most: int) -> str:
        chosen, left, tried = [], most, 0
        while tried < len(PAYLOADS):
            payload = PAYLOADS[(self._turns[field] + tried) % len(PAYLOADS)]
            if len(payload) > left:
                if chosen:
                    break
            else:
                chosen.append(payload)
                left -= len(payload) + 1
            tried += 1
        self._turns[field] += tried
        said = " ".join(chosen)
        return f"{said} {LONG}"[:most].strip() if most >= NAME else said


class Company:
    """Writes the company, one row of everything at a time."""

    def __init__(self) -> None:
        self.at = timezone.now()
        self.today: date = timezone.localdate()
        self.say = Words()
        self._refs = 0
        self.admin = make.user(self.say("user", NAME), role="admin", email="admin@example.com")
        self.people = {"admin": self.admin} | {
            key: self._person(key, role)
            for key, role in (
                ("executive", "viewer"),
                ("leader", "leader"),
                ("technology", "leader"),
                ("lead", "tech_lead"),
            )
        }

    def _person(self, key: str, role: str) -> User:
        facts = {
            "name": self.say("user", NAME),
            "job_title": self.say("job", NAME),
            "email": f"{key}@example.com",
            "role": role,
            "teams": [create_team(name=self.say("team", NAME), by=self.admin, at=self.at)],
        }
        return create_person(facts=facts, by=self.admin, at=self.at)

    def _ref(self, kind: str) -> str:
        self._refs += 1
        return f"{self.say(f'{kind} ref', 55)} {self._refs}"

    def write(self) -> None:
        above = None
        for number in range(ROWS):
            for _ in range(2):
                token = TokenFacts(self.say("token", NAME), "read", 30)
                make_token(facts=token, by=self.admin, at=self.at)
            self._person(f"person-{number}", "leader")
            above = self._row(number, above)
            self._review()
            self._scope(number)
        self._lists()
        self._files()

    def _row(self, number: int, above: object) -> object:
        by, at, say = self.people["leader"], self.at, self.say
        goal = self._goal(above if number % 3 else None)
        works = [
            create_focus_area(
                facts={
                    "title": say("work", TITLE),
                    "description": say("description", TEXT),
                    "rationale": say("rationale", TEXT),
                    "ref": self._ref("work"),
                },
                by=by,
                at=at,
            )
            for _ in range(2)
        ]
        because = say("focus because", TEXT)
        to_goal = link_focus_area(
            focus_area=works[0], objective=goal, because=because, by=by, at=at
        )
        link_focus_area(
            focus_area=works[1], objective=None, missing_ref=say("no goal", 60), by=by, at=at
        )
        measures = [self._kpi(goal if place == 2 else None) for place in range(3)]
        because = say("kpi because", TEXT)
        link = link_kpi(kpi=measures[0], focus_area=works[0], because=because, by=by, at=at)
        link_kpi(kpi=measures[1], focus_area=None, missing_ref=say("no work", 60), by=by, at=at)
        note = say("note of a word", 1000)
        judge_line(link=link, side="business", word="refused", note=note, by=by, at=at)
        judge_line(link=to_goal, side="business", word="valid", note=note, by=by, at=at)
        self._values(measures[0])
        self._source(measures[0])
        reason, end = say("reason", TEXT), self.today + timedelta(days=60)
        exempt(thing=measures[1], reason=reason, expires_on=end, by=by, at=at)
        named = _named(measures[0].ref, works[0].ref) if number % 2 else ""
        body = f"{say('story', TEXT)}\n\n{named}"
        for version in range(2):
            write_story(objective=goal, body=body + "!" * version, version=version, by=by, at=at)
        keep_draft(objective=goal, body=say("draft", TEXT), version=2, by=by, at=at)
        self._talk(goal, works[0], measures[0])
        return goal

    def _talk(self, *things: object) -> None:
        by = self.people["leader"]
        for thing in things:
            asked = make.comment(thing, by, self.say("comment", 4000))
            make.comment(thing, by, self.say("comment", 4000), answers=asked)
        quote = self.say("quote", 2000)
        make.comment(things[0], by, self.say("comment", 4000), quote=quote)

    def _scope(self, number: int) -> None:
        name, home = self.say("scope", 80), number == 0
        scope = Scope(driver="risk", team_id=number + 1)
        save_scope(scope=scope, name=name, by=self.people["leader"], at=self.at, home=home)

    def _review(self) -> None:
        leader, say = self.people["leader"], self.say
        review = make.review(say("review", TITLE), chair=leader, day=self.today)
        matter = make.matter(review, say("matter", TITLE), reason=say("reason of a matter", 4000))
        decision = make.decision(matter, leader, why=say("why decided", 4000))
        task, note = say("action", TITLE), say("note of an action", 4000)
        make.action(decision, leader, task, due_on=self.today, note=note)

    def _goal(self, above: object) -> object:
        facts = {name: self.say(name, TEXT) for name in GOAL_TEXTS} | {
            "title": self.say("goal", TITLE),
            "ref": self._ref("goal"),
            "parent": above,
            "status": "active",
            "expects_technology": "yes",
            "starts_on": self.today - timedelta(days=100),
            "ends_on": self.today + timedelta(days=100),
            "business_owner": self.people["leader"],
            "technology_owner": self.people["technology"],
        }
        goal = create_objective(facts=facts, by=self.people["leader"], at=self.at)
        anew = {"statement": self.say("statement", TEXT)}
        return edit_objective(
            objective=goal, facts=anew, version=goal.version, by=self.people["leader"], at=self.at
        )

    def _kpi(self, measured: object) -> object:
        facts = {name: self.say(name, TEXT) for name in KPI_TEXTS} | {
            "title": self.say("kpi", TITLE),
            "ref": self._ref("kpi"),
            "unit": self.say("unit", 40),
            "source": self.say("source", 200),
            "target_words": self.say("target", TITLE),
            "baseline": Decimal(10),
            "target": Decimal(20),
            "direction": "up",
            "cadence": "month",
            "due_on": self.today + timedelta(days=100),
            "owner": self.people["lead"],
            "team": self.people["lead"].teams.get(),
            "outcome_of": measured,
            "perspective": "joint" if measured else "technical",
        }
        by, at = self.people["leader"], self.at
        kpi = create_kpi(facts=facts, by=by, at=at)
        return edit_kpi(kpi=kpi, facts={"target": Decimal(21)}, version=kpi.version, by=by, at=at)

    def _values(self, kpi: object) -> None:
        by, at = self.people["lead"], self.at
        readings = [
            Reading(self.today - timedelta(days=back), Decimal(12), self.say("value note", 1000))
            for back in (60, 30)
        ]
        wrong, _ = record_measurements(kpi=kpi, values=readings, by=by, at=at)
        reason = self.say("why corrected", 1000)
        correct_measurement(measurement=wrong, value=Decimal(11), reason=reason, by=by, at=at)

    def _source(self, kpi: object) -> None:
        by, at, say = self.people["lead"], self.at, self.say
        facts = {
            "kind": "csv",
            "address": "https://metrics.example.com/values.csv",
            "query": say("source query", 4000),
            "date_at": say("source day", 500),
            "way_in": "basic",
            "way_in_name": say("source name", 90),
        }
        row = set_connector(kpi=kpi, facts=facts, secret="canary", version=0, by=by, at=at)
        problem = DomainError("several", say("source problem", 500))
        note_failure(taken=take_connector(pk=row.pk, at=at), problem=problem, at=at)
        question = self.say("question", TEXT)
        HeldValue.objects.create(
            connector=row, observed_on=self.today, value=1, question=question, held_at=at
        )

    def _lists(self) -> None:
        by, at = self.people["leader"], self.at
        for number, payload in enumerate(PAYLOADS):
            say_not_a_blank(text=payload, by=by, at=at)
            list_jargon(words=f"{number} {payload}"[:60], plainly=payload, by=self.admin, at=at)
        facts = {"title": self.say("kpi", TITLE), "kind": "milestone", "owner": by}
        kpi = create_kpi(facts=facts, by=by, at=at)
        steps = [StepFacts(self.say("step", TITLE)) for _ in range(ROWS)]
        set_steps(kpi=kpi, steps=steps, version=kpi.version, by=by, at=at)

    def _files(self) -> None:
        spoiled = self._workbook(self.say("cell", 100))
        for name in FILE_NAMES:
            self._file(f"{name} sound.zip", self._workbook(""))
        self._file(f"{FILE_NAMES[0]} problems.zip", spoiled)
        self._value_files()
        for state in ("done", "building", "failed", *["done"] * ROWS):
            make.pack(self.people["leader"], state=state, title=self.say("pack", 300))

    def _value_files(self) -> None:
        leader = self.people["leader"]
        rows = [("kpi", "date", "value", "note"), *((text, text, text, text) for text in PAYLOADS)]
        for ending in ("sound.csv", "problems.csv", "large.csv"):
            file = SimpleUploadedFile(f"{FILE_NAMES[0]} {ending}", as_csv(rows).encode())
            start_value_file(file=file, by=leader, at=self.at)
        ValueFile.objects.bulk_create(
            ValueFile(
                name=f"{name}.csv",
                reason=self.say("why many are corrected", 1000),
                state="left",
                content=b"",
                started_at=self.at,
                started_by=leader,
            )
            for name in FILE_NAMES
        )

    def _file(self, name: str, content: bytes) -> None:
        file = SimpleUploadedFile(name, content)
        start_import(file=file, by=self.people["leader"], at=self.at)

    def _workbook(self, spoiled: str) -> bytes:
        goal, kpi = self.say("cell", TITLE), self.say("cell", TITLE)
        sheets = {
            "objectives": [("ref", "title", "statement"), ("NEW-1", goal, goal)],
            "kpis": [
                ("ref", "title", "baseline", "target", "due", "owner"),
                ("NEW-3", kpi, "61", spoiled or "90", spoiled or "2027-06-30", spoiled),
            ],
            "kpi_links": [("kpi", "focus_area", "because"), ("NEW-3", spoiled, goal)],
        }
        return zipped({name: as_csv(rows) for name, rows in sheets.items()})


def _named(*refs: str) -> str:
    return " ".join("@[" + re.sub(r"([\[\]\\])", r"\\\1", ref) + "]" for ref in refs)


def written() -> Mapping[str, object]:
    """Write the company; return one person for each role."""
    company = Company()
    company.write()
    return company.people
