"""The map in its three forms: what is on it, what is opened, what is looked at, and for whom."""

import pytest
import time_machine
from django.db import transaction
from django.http import Http404, QueryDict
from django.test import Client

from reports.pages import map_branches
from reports.pages.map import show_map
from reports.pages.map_matrix import show_matrix
from reports.pages.map_tree import show_tree
from tests import make
from tests.conftest import NOW, TODAY
from tests.reports.companies import mixed
from tests.stories.pages import settled

pytestmark = pytest.mark.django_db
FORMS = ("/map/", "/map/matrix/", "/map/tree/")
NONSENSE = (
    "open=x,²,99999999999999999999,-1&focus=kpi-²&zoom=7&as=x",
    f"open={','.join(map(str, range(500)))}&focus=goal-99999999999999999999&zoom=150",
    "focus=kpi-9223372036854775807&verdict=x&driver=x&team=x&owner=%00&q=%00",
    "focus=work-0&objective=-1&after=x&team=9223372036854775807",
)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        time_machine.travel(NOW, tick=False),
    ):
        yield mixed()
        transaction.set_rollback(True)


@pytest.fixture
def viewer(world):
    return make.user("Vera")


def shown(person, query=""):
    return show_map(person, QueryDict(query), TODAY)


def things(page):
    return {box.thing.title: box.thing for box in page.layout.boxes}


def ties(page):
    titles = {box.thing.key: box.thing.title for box in page.layout.boxes}
    return {
        (titles[one.tie.upper], titles[one.tie.lower]): one.tie.kind for one in page.layout.strokes
    }


def test_a_small_company_is_on_the_sheet_whole(world, viewer):
    page = shown(viewer)

    said = {title: thing.word for title, thing in things(page).items()}
    assert said["Keep more customers"] == "Traced and agreed"
    assert said["Be known"] == "No KPI leads here"
    assert said["Infrastructure cost"] == "Serves no current goal"
    assert said["Chats"] == "Changed since agreed"
    assert said["Pull requests"] == "No line to a goal"
    assert said["Cluster load"] == "Leads nowhere"
    assert said["Backups"] == "Deliberately not tied to a goal"
    assert "Sketch" not in said
    assert page.frame.note == ""
    assert things(page)["Answer at once"].depth == 1


def test_lines_are_drawn_as_they_stand(world, viewer):
    found = ties(shown(viewer))

    assert found["Keep more customers", "Performance"] == "sound"
    assert found["Performance", "Load time"] == "sound"
    assert found["Performance", "Crash rate"] == "risk"
    assert found["Support", "Chats"] == "suspect"
    assert found["Infrastructure cost", "Cluster load"] == "broken"


def test_looking_at_a_kpi_lights_its_line_and_says_why_it_holds(world, viewer):
    page = shown(viewer, f"focus=kpi-{world.whole.kpi.pk}")

    lit = {box.thing.title for box in page.layout.boxes if box.look == "lit"}
    assert lit == {"Load time", "Performance", "Keep more customers"}
    assert page.about.word == "Traced and agreed"
    assert [(one.text, one.because) for one in page.about.reasons] == [
        ("Performance", "Load time shows Performance."),
        ("Keep more customers", "Performance moves Keep more customers."),
    ]


def test_looking_at_a_goal_tells_its_story_with_names(world, viewer):
    about = shown(viewer, f"focus=goal-{world.whole.goal.pk}").about

    assert about.is_story
    assert "Load time" in about.text
    assert "@[" not in about.text
    untold = shown(viewer, f"focus=goal-{things(shown(viewer))['Be known'].key[5:]}").about
    assert untold.text == "Nobody has told the story of this objective yet."
    assert untold.findings


def test_looking_at_work_says_which_goals_it_moves_and_what_is_wrong(world, viewer):
    about = shown(viewer, f"focus=work-{world.idle.pk}").about

    assert (about.what, about.word, about.reasons) == ("Focus area", "Serves no current goal", ())
    assert len(about.findings) == 1


