"""Django's admin: people and teams through services, everything else to look at."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, Team, Touch, User
from stories.models import Agreement, Judgement, NotABlank, VerdictChange
from tests import make

pytestmark = pytest.mark.django_db
PEOPLE, NEW = "/admin/accounts/user/", "/admin/accounts/user/add/"


@pytest.fixture
def root():
    return make.user("Root", role="admin")


@pytest.fixture
def admin(root, signed_in):
    return signed_in(root)


def person_form(person, **more):
    facts = {
        "email": person.email,
        "name": person.name,
        "job_title": person.job_title,
        "role": person.role,
        "teams": [team.pk for team in person.teams.all()],
        "time_zone": person.time_zone,
        "new_password": "",
    }
    return facts | ({"is_active": "on"} if person.is_active else {}) | more


def change(client, person, **more):
    return client.post(f"{PEOPLE}{person.pk}/change/", person_form(person, **more))


def verbs(person):
    return list(AuditEvent.objects.about("user", person.pk).values_list("verb", flat=True))


def test_an_admin_makes_a_person_who_can_sign_in(admin):
    team = make.team("Platform")

    answer = admin.post(
        NEW,
        {
            "email": "New@Example.com",
            "name": "New",
            "role": "tech_lead",
            "teams": [team.pk],
            "time_zone": "UTC",
            "is_active": "on",
            "new_password": "a fine long password",
        },
    )

    person = User.objects.get(email="new@example.com")
    assert answer.status_code == 302
    assert (person.role, list(person.teams.all())) == ("tech_lead", [team])
    assert person.check_password("a fine long password")
    assert verbs(person) == ["create"]


def test_each_change_of_a_person_leaves_its_line_and_asks_for_new_verdicts(admin):
    person, team = make.user("Ada"), make.team("Platform")

    answer = change(
        admin,
        person,
        name="Ada L.",
        role="leader",
        teams=[team.pk],
        new_password="another long one",
    )

    person.refresh_from_db()
    assert answer.status_code == 302
    assert (person.name, person.role, list(person.teams.all())) == ("Ada L.", "leader", [team])
    assert person.check_password("another long one")
    assert verbs(person) == ["set password", "set_teams", "set_role", "edit"]


def test_who_is_shut_out_is_out_at_once(admin, signed_in):
    person = make.user("Ada")
    theirs = signed_in(person)
    assert theirs.get("/me/").status_code == 200

    change(admin, person, is_active="")

    assert theirs.get("/me/").status_code == 302
    assert verbs(person) == ["deactivate"]


@pytest.mark.trust("A11")
@pytest.mark.parametrize("taken", [{"role": "viewer"}, {"is_active": ""}])
def test_the_last_admin_stays_and_it_is_said_why(admin, root, taken):
    answer = change(admin, root, name="Root R.", **taken)

    root.refresh_from_db()
    assert answer.status_code == 200
    assert "admin" in str(answer.context["errors"])
    assert "Root R." in answer.content.decode()
    assert (root.role, root.is_active, root.name) == ("admin", True, "Root")


def test_an_unknown_role_and_a_weak_password_are_refused(admin):
    person = make.user("Ada")

    unknown = change(admin, person, role="emperor")
    weak = change(admin, person, new_password="password")

    assert "Select a valid choice" in unknown.content.decode()
    assert "too common" in weak.content.decode()
    person.refresh_from_db()
    assert person.role == "viewer"


def test_people_are_never_deleted(admin):
    person = make.user("Ada")

    assert admin.post(f"{PEOPLE}{person.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=person.pk).exists()


def test_an_admin_lets_somebody_try_to_sign_in_again(admin):
    person = make.user("Ada", email="ada@example.com")
    locked = Client()
    for _ in range(10):
        locked.post("/sign-in/", {"username": "ada@example.com", "password": "wrong"})
    wrong = {"username": "ada@example.com", "password": "wrong"}
    assert locked.post("/sign-in/", wrong).status_code == 429

    admin.post(PEOPLE, {"action": "unlock", "_selected_action": [person.pk]})

    assert locked.post("/sign-in/", wrong).status_code == 200
    assert verbs(person) == ["unlock"]


def test_teams_are_made_renamed_and_deleted_with_a_line_each(admin):
    admin.post("/admin/accounts/team/add/", {"name": "Platform"})
    team = Team.objects.get()
    admin.post(f"/admin/accounts/team/{team.pk}/change/", {"name": "Payments"})
    team.refresh_from_db()
    assert team.name == "Payments"

    admin.post(f"/admin/accounts/team/{team.pk}/delete/", {"post": "yes"})

    assert not Team.objects.exists()
    said = AuditEvent.objects.filter(kind="team").order_by("pk").values_list("verb", flat=True)
    assert list(said) == ["create", "rename", "delete"]


def test_a_team_that_answers_for_kpis_stays(admin):
    team = make.team("Platform")
    make.kpi(team=team)

    answer = admin.post(f"/admin/accounts/team/{team.pk}/delete/", {"post": "yes"}, follow=True)

    assert Team.objects.filter(pk=team.pk).exists()
    assert answer.status_code == 200


@pytest.mark.trust("A11")
@pytest.mark.parametrize("role", ["viewer", "tech_lead", "leader"])
def test_only_admins_see_the_admin(signed_in, role):
    client = signed_in(make.user(role=role))

    assert client.get("/admin/", follow=True).status_code == 403
    assert client.get(PEOPLE, follow=True).status_code == 403


def test_who_is_not_signed_in_signs_in_where_everybody_does():
    answer = Client().get("/admin/login/?next=/admin/")

    assert answer["Location"] == "/sign-in/?next=%2Fadmin%2F"


def test_a_password_is_changed_where_everybody_changes_it(admin):
    assert admin.get("/admin/password_change/")["Location"] == "/me/password/"


def rows():
    """Make one row of everything that the admin lists."""
    who = make.user()
    goal, work, kpi = make.objective(business_owner=who), make.focus_area(owner=who), make.kpi()
    lower, upper = make.line(kpi, work, goal)
    story = make.story(goal, kpi)
    make.exemption(kpi, who, on=date(2026, 1, 5))
    said = {"fp_link": "a", "fp_lower": "b", "fp_upper": "c", "given_at": make.AT, "given_by": who}
    Judgement.objects.create(kpi_link=lower, word="valid", side="business", **said)
    Judgement.objects.create(focus_link=upper, word="valid", side="business", **said)
    Agreement.objects.create(
        story=story,
        side="business",
        story_version=1,
        fingerprint="a",
        given_at=make.AT,
        given_by=who,
    )
    NotABlank.objects.create(text=f"[ms] {kpi.pk}", said_at=make.AT, said_by=who)
    VerdictChange.objects.create(kpi=kpi, before="none", after="sound", at=make.AT)
    AuditEvent.objects.create(at=make.AT, actor=who, verb="x", kind="kpi", object_id=kpi.pk)
    make.team()


LISTED = [
    *("accounts_user", "accounts_team", "accounts_auditevent", "objectives_objective"),
    *("objectives_focusarea", "objectives_focuslink", "kpis_kpi", "stories_kpilink"),
    *("stories_storyversion", "stories_agreement", "stories_judgement", "stories_exemption"),
    *("stories_notablank", "stories_verdictchange", "reports_importrun", "reports_snapshot"),
]


@pytest.mark.parametrize("name", LISTED)
def test_a_list_asks_as_much_of_the_database_however_long_it_is(
    admin, assert_constant_queries, name
):
    address = reverse(f"admin:{name}_changelist")
    rows()

    assert_constant_queries(lambda: admin.get(address), lambda: [rows() for _ in range(5)])
    assert admin.get(address, {"q": "goal"}).status_code == 200


@pytest.mark.parametrize("name", [one for one in LISTED if not one.startswith("accounts_")])
def test_a_record_is_looked_at_and_not_changed(admin, name):
    rows()
    listed = admin.get(reverse(f"admin:{name}_changelist")).context["cl"].result_list
    assert admin.get(reverse(f"admin:{name}_add")).status_code == 403
    for row in listed[:1]:
        address = reverse(f"admin:{name}_change", args=[row.pk])
        assert admin.get(address).status_code == 200
        assert admin.post(address, {"title": "x"}).status_code == 403
        assert admin.post(reverse(f"admin:{name}_delete", args=[row.pk])).status_code == 403


def test_a_thing_in_the_admin_leads_to_its_page(admin):
    goal = make.objective("Grow")

    page = admin.get(f"/admin/objectives/objective/{goal.pk}/change/").content.decode()

    assert f'href="/objectives/{goal.pk}/"' in page


def test_changing_people_touches_what_rests_on_them(admin):
    person = make.user("Ada")
    Touch.objects.all().delete()

    change(admin, person, role="leader")

    assert verbs(person) == ["set_role"]
