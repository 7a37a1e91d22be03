import pytest

from objectives.models import FocusLink, Objective
from reports.exchange.dump import export_workbook
from reports.exchange.files import document_in
from reports.exchange.load import plan_import
from tests import make
from tests.conftest import TODAY
from tests.reports.exchange import worlds
from tests.reports.exchange.books import bring_in, complaints, planned

pytestmark = pytest.mark.django_db

SECRET = "Buy a rival"


def everything_in(sheets):
    return repr({name: [list(row) for row in rows] for name, (_, rows) in sheets.items()})


def test_an_export_betrays_nothing_of_a_confidential_objective():
    world = worlds.furnish()
    stranger = make.user(role="leader")
    secret = world["secret"]

    seen = everything_in(export_workbook(stranger))

    for betraying in (SECRET, secret.ref, str(secret.uid), "Rival's share"):
        assert betraying not in seen
    assert "Keep customers" in seen


@pytest.mark.parametrize("who", ["boss", "tech"])
def test_an_export_for_its_owner_has_it(who):
    world = worlds.furnish()

    assert SECRET in everything_in(export_workbook(world[who]))


def test_people_come_along_only_for_admins():
    worlds.furnish()

    assert "people" in export_workbook(make.user(role="admin"))
    assert "people" not in export_workbook(make.user(role="leader"))


def test_a_hidden_objective_is_unknown_to_whoever_brings_a_file_in():
    leader = make.user(role="leader")
    make.objective(SECRET, ref="SECRET", confidential=True)
    rows = {
        "objectives": [{"ref": "A", "title": "Grow", "parent": "SECRET"}],
        "kpis": [{"ref": "K", "title": "Share", "outcome_of": "SECRET"}],
    }
    nowhere = {
        "objectives": [{"ref": "A", "title": "Grow", "parent": "NOWHERE"}],
        "kpis": [{"ref": "K", "title": "Share", "outcome_of": "NOWHERE"}],
    }

    hidden, unknown = planned(by=leader, **rows), planned(by=leader, **nowhere)

    assert complaints(hidden) == [
        ("objectives", 2, "parent", "SECRET"),
        ("kpis", 2, "outcome_of", "SECRET"),
    ]
    assert [one.reason for one in hidden.problems] == [one.reason for one in unknown.problems]


def test_a_hidden_objective_is_neither_changed_nor_named():
    leader = make.user(role="leader")
    make.objective(SECRET, ref="SECRET", confidential=True)

    plan = planned(by=leader, objectives=[{"ref": "SECRET", "title": "Mine now"}])

    assert [one.reason for one in plan.problems] == [
        "This reference cannot be used here: choose another one."
    ]
    assert SECRET not in repr(plan.sheets)


def test_a_link_to_a_hidden_objective_is_kept_as_one_to_nothing():
    leader = make.user(role="leader")
    secret = make.objective(SECRET, ref="SECRET", confidential=True)
    work = make.focus_area(ref="WORK")
    make.focus_link(work, secret)
    rows = {"focus_links": [{"focus_area": "WORK", "objective": "SECRET", "because": "So."}]}

    bring_in(by=leader, **rows)
    again = planned(by=leader, **rows)

    links = FocusLink.objects.order_by("pk").values_list("objective", "missing_ref")
    assert list(links) == [(secret.pk, ""), (None, "SECRET")]
    assert not again.changes_something


def test_a_hidden_kpi_gets_no_values():
    leader = make.user(role="leader")
    secret = make.objective(SECRET, confidential=True)
    make.kpi(ref="K", outcome_of=secret, perspective="business")

    plan = planned(
        by=leader,
        measurements=[{"kpi": "K", "date": "2026-10-31", "value": "1"}],
        kpi_links=[{"kpi": "K", "focus_area": "W"}],
    )

    assert complaints(plan) == [("kpi_links", 2, "kpi", "K"), ("measurements", 2, "kpi", "K")]


def test_an_empty_parent_leaves_a_hidden_parent_alone():
    leader = make.user(role="leader")
    secret = make.objective(SECRET, confidential=True)
    child = make.objective("Grow", ref="A", parent=secret)

    bring_in(by=leader, objectives=[{"ref": "A", "title": "Grow more", "parent": ""}])

    child.refresh_from_db()
    assert (child.title, child.parent) == ("Grow more", secret)


def test_whoever_brings_in_a_confidential_objective_keeps_seeing_it():
    leader = make.user(role="leader")
    rows = {"objectives": [{"ref": "S", "title": SECRET, "confidential": "yes", "shared_with": ""}]}

    bring_in(by=leader, **rows)

    assert Objective.objects.visible_to(leader).get().title == SECRET
    assert not planned(by=leader, **rows).changes_something


def test_an_objective_is_shared_with_exactly_those_named():
    one, other = make.user("One"), make.user("Other")
    goal = make.objective(SECRET, ref="S", confidential=True, shared_with=[one])

    bring_in(objectives=[{"ref": "S", "title": SECRET, "shared_with": other.email}])

    goal.refresh_from_db()
    assert list(goal.shared_with.all()) == [other]
    assert goal.version == 2


def test_a_leader_cannot_bring_people_in():
    row = {"email": "new@example.com", "name": "New", "role": "admin"}

    refused = planned(by=make.user(role="leader"), people=[row])
    taken = planned(by=make.user(role="admin"), people=[row])

    assert complaints(refused) == [("people", 2, "email", "new@example.com")]
    assert complaints(taken) == []


def test_words_of_others_are_refused_once_for_the_whole_sheet():
    world = worlds.furnish()
    content = worlds.zipped()
    leader = make.user(role="leader")
    world["kpi"].kpi_links.get().judgements.all().delete()

    plan = plan_import(document_in(content, "book.zip"), TODAY, leader)

    refused = [one for one in plan.problems if one.sheet == "judgements"]
    assert [one.reason for one in refused if "administrator" in one.reason] == [
        "Only an administrator can bring in what others agreed to. Take this sheet out, or ask one."
    ]
