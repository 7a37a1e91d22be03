"""The installation against which every address is asked: two of everything, one of it hidden."""

from dataclasses import dataclass, field
from datetime import date

from accounts.models import User
from alignment.lib.tables import write_xlsx
from kpis.models import Kpi, ValueFile
from kpis.services.value_files import Report
from objectives.models import Objective
from reports.models import ImportRun
from reports.scopes import Scope
from reports.scoping import save_scope
from tests import make
from tests.remembering import remembered

DAY = date(2026, 11, 21)


@dataclass
class World:
    """People by the name of their tie to the things, the ids that addresses want, and sessions.

    `refs` names the KPI that is open, and the one that is hidden; the token of an actor is “tl_”
    and their name.
    """

    people: dict[str, User]
    ids: dict[str, int]
    hidden_ids: dict[str, int]
    refs: dict[bool, str]
    token: str
    sessions: dict[str, str] = field(default_factory=dict)


@remembered
def build() -> World:
    here, elsewhere = make.team("Here"), make.team("Elsewhere")
    people = {
        "viewer": make.user("Vera", role="viewer"),
        "lead_elsewhere": make.user("Ella", role="tech_lead", teams=[elsewhere]),
        "lead_here": make.user("Henry", role="tech_lead", teams=[here]),
        "leader": make.user("Lea", role="leader"),
        "owner": make.user("Olga", role="leader"),
        "admin": make.user("Adam", role="admin"),
    }
    open_ids = _line(people, here, confidential=False)
    for actor, person in people.items():
        open_ids["tokens"] = make.token(person, f"tl_{actor}").pk
    scope, owner = Scope(driver="risk"), people["owner"]
    open_ids["scopes"] = save_scope(scope=scope, name="Risk", by=owner, at=make.AT).pk
    hidden_ids = _line(people, here, confidential=True)
    workbook = write_xlsx({"objectives": (("ref", "title"), [("NEW", "Grow abroad")])})
    run = ImportRun.objects.create(
        name="company.xlsx", content=workbook, started_at=make.AT, started_by=people["owner"]
    )
    values = f"kpi,date,value\n{Kpi.objects.get(pk=open_ids['kpis']).ref},2026-10-31,2\n"
    ValueFile.objects.create(
        token=run.token,
        name="values.csv",
        content=values.encode(),
        state="read",
        rows=1,
        report=Report(rows=1, new=1).as_json(),
        started_at=make.AT,
        started_by=people["owner"],
    )
    make.pack(people["owner"], token=run.token)
    open_ids["digests"] = make.subscription(people["owner"]).pk
    refs = {
        hidden: Kpi.objects.get(pk=ids["kpis"]).ref
        for hidden, ids in enumerate((open_ids, hidden_ids))
    }
    return World(people, open_ids, hidden_ids, refs, str(run.token))


def _line(people: dict[str, User], team, *, confidential: bool) -> dict[str, int]:
    objective: Objective = make.objective(
        "Merge with Corrente" if confidential else "Keep more customers",
        business_owner=people["owner"],
        technology_owner=people["owner"],
        confidential=confidential,
        expects_technology="yes",
    )
    area = make.focus_area("Performance")
    outcome = {"outcome_of": objective, "perspective": "joint"} if confidential else {}
    kpi = make.kpi("Load time", team=team, **outcome)
    kpi_link, focus_link = make.line(kpi, area, objective)
    make.measurement(kpi, DAY, "2.1")
    make.pull(make.connector(kpi))
    make.story(objective, kpi, area)
    exemption = make.exemption(kpi, people["owner"], on=DAY)
    branch = {"branch": objective} if confidential else {}
    review = make.review("What Corrente needs", chair=people["owner"], **branch)
    facts = {"goals": [objective.pk], "knows": [objective.pk] if confidential else []}
    matter = make.matter(review, thing="kpi", thing_id=kpi.pk, facts=facts)
    task = make.action(make.decision(matter, people["owner"]), people["owner"], due_on=DAY)
    reworded = make.event(objective, "edit", before={"why": "Few stay."}, after={"why": ""})
    return {
        "objectives": objective.pk,
        "focus-areas": area.pk,
        "kpis": kpi.pk,
        "kpi-links": kpi_link.pk,
        "focus-links": focus_link.pk,
        "exemptions": exemption.pk,
        "history": reworded.pk,
        "comments": make.comment(objective, people["owner"]).pk,
        "reviews": review.pk,
        "matters": matter.pk,
        "actions": task.pk,
    }
