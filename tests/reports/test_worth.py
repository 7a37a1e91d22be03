"""What business cases are worth together, without telling the same money twice."""

from decimal import Decimal

import pytest

from reports.worth import Case, Sum, counted, sums
from tests import make

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
        Sum("EUR", "no_line", Decimal(60), Decimal(0)),
        Sum("EUR", "sound", Decimal(20), Decimal(10)),
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
