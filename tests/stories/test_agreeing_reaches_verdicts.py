"""What services seal is what verdicts look for: agreeing makes a line sound, a change does not."""

from decimal import Decimal

import pytest

from kpis.services import edit_kpi
from objectives.services import edit_focus_area, edit_focus_link
from stories.models import KpiVerdict
from stories.services import agree, carrying_over, edit_kpi_link, judge_line, link_kpi
from stories.verdicts import recompute_all, settle
from tests import make
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """Return an agreed goal with its owner, work, KPI and a second focus area of the KPI."""
    bea, tom = make.user(role="leader"), make.user(role="leader")
    goal = make.objective("Keep customers", business_owner=bea, technology_owner=tom)
    make.ready(goal)
    work, other = make.focus_area("Speed"), make.focus_area("Care")
    kpi = make.kpi("Page load time", owner=tom)
    lower, upper = make.line(kpi, work, goal)
    make.line(kpi, other, goal)
    make.story(goal, work, other, kpi)
    make.kpi("Churn", outcome_of=goal, perspective="joint")
    for side, by in (("business", bea), ("technology", tom)):
        agree(objective=goal, side=side, by=by, at=NOW)
    recompute_all(today=TODAY, at=NOW)
    return bea, work, kpi, lower, upper


def verdict(kpi):
    settle(today=TODAY, at=NOW)
    row = KpiVerdict.objects.for_audience(0).get(kpi=kpi)
    return row.verdict, set(row.codes)


def test_agreeing_for_both_sides_makes_the_line_sound(told):
    *_, kpi, _, _ = told

    assert verdict(kpi)[0] == "sound"


@pytest.mark.parametrize("which", ["kpi", "work", "lower", "upper"])
def test_a_change_of_wording_carried_over_leaves_the_line_confirmed(told, which):
    bea, work, kpi, lower, upper = told
    thing, edit = {
        "kpi": (kpi, lambda: edit_kpi(kpi=kpi, facts={"title": "Load"}, **said)),
        "work": (work, lambda: edit_focus_area(focus_area=work, facts={"title": "Pace"}, **said)),
        "lower": (lower, lambda: edit_kpi_link(link=lower, facts={"because": "Yes."}, **said)),
        "upper": (upper, lambda: edit_focus_link(link=upper, facts={"because": "Yes."}, **said)),
    }[which]
    said = {"version": 1, "by": bea, "at": NOW}

    with carrying_over(thing=thing, by=bea, at=NOW):
        edit()

    assert not verdict(kpi)[1] & {"C1", "C2", "C3"}


def test_moved_goalposts_put_the_line_in_doubt(told):
    bea, _, kpi, *_ = told

    edit_kpi(kpi=kpi, facts={"target": Decimal(1)}, version=1, by=bea, at=NOW)

    found, codes = verdict(kpi)
    assert found == "in_doubt"
    assert {"C3", "M13"} <= codes


def test_a_refused_line_breaks(told):
    bea, _, kpi, lower, _ = told
    kpi.kpi_links.exclude(pk=lower.pk).delete()

    judge_line(link=lower, side="business", word="refused", note="No", by=bea, at=NOW)

    assert verdict(kpi)[0] == "broken"


def test_a_first_link_takes_a_kpi_off_the_list(told):
    bea, work, *_ = told
    loose = make.kpi("Velocity", owner=bea)
    recompute_all(today=TODAY, at=NOW)
    assert verdict(loose)[0] == "none"

    link_kpi(kpi=loose, focus_area=work, by=bea, at=NOW)

    assert verdict(loose)[0] == "in_doubt"
