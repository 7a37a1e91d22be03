"""An installation with something of everything, and what can be said of it by reference."""

from datetime import date, timedelta
from decimal import Decimal

from django.apps import apps
from django.db import connection

from alignment.lib.tables import write_csv_zip
from kpis.models import Kpi, KpiState
from kpis.services import Reading, correct_measurement, record_measurements
from kpis.states import recompute_states
from objectives.models import Objective
from reports.exchange.dump import export_workbook
from stories.models import Agreement, FocusVerdict, Judgement, KpiVerdict, ObjectiveVerdict
from stories.services import agree, judge_line, say_not_a_blank, write_story
from stories.verdicts import recompute_all
from tests import make
from tests.conftest import NOW, TODAY

APPS = ("accounts", "objectives", "kpis", "stories", "reports")


def furnish():
    """Make one of everything that an export must keep."""
    platform = make.team("Platform")
    boss = make.user("Bea Boss", role="leader")
    tech = make.user("Tom Tech", role="tech_lead", teams=[platform])
    make.user("Ada Admin", role="admin")
    reader = make.user("Rita Reader")
    owners = {"business_owner": boss, "technology_owner": tech}
    goal = make.objective("Keep customers", starts_on=date(2026, 1, 1), **owners)
    make.objective("Keep the young", parent=goal, expects_technology="no", rank=3)
    secret = make.objective("Buy a rival", confidential=True, shared_with=[reader], **owners)
    make.objective("Be better known", status="draft", **CASE)
    work = make.focus_area("Website speed", owner=tech)
    make.focus_area("Old portal", status="retired")
    kpi = make.kpi("Page load time", owner=tech, team=platform, **believed_by(boss))
    patches = make.kpi("=1+1 patches in time", owner=tech)
    make.kpi("Rival's share", outcome_of=secret, perspective="business")
    make.kpi("Loyalty", outcome_of=goal, perspective="joint", goalposts_moved_on=TODAY, **COST)
    steps = make.kpi("Localised", kind="milestone", target_words="[date]", source="Jira")
    make.step(steps, "Texts", done_on=TODAY - timedelta(days=3))
    make.step(steps, "Prices", weight=Decimal(2), position=1)
    make.line(kpi, work, goal)
    make.line(patches, work, secret)
    make.kpi_link(steps, None, missing_ref="GONE")
    make.focus_link(make.focus_area("Payments"), None, missing_ref="LATER")
    make.exemption(patches, boss, on=date(2026, 10, 1), code="")
    world = {"goal": goal, "secret": secret, "work": work, "kpi": kpi, "boss": boss, "tech": tech}
    tell(world)
    link = work.kpi_links.get(kpi=patches)
    judge_line(link=link, side="technology", word="refused", note="Not so.", by=tech, at=NOW)
    settle_all()
    return world


CASE = {
    "benefit": Decimal("1.50"),
    "benefit_from": date(2027, 1, 1),
    "benefit_by": date(2027, 12, 31),
    "cost_from": date(2026, 3, 1),
    "cost_by": date(2026, 9, 30),
    "currency": "EUR",
    "sourcing": "rent",
}
COST = {"yearly_cost": Decimal("1200.50"), "currency": "CHF"}


def believed_by(person):
    return {"confidence": "unsure", "confidence_on": TODAY, "confidence_by": person}


def tell(world):
    """Measure, write the stories and let both sides agree to one of them."""
    pace = {"pace": "custom", "pace_points": "2026-12-31 | 70%", "on_course_by": Decimal("0.05")}
    make.kpi("Free disk", kind="hold", low=Decimal(10), warn_low=Decimal(20), **pace)
    goal, secret, kpi, work = (world[name] for name in ("goal", "secret", "kpi", "work"))
    boss, tech = world["boss"], world["tech"]
    make.ready(goal)
    values = [Reading(date(2026, month, 28), Decimal(f"2.{month}"), "=SUM(1)") for month in (8, 9)]
    first, _ = record_measurements(kpi=kpi, values=values, by=tech, at=NOW)
    correct_measurement(measurement=first, value=Decimal("2.5"), reason="typo", by=tech, at=NOW)
    say_not_a_blank(text="[ms]", by=tech, at=NOW)
    body = f"We keep them with @[{work.ref}]: see @[{kpi.ref}]."
    write_story(objective=goal, body=body, version=0, by=boss, at=NOW)
    write_story(objective=secret, body=f"With @[{work.ref}].", version=0, by=boss, at=NOW)
    agree(objective=goal, side="business", by=boss, at=NOW)
    agree(objective=goal, side="technology", by=tech, at=NOW)


def settle_all():
    recompute_states(None, TODAY, NOW)
    recompute_all(today=TODAY, at=NOW)


def verdicts():
    """Return the stored verdicts of everybody who knows nothing confidential, by reference."""
    said = ("verdict", "doubt", "headline", "severity", "codes")
    return {
        thing: {
            row[0]: row[1:]
            for row in model.objects.for_audience(0).values_list(f"{thing}__ref", *said)
        }
        for thing, model in (
            ("kpi", KpiVerdict),
            ("focus_area", FocusVerdict),
            ("objective", ObjectiveVerdict),
        )
    }


def states():
    said = ("kpi__ref", "first_on", "latest_on", "latest", "progress", "status", "rewritten")
    return set(KpiState.objects.values_list(*said))


def words():
    return (
        set(Judgement.objects.values_list("side", "word", "fp_link", "origin", "given_at")),
        set(Agreement.objects.values_list("side", "fingerprint", "story_version")),
    )


def zipped():
    return write_csv_zip(export_workbook())


def empty():
    """Leave an installation as if it had just been migrated."""
    tables = [
        connection.ops.quote_name(model._meta.db_table)
        for app in APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
    assert not Objective.objects.exists()
    assert not Kpi.objects.exists()
