import pytest
from django.core.exceptions import PermissionDenied

from accounts import services
from accounts.models import AuditEvent, Team, User
from tests import make
from tests.conftest import NOW
from tests.refusing import refusal, touched

pytestmark = pytest.mark.django_db

GOOD = "a long and winding phrase"


@pytest.fixture
def admin():
    return make.user("Ada", role="admin")


def create(by, password=None, **facts):
    said = {"email": "New@Example.com", "name": "New Person"} | facts
    return services.create_person(facts=said, by=by, at=NOW, password=password)


def test_an_admin_creates_a_person_who_cannot_sign_in_yet(admin):
    team = make.team()

    person = create(admin, role="leader", teams=[team])

    person.refresh_from_db()
    assert (person.email, person.role) == ("new@example.com", "leader")
    assert not person.has_usable_password()
    assert list(person.teams.all()) == [team]
    assert touched() == {("person", person.pk)}


def test_an_admin_creates_a_person_with_a_password(admin):
    assert create(admin, password=GOOD).check_password(GOOD)


def test_a_password_that_is_easy_to_guess_is_refused(admin):
    error = refusal(create, by=admin, password="password1234")

    assert "too common" in error.facts["fields"]["password"][0]
    assert User.objects.count() == 1


def test_an_address_that_is_taken_is_refused_whatever_its_case(admin):
    create(admin)

    error = refusal(create, by=admin, email="NEW@example.com")

    assert error.sentence == "Email: Somebody with this e-mail address exists already."


def test_an_unknown_role_is_refused_with_those_there_are(admin):
    error = refusal(create, by=admin, role="emperor")

    assert "“emperor” is not known here. Choose one of: Executive (reads)" in error.sentence


def test_the_audit_line_of_a_person_holds_no_password(admin):
    create(admin, password=GOOD)

    assert "password" not in AuditEvent.objects.get().after


@pytest.mark.parametrize("role", ["viewer", "tech_lead", "leader"])
def test_only_admins_write_people_and_teams(role):
    by, person, team = make.user(role=role), make.user(), make.team()
    calls = [
        lambda: create(by),
        lambda: services.edit_person(person=person, facts={"name": "x"}, by=by, at=NOW),
        lambda: services.edit_person(person=by, facts={"email": "x@y.z"}, by=by, at=NOW),
        lambda: services.set_password(person=person, password=GOOD, by=by, at=NOW),
        lambda: services.set_role(person=by, role="admin", by=by, at=NOW),
        lambda: services.set_teams(person=by, teams=[team], by=by, at=NOW),
        lambda: services.deactivate_person(person=person, by=by, at=NOW),
        lambda: services.reactivate_person(person=person, by=by, at=NOW),
        lambda: services.create_team(name="x", by=by, at=NOW),
        lambda: services.rename_team(team=team, name="x", by=by, at=NOW),
        lambda: services.delete_team(team=team, by=by, at=NOW),
    ]

    for call in calls:
        with pytest.raises(PermissionDenied):
            call()

    assert not AuditEvent.objects.exists()


def test_a_person_writes_their_own_profile():
    person = make.user()

    services.edit_person(
        person=person, facts={"name": "Ann", "time_zone": "Europe/Berlin"}, by=person, at=NOW
    )

    person.refresh_from_db()
    assert (person.name, person.time_zone) == ("Ann", "Europe/Berlin")


def test_a_time_zone_that_is_none_is_refused():
    person = make.user()

    error = refusal(
        services.edit_person, person=person, facts={"time_zone": "Mars"}, by=person, at=NOW
    )

    assert "“Mars” is not a time zone" in error.sentence


def test_an_admin_changes_the_address_of_a_person(admin):
    person = make.user()

    services.edit_person(person=person, facts={"email": "Ann@X.org"}, by=admin, at=NOW)

    person.refresh_from_db()
    assert person.email == "ann@x.org"


def test_a_person_changes_their_password():
    person = make.user()

    services.set_password(person=person, password=GOOD, by=person, at=NOW)

    person.refresh_from_db()
    assert person.check_password(GOOD)
    assert GOOD not in str(AuditEvent.objects.values())


def test_a_new_role_asks_for_new_verdicts(admin):
    person = make.user()

    services.set_role(person=person, role="leader", by=admin, at=NOW)

    person.refresh_from_db()
    assert person.role == "leader"
    assert touched() == {("person", person.pk)}
    assert AuditEvent.objects.get().verb == "set_role"


def test_the_last_admin_stays_one(admin):
    error = refusal(services.set_role, person=admin, role="viewer", by=admin, at=NOW)

    assert error.sentence == "Ada is the last admin: make somebody else an admin first."
    assert refusal(services.deactivate_person, person=admin, by=admin, at=NOW)


def test_an_admin_may_leave_when_another_stays(admin):
    make.user(role="admin")

    services.deactivate_person(person=admin, by=admin, at=NOW)

    admin.refresh_from_db()
    assert not admin.is_active
    assert touched() == {("person", admin.pk)}


def test_an_admin_who_left_does_not_count_as_one_who_stays(admin):
    make.user(role="admin", is_active=False)

    assert refusal(services.deactivate_person, person=admin, by=admin, at=NOW)


def test_a_person_comes_back(admin):
    person = make.user(is_active=False)

    services.reactivate_person(person=person, by=admin, at=NOW)

    person.refresh_from_db()
    assert person.is_active


def test_a_person_is_put_into_exactly_these_teams(admin):
    old, new = make.team(), make.team()
    person = make.user(teams=[old])

    services.set_teams(person=person, teams=[new], by=admin, at=NOW)
    services.set_teams(person=person, teams=[new], by=admin, at=NOW)

    assert list(person.teams.all()) == [new]
    line = AuditEvent.objects.get()
    assert (line.before, line.after) == ({"teams": [old.pk]}, {"teams": [new.pk]})


def test_a_team_is_created_renamed_and_deleted(admin):
    team = services.create_team(name=" Web ", by=admin, at=NOW)
    services.rename_team(team=team, name="Website", by=admin, at=NOW)

    assert Team.objects.get().name == "Website"

    services.delete_team(team=team, by=admin, at=NOW)

    assert not Team.objects.exists()
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == [
        "create",
        "rename",
        "delete",
    ]


def test_a_team_name_that_is_taken_is_refused(admin):
    services.create_team(name="Web", by=admin, at=NOW)

    error = refusal(services.create_team, name="WEB", by=admin, at=NOW)

    assert error.sentence == "A team of this name exists already: choose another name."


def test_a_team_that_answers_for_kpis_stays(admin):
    team = make.team("Web")
    make.kpi(team=team)

    error = refusal(services.delete_team, team=team, by=admin, at=NOW)

    assert error.sentence == (
        "“Web” cannot be deleted while these hang on it: KPIs that it answers for. "
        "Give them to another team first."
    )
