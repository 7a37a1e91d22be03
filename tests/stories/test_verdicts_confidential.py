"""What a confidential goal decides is there for its own people and leaves no trace elsewhere."""

import pytest

from accounts.audit import touch
from stories.audiences import audience_of, hidden_from
from stories.models import (
    PUBLIC,
    Audience,
    FocusVerdict,
    KpiVerdict,
    ObjectiveVerdict,
    VerdictChange,
)
from stories.totals import all_counts, headline_counts
from stories.verdicts import around_focus_area, around_kpi, recompute_all, settle
from tests import make
from tests.conftest import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make.user(role="leader")


@pytest.fixture
def secret(owner):
    return make.objective("Buy the rival", confidential=True, business_owner=owner)


@pytest.fixture
def line(secret):
    kpi, work = make.kpi(), make.focus_area()
    make.line(kpi, work, secret)
    return kpi, work


def verdict_on(kpi, audience):
    return KpiVerdict.objects.for_audience(audience).get(kpi=kpi).verdict


def test_a_line_to_a_confidential_goal_is_one_only_for_its_people(line, owner, today, now):
    kpi, _ = line

    recompute_all(today=today, at=now)

    assert verdict_on(kpi, audience_of(make.user())) == "broken"
    assert verdict_on(kpi, audience_of(owner)) == "in_doubt"


def test_nothing_public_differs_from_an_installation_without_the_goal(
    line, secret, owner, today, now
):
    kpi, work = line
    own_measure = make.kpi("Price of the rival", outcome_of=secret, perspective="joint")
    make.line(own_measure, work, make.objective("Known to all"))
    make.story(secret, kpi, work)
    recompute_all(today=today, at=now)
    public = [
        list(model.objects.for_audience(PUBLIC).order_by("pk").values_list("digest", "codes"))
        for model in (ObjectiveVerdict, FocusVerdict, KpiVerdict)
    ]
    counted = all_counts(PUBLIC, today)

    secret.story.delete()
    own_measure.delete()
    secret.focus_links.all().delete()
    secret.delete()
    recompute_all(today=today, at=now)

    assert counted == all_counts(PUBLIC, today)
    assert public == [
        list(model.objects.for_audience(PUBLIC).order_by("pk").values_list("digest", "codes"))
        for model in (ObjectiveVerdict, FocusVerdict, KpiVerdict)
    ]


def test_the_outcome_of_a_confidential_goal_has_no_public_verdict(secret, owner, today, now):
    kpi = make.kpi(outcome_of=secret, perspective="business")

    recompute_all(today=today, at=now)

    assert not KpiVerdict.objects.for_audience(PUBLIC).filter(kpi=kpi).exists()
    assert headline_counts(PUBLIC).live == 0
    assert headline_counts(audience_of(owner)).live == 1


def test_a_page_judged_live_leaves_no_trace_either(line, secret, today, now):
    kpi, work = line
    recompute_all(today=today, at=now)

    for graph, verdicts in (
        around_kpi(kpi.pk, PUBLIC, today),
        around_focus_area(work.pk, PUBLIC, today),
    ):
        assert secret.pk not in {goal.id for goal in graph.goals}
        assert secret.pk not in verdicts.goals
        assert verdicts.lines_to(secret.pk) == ()


def test_people_with_the_same_confidential_goals_are_one_audience(secret, owner, today, now):
    first, second = make.user(role="admin"), make.user(role="admin")

    recompute_all(today=today, at=now)

    assert audience_of(first) == audience_of(second) == audience_of(owner) != PUBLIC
    assert hidden_from(audience_of(first)) == frozenset()
    assert hidden_from(PUBLIC) == {secret.pk}


def test_sharing_opens_a_goal_and_taking_it_back_closes_it(line, secret, owner, today, now):
    kpi, _ = line
    guest = make.user()
    recompute_all(today=today, at=now)

    secret.shared_with.add(guest)
    touch("objective", secret.pk)
    settle(today=today, at=now)
    assert verdict_on(kpi, audience_of(guest)) == "in_doubt"

    secret.shared_with.remove(guest)
    touch("objective", secret.pk)
    settle(today=today, at=now)
    assert audience_of(guest) == PUBLIC


def test_who_leaves_takes_their_audience_along(line, secret, owner, today, now):
    recompute_all(today=today, at=now)
    number = audience_of(owner)

    owner.is_active = False
    owner.save()
    touch("person", owner.pk)
    settle(today=today, at=now)

    assert not Audience.objects.filter(pk=number).exists()
    for model in (ObjectiveVerdict, FocusVerdict, KpiVerdict, VerdictChange):
        assert not model.objects.filter(audience=number).exists()


def test_a_number_is_never_given_twice(secret, owner, today, now):
    recompute_all(today=today, at=now)
    first = audience_of(owner)
    secret.confidential = False
    secret.save()
    touch("objective", secret.pk)
    settle(today=today, at=now)

    secret.confidential = True
    secret.save()
    touch("objective", secret.pk)
    settle(today=today, at=now)

    assert audience_of(owner) not in {PUBLIC, first}


def test_an_audience_is_asked_for_in_two_queries(secret, owner, today, now):
    recompute_all(today=today, at=now)

    assert count_queries(lambda: audience_of(owner)) == 2


def test_before_it_is_settled_a_confidential_goal_shows_to_nobody(owner):
    make.objective(confidential=True, business_owner=owner)

    assert audience_of(owner) == PUBLIC


ALIKE = {
    "title": ({"title": "Customers who stay"}, {"title": "customers  who stay"}, "I5"),
    "source": (
        {"title": "One", "source": "Grafana", "unit": "s"},
        {"title": "Other", "source": "grafana", "unit": "S"},
        "I5",
    ),
    "reference": ({"title": "One", "ref": "KPI-7"}, {"title": "Other", "ref": "kpi-7"}, "I3"),
}


@pytest.fixture(params=ALIKE)
def twins(request, secret):
    """A KPI that all may see, what it has in common with a confidential goal's own, the code."""
    own, other, code = ALIKE[request.param]
    make.kpi(**other, outcome_of=secret, perspective="joint")
    kpi, work = make.kpi(**own), make.focus_area()
    make.line(kpi, work, make.objective("Known to all"))
    return kpi, work, code


def codes_of(kpi, audience):
    return KpiVerdict.objects.for_audience(audience).get(kpi=kpi).codes


def rewritten_anew(today, now):
    again = recompute_all(today=today, at=now)
    return again.written, again.changes


@pytest.mark.parametrize("small", [2_000, 0])
def test_a_twin_that_measures_a_confidential_goal_stays_one_for_its_people(
    small, twins, owner, today, now, monkeypatch
):
    monkeypatch.setattr("stories.renewing.SMALL", small)
    kpi, work, code = twins
    recompute_all(today=today, at=now)
    assert code in codes_of(kpi, audience_of(owner))

    touch("focus_area", work.pk)
    settle(today=today, at=now)

    assert code in codes_of(kpi, audience_of(owner))
    assert code not in codes_of(kpi, PUBLIC)
    assert rewritten_anew(today, now) == (0, 0)


def test_hiding_a_goal_hides_whose_twin_its_measure_is(twins, secret, owner, today, now):
    kpi, _, code = twins
    for confidential in (False, True, False):
        secret.confidential = confidential
        secret.save()
        touch("objective", secret.pk)
        settle(today=today, at=now)

        assert (code in codes_of(kpi, PUBLIC)) is not confidential
        assert code in codes_of(kpi, audience_of(owner))
        assert rewritten_anew(today, now) == (0, 0)
