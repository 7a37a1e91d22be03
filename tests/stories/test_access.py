import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from stories import access
from stories.models import Exemption, Side
from tests import make
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden():
    """Return a confidential objective with its outcome, work, KPI and story."""
    owner = make.user("Owner", role="leader")
    goal = make.objective(confidential=True, business_owner=owner)
    outcome = make.kpi(outcome_of=goal, perspective="joint")
    return owner, goal, outcome


def test_the_link_of_a_hidden_kpi_is_unknown_to_strangers(hidden):
    owner, _, outcome = hidden
    link = make.kpi_link(outcome, make.focus_area())

    assert access.kpi_link_to_edit(owner, link.pk) == link
    assert access.kpi_link_to_edit(make.user(role="admin"), link.pk) == link
    with pytest.raises(Http404):
        access.kpi_link_to_edit(make.user(role="leader"), link.pk)
    assert not access.kpi_links_to_view(make.user(role="leader")).exists()


def test_a_tech_lead_changes_the_links_of_their_kpis_only():
    team = make.team()
    lead = make.user(role="tech_lead", teams=[team])
    ours = make.kpi_link(make.kpi(team=team), make.focus_area())
    theirs = make.kpi_link(make.kpi(), make.focus_area())

    assert access.kpi_link_to_edit(lead, ours.pk) == ours
    assert access.kpi_link_to_view(lead, theirs.pk) == theirs
    with pytest.raises(PermissionDenied):
        access.kpi_link_to_edit(lead, theirs.pk)


def test_a_story_is_hidden_with_its_objective(hidden):
    owner, goal, outcome = hidden
    story = make.story(goal, outcome)

    assert access.story_of(owner, goal) == story
    for door in (access.objective_to_tell, access.objective_to_agree):
        with pytest.raises(Http404):
            door(make.user(role="leader"), goal.pk)
    with pytest.raises(Http404):
        access.story_of(make.user(role="leader"), goal)


def test_an_objective_may_have_no_story():
    assert access.story_of(make.user(), make.objective()) is None


def test_a_story_is_written_by_tech_leads_and_leaders():
    goal = make.objective()

    for role in ("tech_lead", "leader", "admin"):
        assert access.objective_to_tell(make.user(role=role), goal.pk) == goal
    with pytest.raises(PermissionDenied):
        access.objective_to_tell(make.user(), goal.pk)


def test_each_side_is_agreed_to_by_its_owner_only():
    business, technology = make.user(role="leader"), make.user(role="tech_lead")
    goal = make.objective(business_owner=business, technology_owner=technology)

    assert access.may_agree(business, goal) == (Side.BUSINESS,)
    assert access.may_agree(technology, goal) == (Side.TECHNOLOGY,)
    assert access.may_agree(make.user(role="admin"), goal) == ()
    assert access.objective_to_agree(technology, goal.pk) == goal
    with pytest.raises(PermissionDenied):
        access.objective_to_agree(make.user(role="leader"), goal.pk)


def test_an_owner_who_only_reads_agrees_to_nothing():
    executive = make.user()

    assert access.may_agree(executive, make.objective(business_owner=executive)) == ()


def test_one_person_may_own_both_sides():
    owner = make.user(role="leader")
    goal = make.objective(business_owner=owner, technology_owner=owner)

    assert access.may_agree(owner, goal) == (Side.BUSINESS, Side.TECHNOLOGY)


def test_findings_are_accepted_by_leaders():
    assert access.may_exempt(make.user(role="leader"))
    assert not access.may_exempt(make.user(role="tech_lead"))


def test_an_exemption_is_hidden_with_what_it_is_for(hidden):
    owner, goal, outcome = hidden
    work = make.focus_area()
    of_kpi = make.exemption(outcome, owner, on=TODAY)
    of_goal = Exemption.objects.create(
        objective=goal,
        code="G2",
        reason="x",
        approver=owner,
        granted_on=of_kpi.granted_on,
        expires_on=of_kpi.expires_on,
    )
    of_work = Exemption.objects.create(
        focus_area=work,
        code="F1",
        reason="x",
        approver=owner,
        granted_on=of_kpi.granted_on,
        expires_on=of_kpi.expires_on,
    )
    leader = make.user(role="leader")

    for one in (of_kpi, of_goal):
        assert access.exemption_to_end(owner, one.pk) == one
        with pytest.raises(Http404):
            access.exemption_to_end(leader, one.pk)
    assert access.exemption_to_end(leader, of_work.pk) == of_work
    with pytest.raises(PermissionDenied):
        access.exemption_to_end(make.user(), of_work.pk)
