"""The states in which an installation is looked at."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from kpis.models import Kpi
from kpis.services.value_runs import start_value_file
from objectives.models import FocusArea, FocusLink, Objective
from reports.demo import load
from reports.demo.cast import PEOPLE
from reports.exchange.runs import start_import
from stories.models import KpiLink, Story
from stories.verdicts import recompute_all
from tests import make
from tests.browser import hostile_world
from tests.browser.files import zipped
from tests.styleguide.samples import LONG

MANY = 1_000
SOUND_FILE = {
    "objectives": "ref,title,statement,status\n"
    "NEW-1,Open a second warehouse,Ship the same day,active\n",
    "focus_areas": "ref,title,description\nNEW-2,Stock in two places,One view of all stock\n",
    "focus_links": "focus_area,objective,because\nNEW-2,NEW-1,Orders go out from the nearer one\n",
    "kpis": "ref,title,unit,direction,baseline,target,due\n"
    "NEW-3,Orders out in a day,%,up,61,90,2027-06-30\n",
    "kpi_links": "kpi,focus_area,because\nNEW-3,NEW-2,It counts just that\n",
    "measurements": "kpi,date,value\nNEW-3,2026-10-31,64\n",
}
FILES = {
    "sound.zip": SOUND_FILE,
    "problems.zip": SOUND_FILE
    | {
        "kpis": "ref,title,baseline,target,due,owner\n"
        "NEW-3,Orders out in a day,61,soon,next spring,nobody@example.com\n"
        "NEW-3,The same once more,61,90,2027-06-30,\n"
        ",Without a reference,61,90,2027-06-30,\n",
        "kpi_links": "kpi,focus_area,because\nNEW-9,NEW-8,Neither of them exists\n",
    },
}


def _sign_ins() -> Mapping[str, object]:
    keys = {person.key: User.objects.get(email=person.email) for person in PEOPLE[:-1]}
    return keys | {
        "executive": keys["ines"],
        "leader": keys["marta"],
        "technology": keys["jonas"],
        "lead": keys["aiko"],
        "admin": keys["alex"],
    }


def _people(name: str = "Mira Kovač") -> Mapping[str, object]:
    """Return one person for each role, all of that name."""
    roles = {"executive": "viewer", "leader": "leader", "technology": "leader"}
    roles |= {"lead": "tech_lead", "admin": "admin"}
    return {
        key: make.user(name, role=role, email=f"{key}@example.com", job_title=name[:100])
        for key, role in roles.items()
    }


def demo() -> Mapping[str, object]:
    load(at=timezone.now())
    people = _sign_ins()
    make.token(people["admin"], last_used_at=timezone.now())
    for name, sheets in FILES.items():
        start_import(
            file=SimpleUploadedFile(name, zipped(sheets)), by=people["leader"], at=timezone.now()
        )
    _bring_values(people["leader"])
    _take_along(people["leader"])
    _judge()
    return people


def _take_along(leader: User) -> None:
    """Ask for packs: one is ready, one a job is at, one could not be made."""
    make.pack(leader, files=("pdf", "pptx", "xlsx", "workbook"))
    make.pack(leader, state="building", parts_done=2)
    make.pack(leader, state="failed", refusal="Printing the PDF took too long.")
    make.subscription(leader, scope="driver=revenue")


def _bring_values(leader: User) -> None:
    """Bring files of values in: one to store, one to mend, and one that a job is at."""
    ref = Kpi.objects.filter(unit="s").order_by("pk")[0].ref
    rows = {
        "sound.csv": [f"{ref},2026-01-05,2.3", f"{ref},2026-01-06,2300", f"{ref},2026-01-07,2.2"],
        "problems.csv": [f"{ref},2026-02-31,2.3", "KPI-NONE,2026-01-05,1", f"{ref},,x"],
        "large.csv": [f"{ref},2026-01-05,2.3"] * 1_001,
    }
    for name, lines in rows.items():
        file = SimpleUploadedFile(name, "\n".join(["kpi,date,value", *lines]).encode())
        start_value_file(file=file, by=leader, at=timezone.now())


def empty() -> Mapping[str, object]:
    """The first day: people can sign in, and nothing else is there."""
    people = _people()
    _judge()
    return people


def full() -> Mapping[str, object]:
    """A thousand goals, works and KPIs; of ten KPIs, four lead nowhere."""
    people = _people()
    today = timezone.localdate()
    facts = {"created_at": make.AT, "changed_at": make.AT}
    team = make.team("Platform")
    goals = Objective.objects.bulk_create(
        Objective(
            ref=f"OBJ-{number}",
            title=f"Grow region {number} by a tenth",
            status="active",
            starts_on=today - timedelta(days=200),
            ends_on=today + timedelta(days=200),
            business_owner=people["leader"],
            expects_technology="yes",
            **facts,
        )
        for number in range(MANY // 10)
    )
    works = FocusArea.objects.bulk_create(
        FocusArea(
            ref=f"FOC-{number}",
            title=f"Shorten checkout {number}",
            rationale="It is what people feel first.",
            **facts,
        )
        for number in range(MANY // 2)
    )
    FocusLink.objects.bulk_create(
        FocusLink(focus_area=work, objective=goals[at % len(goals)], because=f"{work} moves it.")
        for at, work in enumerate(works)
        if at % 5
    )
    kpis = Kpi.objects.bulk_create(
        Kpi(
            ref=f"KPI-{number}",
            title=f"Load time of page {number}",
            title_key=f"load time of page {number}",
            definition="Counted every month.",
            unit="s",
            direction="down",
            baseline=Decimal("2.40"),
            target=Decimal("1.92"),
            starts_on=today - timedelta(days=200),
            due_on=today + timedelta(days=200),
            cadence="month",
            live_since=today - timedelta(days=200),
            owner=people["lead"],
            team=team,
            **facts,
        )
        for number in range(MANY)
    )
    KpiLink.objects.bulk_create(
        KpiLink(kpi=kpi, focus_area=works[at % len(works)], because=f"{kpi} shows it.")
        for at, kpi in enumerate(kpis)
        if at % 4
    )
    _judge()
    return people


def long() -> Mapping[str, object]:
    """Every name as long as it may be."""
    return _written(lambda most: (LONG * (most // len(LONG) + 1))[:most])


def hostile() -> Mapping[str, object]:
    """Every text tries to be more than text, and every name is as long as it may be."""
    people = hostile_world.written()
    _judge()
    return people


def _written(text) -> Mapping[str, object]:
    """Return people of a company in which every text is `text(longest)`."""
    today = timezone.localdate()
    people = _people(text(100))
    team = make.team(text(100))
    people["lead"].teams.set([team])
    start, end = today - timedelta(days=100), today + timedelta(days=100)
    owners = {"business_owner": people["leader"], "technology_owner": people["technology"]}
    words = {name: text(200) for name in ("statement", "why", "problem", "proposal", "risk")}
    top = make.objective(text(200), starts_on=start, ends_on=end, **owners, **words)
    goal = make.objective(text(200), parent=top, starts_on=start, ends_on=end, **owners, **words)
    make.objective(text(200), expects_technology="yes")
    work, idle, bare = (
        make.focus_area(text(200), description=text(200), rationale=text(200)) for _ in range(3)
    )
    kpis = [
        make.kpi(
            text(200),
            definition=text(200),
            meaning=text(200),
            formula=text(200),
            target_words=text(200),
            unit=text(40),
            source=text(200),
            owner=people["lead"],
            team=team,
            starts_on=start,
            due_on=end,
            live_since=start,
        )
        for _ in range(5)
    ]
    make.focus_link(work, goal, because=text(300))
    make.focus_link(bare, goal, because=text(300))
    for kpi in kpis[:2]:
        make.kpi_link(kpi, work, because=text(300))
    make.kpi_link(kpis[2], idle, because=text(300))
    make.exemption(kpis[3], people["leader"], on=today, reason=text(300))
    for back in (60, 30, 1):
        make.measurement(kpis[0], today - timedelta(days=back), 2, note=text(300))
    story = make.story(goal, kpis[0], work)
    Story.objects.filter(pk=story.pk).update(body=f"{story.body} {text(400)}")
    for thing in (goal, work, kpis[0]):
        asked = make.comment(thing, people["leader"], f"{text(300)} @[person:1]")
        make.comment(thing, people["leader"], text(300), answers=asked)
    make.comment(goal, people["leader"], text(300), quote=text(300))
    _judge()
    return people


def _judge() -> None:
    recompute_all(today=timezone.localdate(), at=timezone.now())


BUILDERS = {"demo": demo, "empty": empty, "full": full, "long": long, "hostile": hostile}