@pytest.mark.parametrize("query", NONSENSE)
def test_an_address_that_makes_no_sense_shows_the_map(world, viewer, query):
    page = shown(viewer, query)

    assert page.about is None
    assert {box.look for box in page.layout.boxes} <= {""}


@pytest.mark.parametrize(
    ("query", "kpis"),
    [
        ("verdict=changed", {"Chats"}),
        ("q=load", {"Load time", "Cluster load"}),
        ("driver=customer&verdict=sound", {"Load time", "Answer time"}),
        ("q=nothing+like+this", set()),
    ],
)
def test_the_map_is_narrowed_to_what_is_looked_for(world, viewer, query, kpis):
    found = {one.title for one in things(shown(viewer, query)).values() if one.column == 2}

    assert found == kpis


def test_words_find_goals_and_work_too(world, viewer):
    assert {"Answer at once", "Answer time"} <= set(things(shown(viewer, "q=answer")))
    assert "Infrastructure cost" in things(shown(viewer, "q=infrastructure"))


def test_a_team_or_person_sees_its_own_kpis_with_their_lines(world, viewer):
    page = shown(viewer, f"team={world.teams[0].pk}&owner={world.lead.pk}")

    assert {"Load time", "Keep more customers"} <= set(things(page))
    assert "Chats" not in things(page)


def test_a_branch_alone_is_shown_without_what_leads_nowhere(world, viewer):
    page = shown(viewer, f"objective={world.below.pk}")

    assert set(things(page)) == {
        *("Answer at once", "Support", "Answer time", "Chats", "Customers kept"),
    }
    assert page.frame.chips[0].text == "The branch “Answer at once”"


def test_nothing_found_says_so_and_nothing_there_too(world, viewer):
    page = shown(viewer, "q=zeppelin")

    assert (page.frame.empty, page.frame.narrow, page.frame.kicker) == (
        *(True, True, "Nothing in sight"),
    )


@pytest.fixture
def large(monkeypatch):
    """Take five things for many, so that branches are closed until they are opened."""
    monkeypatch.setattr(map_branches, "FEW", 5)


def test_a_large_company_is_shown_by_branches_with_counts(world, viewer, large):
    page = shown(viewer)

    found = things(page)
    assert "Load time" not in found
    assert found["Keep more customers"].note == "1 goal below"
    assert {"2 focus areas", "4 KPIs"} <= set(found)
    assert found["1 focus area serves no goal"].kind == "broken"
    assert "2 KPIs have no line to a goal" in found
    assert found["4 KPIs"].word == "2 of 4 lines sound"
    assert "+ opens one" in page.frame.note


def test_a_branch_opens_step_by_step_and_closes(world, viewer, large):
    goal, below = world.whole.goal.pk, world.below.pk

    page = shown(viewer, f"open={goal}")

    found = things(page)
    assert {"Performance", "Load time", "Answer at once"} <= set(found)
    assert "Answer time" not in found
    assert found["Keep more customers"].is_open
    assert found["Keep more customers"].toggle == f"?#goal-{goal}"
    assert f"open={goal}%2C{below}" in found["Answer at once"].toggle
    assert "Answer time" in things(shown(viewer, f"open={goal},{below}"))
    assert "Answer time" not in things(shown(viewer, f"open={below}"))


def test_what_is_looked_at_is_opened_up_to(world, viewer, large):
    found = things(shown(viewer, f"focus=kpi-{world.kpis['sound below'].pk}"))

    assert "Answer time" in found
    assert "Answer at once" in things(shown(viewer, f"focus=goal-{world.below.pk}"))


def test_what_leads_to_no_goal_opens_like_a_branch(world, viewer, large):
    found = things(shown(viewer, "open=0"))

    assert {"Infrastructure cost", "Cluster load", "Pull requests"} <= set(found)
    looked_at = shown(viewer, f"focus=kpi-{world.kpis['alone'].pk}")
    assert looked_at.about.title == "Pull requests"
    assert "Pull requests" in things(looked_at)


