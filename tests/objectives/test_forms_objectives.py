"""Goals are set, changed and deleted in the browser."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from objectives.models import Objective
from tests import forms, make

pytestmark = pytest.mark.django_db
NEW = "/objectives/new/"


@pytest.fixture
def leader(signed_in):
    return signed_in(make.user("Lea", role="leader"))


def test_a_goal_is_set_with_only_its_title(leader):
    answer = forms.fill(leader, NEW, title="Keep 15% more customers")

    goal = Objective.objects.get()
    assert answer["Location"] == f"/objectives/{goal.pk}/#next"
    assert (goal.title, goal.status, goal.expects_technology) == (
        "Keep 15% more customers",
        "draft",
        "unknown",
    )
    assert goal.business_owner.name == "Lea"
    assert forms.told(answer) == ["“Keep 15% more customers” is created."]


def test_all_that_is_said_of_a_goal_is_kept(leader):
    above, other = make.objective("Grow"), make.user("Toni")

    answer = forms.fill(
        leader,
        NEW,
        title="Keep customers",
        statement="First line\r\nsecond line",
        why="They pay.",
        value_driver="customer",
        technology_owner=str(other.pk),
        starts_on="2026-01-01",
        ends_on="31 December 2026",
        status="active",
        expects_technology="yes",
        parent=str(above.pk),
        ref="KEEP",
        confidential="on",
        shared_with=[str(other.pk)],
        benefit="1,234.5",
        cost="1.234,5",
        currency="eur",
        sourcing="buy",
        benefit_from="2027-01-01",
        benefit_by="2027-12-31",
        cost_from="2026-02-01",
        cost_by="2026-11-30",
        risk="None.",
    )

    goal = Objective.objects.get(ref="KEEP")
    assert answer.status_code == 302
    assert goal.statement == "First line\nsecond line"
    assert (goal.starts_on, goal.ends_on) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (goal.benefit, goal.cost, goal.currency) == (Decimal("1234.5"), Decimal("1234.5"), "EUR")
    assert (goal.sourcing, goal.benefit_by, goal.cost_from) == (
        *("buy", date(2027, 12, 31), date(2026, 2, 1)),
    )
    assert (goal.parent, goal.technology_owner, goal.confidential) == (above, other, True)
    assert other in goal.shared_with.all()


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"title": ""}, "title", "This is needed: fill it in."),
        (
            {"benefit": "1.234"},
            "benefit",
            "“1.234” can be read as 1,234 or as 1.234. Write 1234 or 1.2340.",
        ),
        ({"benefit": "a lot"}, "benefit", "“a lot” is not a number. Write it like 1234.5."),
        ({"benefit": "5", "currency": ""}, "currency", "Say in which currency"),
        ({"ends_on": "2025-13-01"}, "ends_on", "is not a day in the calendar"),
        ({"ends_on": "03/04/2026"}, "ends_on", "Write one of these"),
        ({"ends_on": "0001-01-01"}, "ends_on", "too far away"),
        (
            {"starts_on": "2026-02-01", "ends_on": "2026-01-01"},
            "ends_on",
            "A period must start before it ends.",
        ),
        (
            {"benefit_from": "2026-02-01", "benefit_by": "2026-01-01"},
            "benefit_by",
            "A return must start before it ends.",
        ),
        (
            {"cost_from": "2026-02-01", "cost_by": "2026-01-01"},
            "cost_by",
            "An investment must start before it ends.",
        ),
        ({"status": "elsewhere"}, "status", "not one of those to choose"),
        ({"parent": "999999"}, "parent", "not one of those to choose"),
        ({"parent": "9" * 40}, "parent", "not one of those to choose"),
        ({"business_owner": "x"}, "business_owner", "not one of those to choose"),
    ],
)
def test_what_cannot_be_taken_gets_a_sentence_and_what_was_typed_is_kept(
    leader, typed, field, sentence
):
    answer = forms.fill(leader, NEW, **({"title": "Grow", "why": "Because we must"} | typed))

    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors[field][0]
    assert "Because we must" in answer.content.decode()
    kept = forms.read(answer)
    for name, value in typed.items():
        if name not in ("status", "parent", "business_owner"):
            assert kept[name] == [value]
    assert not Objective.objects.exists()


def test_five_megabytes_in_a_field_get_a_sentence_and_are_kept(leader):
    answer = forms.fill(leader, NEW, title="Grow", why="x" * 5_000_000)

    assert answer.status_code == 422
    assert forms.errors(answer) == [
        "This is 5000000 characters long; at most 20000 are kept. Shorten it."
    ]
    assert len(forms.read(answer)["why"][0]) == 5_000_000


def test_a_goal_is_changed_and_it_is_said_what_changed(leader):
    goal = make.objective("Grow")

    answer = forms.fill(leader, f"/objectives/{goal.pk}/edit/", title="Grow well", why="We must")

    goal.refresh_from_db()
    assert (goal.title, goal.why, goal.version) == ("Grow well", "We must", 2)
    assert forms.told(answer) == ["Saved: What the business wants, Why it matters."]
    assert AuditEvent.objects.about("objective", goal.pk).first().after["why"] == "We must"


def test_saving_without_a_change_changes_nothing(leader):
    goal = make.objective("Grow", benefit=Decimal("1.23"), cost=Decimal("1234.50"), currency="EUR")

    answer = forms.fill(leader, f"/objectives/{goal.pk}/edit/")

    goal.refresh_from_db()
    assert forms.told(answer) == ["Nothing was changed."]
    assert goal.version == 1


def test_goals_that_would_go_round_in_a_circle_are_refused(leader):
    upper = make.objective("Upper")
    lower = make.objective("Lower", parent=upper)

    answer = forms.fill(leader, f"/objectives/{upper.pk}/edit/", parent=str(lower.pk))

    assert answer.status_code == 422
    assert "serves “Upper” already" in answer.context["form"].errors["parent"][0]


@pytest.mark.trust("E05")
def test_two_who_save_at_once_both_see_both_texts(leader):
    goal = make.objective("Grow", why="As it was")
    address = f"/objectives/{goal.pk}/edit/"
    mine = forms.read(leader.get(address)) | {"why": "My words\r\nin two lines"}
    forms.fill(leader, address, why="Their words")

    answer = leader.post(address, mine)

    goal.refresh_from_db()
    page = answer.content.decode()
    assert answer.status_code == 409
    assert goal.why == "Their words"
    assert "Lea saved this meanwhile" in page
    assert [
        (one.label, one.theirs, one.typed) for one in answer.context["form"].conflict.differences
    ] == [("Why it matters", "Their words", "My words\nin two lines")]
    again = leader.post(address, forms.read(answer))
    goal.refresh_from_db()
    assert again.status_code == 302
    assert goal.why == "My words\nin two lines"


@pytest.mark.trust("E11")
def test_the_same_form_sent_twice_creates_one_goal(leader):
    form = forms.read(leader.get(NEW)) | {"title": "Grow"}

    first, second = leader.post(NEW, form), leader.post(NEW, form)

    assert Objective.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_a_form_sent_again_with_other_words_asks_before_it_creates_another(leader):
    form = forms.read(leader.get(NEW))
    leader.post(NEW, form | {"title": "Grow"})

    answer = leader.post(NEW, form | {"title": "Shrink"})

    assert answer.status_code == 422
    assert "saved before" in forms.errors(answer)[0]
    assert leader.post(NEW, forms.read(answer)).status_code == 302
    assert set(Objective.objects.values_list("title", flat=True)) == {"Grow", "Shrink"}


@pytest.mark.trust("E11")
def test_the_same_change_sent_twice_is_saved_once(leader):
    goal = make.objective("Grow")
    address = f"/objectives/{goal.pk}/edit/"
    form = forms.read(leader.get(address)) | {"why": "We must"}

    leader.post(address, form)
    answer = leader.post(address, form)

    goal.refresh_from_db()
    assert answer.status_code == 302
    assert goal.version == 2


@pytest.mark.trust("A06")
def test_a_hidden_goal_is_no_choice_and_a_hidden_parent_is_not_lost(leader):
    secret = make.objective("Secret", confidential=True)
    goal = make.objective("Grow", parent=secret)
    address = f"/objectives/{goal.pk}/edit/"

    page = leader.get(address)
    by_hand = forms.fill(leader, NEW, title="Mine", parent=str(secret.pk))
    forms.fill(leader, address, why="We must")

    goal.refresh_from_db()
    assert "Secret" not in page.content.decode()
    assert forms.choices(page, "parent") == set()
    assert by_hand.status_code == 422
    assert (goal.parent, goal.why) == (secret, "We must")


def test_people_who_left_are_offered_only_where_they_stand_already(leader):
    gone = make.user("Gone", is_active=False)
    goal = make.objective("Grow", business_owner=gone)

    new, edit = leader.get(NEW), leader.get(f"/objectives/{goal.pk}/edit/")

    assert str(gone.pk) not in forms.choices(new, "business_owner")
    assert str(gone.pk) in forms.choices(edit, "business_owner")


def test_saving_leads_back_to_where_one_came_from(leader):
    answer = forms.fill(leader, f"{NEW}?next=/kpis/", title="Grow")

    assert answer["Location"] == "/kpis/"


@pytest.mark.trust("B16")
@pytest.mark.parametrize("elsewhere", ["//e.example", "https://e.example", "/\\e.example"])
def test_saving_leads_nowhere_but_here(leader, elsewhere):
    answer = forms.fill(leader, NEW, title="Grow", next=elsewhere)

    assert answer["Location"].startswith("/objectives/")


def test_a_goal_that_nothing_hangs_on_is_deleted(leader):
    goal = make.objective("Grow")

    answer = forms.fill(leader, f"/objectives/{goal.pk}/delete/?next=/objectives/{goal.pk}/")

    assert answer["Location"] == "/objectives/"
    assert not Objective.objects.exists()


def test_before_deleting_it_is_shown_what_hangs_on_a_goal(leader):
    goal = make.objective("Grow")
    make.focus_link(make.focus_area("Fast pages"), goal)
    make.objective("Grow faster", parent=goal)
    make.objective("Hidden", parent=goal, confidential=True)
    address = f"/objectives/{goal.pk}/delete/"

    page = leader.get(address).content.decode()
    answer = forms.fill(leader, address)

    assert "Fast pages" in page
    assert "Grow faster" in page
    assert "Hidden" not in page
    assert answer.status_code == 422
    assert "cannot be deleted" in forms.errors(answer)[0]
    assert Objective.objects.filter(pk=goal.pk).exists()


def test_deleting_what_was_changed_meanwhile_asks_again(leader):
    goal = make.objective("Grow")
    address = f"/objectives/{goal.pk}/delete/"
    form = forms.read(leader.get(address))
    forms.fill(leader, f"/objectives/{goal.pk}/edit/", why="Wait")

    answer = leader.post(address, form)

    assert answer.status_code == 409
    assert "saved this meanwhile" in forms.errors(answer)[0]
    assert leader.post(address, forms.read(answer)).status_code == 302


@pytest.mark.parametrize("role", ["viewer", "tech_lead"])
def test_who_may_not_set_goals_is_told_so(signed_in, role):
    goal = make.objective("Grow")
    client = signed_in(make.user(role=role))

    for address in (NEW, f"/objectives/{goal.pk}/edit/", f"/objectives/{goal.pk}/delete/"):
        assert client.get(address).status_code == 403
        assert client.post(address, {"title": "Mine"}).status_code == 403


def test_a_hidden_goal_is_not_there(leader):
    goal = make.objective("Secret", confidential=True)

    for verb in ("edit", "delete"):
        assert leader.get(f"/objectives/{goal.pk}/{verb}/").status_code == 404
        assert leader.post(f"/objectives/{goal.pk}/{verb}/", {}).status_code == 404


def test_the_form_asks_as_much_of_the_database_however_many_there_are(
    leader, assert_constant_queries
):
    goal = make.objective("Grow")

    def grow():
        for _ in range(8):
            make.focus_link(make.focus_area(), goal)
            make.objective(parent=goal)
            make.user()

    assert_constant_queries(lambda: leader.get(NEW), grow)
    assert_constant_queries(lambda: leader.get(f"/objectives/{goal.pk}/edit/"), grow)
    assert_constant_queries(lambda: leader.get(f"/objectives/{goal.pk}/delete/"), grow)


def test_a_form_without_its_token_still_creates(leader):
    answer = leader.post(NEW, {"title": "Grow", "status": "draft", "expects_technology": "yes"})

    assert answer.status_code == 302
