"""What business cases are worth together, without telling the same money twice."""

from datetime import timedelta
from decimal import Decimal

import pytest

from alignment.lib.tables import read_workbook
from reports.worth import Case, Spend, Sum, counted, spent, sums
from tests import make
from tests.conftest import TODAY
from tests.remembering import remembered
from tests.stories.pages import settled, text

A_DAY = timedelta(days=1)

engine = pytest.mark.engine


def case(goal, parent=None, standing="sound", benefit=None, cost=None, currency="EUR", **more):
    stated = [None if one is None else Decimal(one) for one in (benefit, cost)]
    return Case(goal, parent, standing, currency, *stated, **more)


@engine
def test_what_a_goal_says_is_not_added_to_what_goals_below_it_say():
    cases = [
        case(1, benefit=100, cost=10),
        case(2, parent=1),
        case(3, parent=2, benefit=60, standing="no_line"),
        case(4, parent=2, benefit=20),
    ]

    assert counted(cases) == {
        1: (False, True),
        2: (False, False),
        3: (True, False),
        4: (True, False),
    }
    assert sums(cases) == (
        Sum("EUR", "sound", Decimal(20), Decimal(10)),
        Sum("EUR", "no_line", Decimal(60), None),
    )


@engine
def test_currencies_are_never_mixed():
    cases = [case(1, benefit=5), case(2, benefit=7, currency="USD")]

    assert [(one.currency, one.benefit) for one in sums(cases)] == [("EUR", 5), ("USD", 7)]


@engine
def test_a_goal_above_that_is_not_known_and_a_circle_do_no_harm():
    assert counted([case(1, parent=9, benefit=5)]) == {1: (True, False)}
    assert counted([case(1, parent=2, cost=5), case(2, parent=1)]) == {
        1: (False, False),
        2: (False, False),
    }


@engine
def test_what_measures_cost_is_added_within_a_currency_and_how_they_stand():
    rows = [
        ("EUR", "no_line", Decimal(5), 1),
        ("EUR", "no_line", Decimal(7), 2),
        ("EUR", "sound", Decimal(1), 1),
        ("CHF", "no_line", Decimal(9), 1),
    ]

    assert spent(rows) == (
        Spend("CHF", "no_line", Decimal(9), 1),
        Spend("EUR", "sound", Decimal(1), 1),
        Spend("EUR", "no_line", Decimal(12), 3),
    )


@engine
def test_certainty_is_the_share_of_lines_that_hold():
    assert case(1, lines=4, sound_lines=1).certainty == Decimal("0.25")
    assert case(1).certainty == 0


@pytest.mark.django_db
@pytest.mark.trust("A08")
def test_the_page_counts_only_goals_that_the_reader_may_know_of(signed_in):
    money = {"benefit": Decimal(100), "cost": Decimal(40), "currency": "EUR"}
    above = make.objective("Grow", **money)
    make.objective("Buy them", parent=above, confidential=True, **money | {"benefit": Decimal(7)})

    page = signed_in(make.user()).get("/value/").context["page"]
    whole = signed_in(make.user(role="admin")).get("/value/?sort=cost").context["page"]

    assert [(row.title, row.benefit) for row in page.rows] == [("Grow", "EUR 100")]
    assert [row.benefit for row in page.sums] == ["EUR 100"]
    assert page.rows[0].sentence.endswith("nothing says that it will come about.")
    assert [row.benefit for row in whole.sums] == ["EUR 7"]
    assert whole.rows[0].sentence.endswith("What goals below it state is counted instead.")


def cost(amount, currency="EUR"):
    return {"yearly_cost": Decimal(amount), "currency": currency}


@remembered
def costly():
    """Make a company that spends on measures which lead to a goal, nowhere, and in secret."""
    web = make.team("Web")
    case = {"benefit": Decimal(100), "currency": "EUR", "sourcing": "rent"}
    goal = make.objective("Grow", value_driver="revenue", **case, benefit_by=TODAY - A_DAY)
    make.objective("Save", value_driver="cost", cost=Decimal(30), currency="EUR")
    make.line(make.kpi("Load time", **cost(50)), make.focus_area("Speed"), goal)
    make.kpi("Velocity", team=web, **cost(700))
    make.kpi("Merges", **cost("80.50", "CHF"))
    make.kpi("Commits")
    secret = make.objective("Buy them", confidential=True)
    make.kpi("Rival’s share", outcome_of=secret, perspective="business", **cost(9000))
    admin = make.user(role="admin")
    settled()
    return {"web": web, "admin": admin}


@pytest.mark.django_db
@pytest.mark.trust("A08")
def test_what_is_spent_on_measures_that_lead_nowhere_is_told_as_far_as_it_is_known(signed_in):
    world = costly()
    client = signed_in(make.user())

    said = text(client, "/value/")
    findings = client.get("/").context["page"].nowhere.findings
    of_web = client.get(f"/value/?team={world['web'].pk}").context["page"].spending

    assert (
        "CHF 80.50 and EUR 700 a year go into 2 measures that lead to no goal."
        " What the other one costs, nobody said."
    ) in said
    assert "EUR 9,000" not in said
    assert [one.title for one in findings if one.reason.endswith("It costs EUR 700 a year.")] == [
        "Velocity"
    ]
    assert "EUR 9,000" in text(signed_in(world["admin"]), "/value/")
    assert of_web.sentence == "EUR 700 a year go into 1 measure that leads to no goal."
    assert [(one.title, one.team, one.yearly) for one in of_web.costly] == [
        ("Velocity", "Web", "EUR 700")
    ]


@pytest.mark.django_db
def test_the_page_is_narrowed_to_a_part_of_the_company_and_keeps_it_in_its_links(signed_in):
    costly()

    page = signed_in(make.user()).get("/value/?driver=revenue&sort=certainty").context["page"]

    (row,) = page.rows
    assert (row.title, row.sourcing, row.cost) == ("Grow", "Rent it", "")
    assert "All of it was to have come by" in row.sentence
    assert page.kicker.endswith("Revenue")
    assert [chip.text for chip in page.chips] == ["Value driver: Revenue"]
    assert page.tabs[2].href == "/value/?driver=revenue&sort=cost"
    assert page.spending.sentence.startswith("Every measure leads to a goal")


@pytest.mark.django_db
def test_the_workbook_holds_the_figures_of_the_page(signed_in):
    costly()
    client = signed_in(make.user())

    answer = client.get("/value/table/?driver=revenue")
    whole = read_workbook(client.get("/value/table/").content, "value.xlsx")

    narrow = read_workbook(answer.content, "value.xlsx")
    assert 'filename="value.xlsx"' in answer["Content-Disposition"]
    assert [row["goal"] for _, row in narrow["goals"].rows] == ["Grow"]
    assert [row["goal"] for _, row in whole["goals"].rows] == ["Grow", "Save"]
    assert [tuple(row.values()) for _, row in whole["measures"].rows] == [
        ("No line to a goal", "CHF", Decimal("80.5"), 1),
        ("In doubt", "EUR", 50, 1),
        ("No line to a goal", "EUR", 700, 1),
    ]