def test_a_very_wide_goal_and_work_show_their_first_and_count_the_rest(world, viewer, monkeypatch):
    monkeypatch.setattr(map_branches, "MOST_WORK", 1)
    monkeypatch.setattr(map_branches, "MOST_KPIS", 1)
    make.line(world.whole.kpi, make.focus_area("Second"), world.whole.goal)
    settled()

    found = things(shown(viewer))

    assert found["1 more focus area"].href.endswith(f"?objective={world.whole.goal.pk}")
    assert "1 more KPI" in found


def test_goals_in_a_circle_are_shown_once_each(world, viewer):
    one, other = make.objective("Round", ref="ROUND"), make.objective("About", ref="ABOUT")
    one.parent, other.parent = other, one
    one.save()
    other.save()
    settled()

    titles = [box.thing.title for box in shown(viewer).layout.boxes]

    assert titles.count("Round") == titles.count("About") == 1


def test_the_matrix_has_a_cell_for_each_pair_and_says_what_is_in_it(world, viewer):
    page = show_matrix(viewer, QueryDict(""), TODAY)

    heads = [head.title for head in page.heads]
    rows = {row.title: dict(zip(heads, row.cells, strict=True)) for row in page.rows}
    assert heads[:2] == ["Performance", "Support"]
    cell = rows["Keep more customers"]["Performance"]
    assert (cell.count, cell.word) == ("2 KPIs", "Traced and agreed")
    assert rows["Keep more customers"]["Support"].count == ""
    assert {cell.count for cell in rows["Be known"].values()} == {""}


def test_the_matrix_of_a_large_company_counts_what_is_closed(world, viewer, large):
    page = show_matrix(viewer, QueryDict(""), TODAY)

    row = next(row for row in page.rows if row.title == "Keep more customers")
    assert row.closed == "2 focus areas, 4 KPIs"
    assert row.toggle


def test_the_tree_lists_each_goal_with_its_work_and_kpis_below_it(world, viewer):
    rows = show_tree(viewer, QueryDict(""), TODAY).rows

    found = [(row.level, row.what, row.title) for row in rows]
    at = found.index((1, "Objective", "Keep more customers"))
    assert found[at + 1 : at + 3] == [(2, "Focus area", "Performance"), (3, "KPI", "Load time")]
    assert rows[at + 2].because == "Load time shows Performance."
    assert (1, "KPI", "Pull requests") in found


def test_the_size_is_kept_from_page_to_page(world, viewer):
    zoom = shown(viewer, "zoom=150&q=load").zoom

    assert (zoom.percent, zoom.larger) == (150, "?q=load&zoom=200")
    assert zoom.plain == "?q=load"
    assert shown(viewer, "zoom=50").zoom.smaller == ""
    assert shown(viewer, "zoom=200").zoom.larger == ""


@pytest.mark.trust("A08")
def test_a_confidential_goal_leaves_no_trace(world, viewer):
    work, kpi = make.focus_area("Data room"), make.kpi("Documents read")
    make.kpi_link(kpi, work)
    settled()
    before = seen_by(viewer)

    secret = make.objective(
        "CANARY merger",
        confidential=True,
        business_owner=world.whole.business,
        value_driver="market",
        parent=world.whole.goal,
    )
    make.line(kpi, work, secret)
    make.kpi("CANARY price", outcome_of=secret, perspective="joint")
    make.story(secret, kpi, work, body="CANARY")
    settled()

    assert seen_by(viewer) == before
    client = Client()
    client.force_login(viewer)
    assert not any("CANARY" in client.get(form).content.decode() for form in FORMS)
    assert {"CANARY merger", "CANARY price"} <= set(things(shown(world.whole.business)))
    assert shown(viewer, f"focus=goal-{secret.pk}").about is None
    with pytest.raises(Http404):
        shown(viewer, f"objective={secret.pk}")


def seen_by(person):
    """Return all that the map shows somebody, in its three forms."""
    pages = [shown(person, query) for query in ("", "open=0", "q=e", "driver=market")]
    found = [(page.layout, page.rows, page.frame.kicker, page.frame.note) for page in pages]
    matrix = show_matrix(person, QueryDict(""), TODAY)
    return [*found, matrix.heads, matrix.rows, show_tree(person, QueryDict(""), TODAY).rows]
