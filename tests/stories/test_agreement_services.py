from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import AuditEvent, Touch
from kpis.services import edit_kpi
from objectives.services import edit_focus_area, edit_focus_link, edit_objective
from stories.models import Agreement, Judgement
from stories.seals import link_seal, story_seals
from stories.services import agree, carrying_over, edit_kpi_link, judge_line, write_story
from tests import make
from tests.conftest import NOW, count_queries
from tests.refusing import refusal, touched
from tests.remembering import remembered

pytestmark = pytest.mark.django_db


class Told:
    """A goal with an owner on each side, one line to it and a story that names the line."""

    def __init__(self):
        self.bea = make.user("Bea", role="leader")
        self.tom = make.user("Tom", role="tech_lead")
        self.goal = make.objective(
            "Keep customers", business_owner=self.bea, technology_owner=self.tom
        )
        make.ready(self.goal)
        self.work, self.kpi = make.focus_area("Speed"), make.kpi("Page load time")
        self.lower, self.upper = make.line(self.kpi, self.work, self.goal)
        self.story = make.story(self.goal, self.work, self.kpi)

    def agree(self, side="business", by=None, **facts):
        by = by or {"business": self.bea, "technology": self.tom}.get(side, self.bea)
        return agree(objective=self.goal, side=side, by=by, at=NOW, **facts)

    def current(self, side="business"):
        """Return the words of a side on what the two links say now."""
        words = []
        for link in (self.lower, self.upper):
            seal = link_seal(type(link).objects.get(pk=link.pk))
            words += Judgement.objects.filter(
                side=side, fp_link=seal.link, fp_lower=seal.lower, fp_upper=seal.upper
            )
        return words


remembered_told = remembered(Told)


@pytest.fixture
def told():
    return remembered_told()


def test_agreeing_signs_the_story_and_confirms_every_line_it_names(told):
    signature = told.agree()

    assert signature.fingerprint == story_seals(told.story).fingerprint
    assert (signature.side, signature.given_by, signature.story_version) == (
        "business",
        told.bea,
        1,
    )
    words = Judgement.objects.order_by("pk")
    assert [(one.focus_link, one.kpi_link) for one in words] == [
        (told.upper, None),
        (None, told.lower),
    ]
    assert {(one.word, one.side, one.origin) for one in words} == {("valid", "business", "given")}
    assert len(told.current()) == 2


def test_agreeing_touches_the_goal_and_both_ends_of_each_line(told):
    told.agree()

    assert touched() == {
        ("objective", told.goal.pk),
        ("focus_area", told.work.pk),
        ("kpi", told.kpi.pk),
    }
    line = AuditEvent.objects.get()
    assert (line.verb, line.after["side"], line.after["lines"]) == ("agree", "business", 2)


def test_a_line_that_the_story_does_not_name_is_not_confirmed(told):
    silent = make.kpi_link(make.kpi(), told.work)

    told.agree()

    assert not Judgement.objects.filter(kpi_link=silent).exists()


def test_agreeing_twice_signs_once(told):
    first = told.agree()

    assert told.agree() == first
    assert Agreement.objects.count() == 1
    assert Judgement.objects.count() == 2


def test_agreeing_again_after_a_change_signs_and_confirms_anew(told):
    told.agree()
    edit_kpi(kpi=told.kpi, facts={"target": 1}, version=1, by=told.bea, at=NOW)

    told.agree()

    assert Agreement.objects.count() == 2
    assert Judgement.objects.filter(kpi_link=told.lower).count() == 2
    assert Judgement.objects.filter(focus_link=told.upper).count() == 1


def test_agreeing_again_after_a_refusal_confirms_again(told):
    told.agree()
    judge_line(link=told.lower, side="business", word="refused", note="No", by=told.bea, at=NOW)

    told.agree()

    assert told.current()[-2].word == "valid" or told.current()[-1].word == "valid"
    assert Judgement.objects.filter(kpi_link=told.lower).count() == 3


def test_a_new_owner_agrees_to_the_same_content_for_themself(told):
    told.agree()
    ann = make.user("Ann", role="leader")
    edit_objective(
        objective=told.goal, facts={"business_owner": ann}, version=1, by=told.bea, at=NOW
    )

    told.agree(by=ann)

    assert set(Agreement.objects.values_list("given_by__name", flat=True)) == {"Bea", "Ann"}
    assert Judgement.objects.filter(given_by=ann).count() == 2


def test_only_the_owner_of_a_side_agrees_for_it(told):
    error = refusal(told.agree, side="technology", by=told.bea)

    assert error.sentence == "Only Tom, who owns it for technology, can agree."
    assert refusal(told.agree, by=make.user(role="admin")).code == "not_owner"


def test_a_side_without_an_owner_asks_for_one(told):
    told.goal.technology_owner = None
    told.goal.save()

    error = refusal(told.agree, side="technology", by=told.tom)

    assert error.sentence == ("Nobody owns this goal for technology yet: name an owner first.")


def test_there_are_two_sides(told):
    assert refusal(told.agree, side="marketing").code == "unknown_side"


def test_without_a_story_there_is_nothing_to_agree_to(told):
    told.story.delete()

    error = refusal(told.agree)

    assert error.sentence == "There is no story to agree to yet: write it first."


def test_a_story_that_mentions_nothing_is_not_agreed_to(told):
    write_story(objective=told.goal, body="We try.", version=1, by=told.bea, at=NOW)

    error = refusal(told.agree)

    assert error.sentence.startswith("The story names no work and no measure")
    assert not Agreement.objects.exists()


def test_a_story_with_blanks_is_not_agreed_to(told):
    write_story(
        objective=told.goal, body="@[Speed] by [date], TBD.", version=1, by=told.bea, at=NOW
    )

    error = refusal(told.agree)

    assert error.code == "blanks"
    assert "“[date]”, “TBD”" in error.sentence


def test_what_was_read_is_what_is_signed(told):
    seen = story_seals(told.story).fingerprint
    edit_focus_area(focus_area=told.work, facts={"title": "Pace"}, version=1, by=told.bea, at=NOW)

    assert refusal(told.agree, seen=seen).code == "stale"
    assert not Judgement.objects.exists()

    assert told.agree(seen=story_seals(told.story).fingerprint)


def test_many_lines_cost_as_many_queries_as_one(told):
    few = count_queries(told.agree)
    for _ in range(6):
        kpi = make.kpi()
        make.line(kpi, make.focus_area(), told.goal)
        told.story.mentions.create(uid=kpi.uid, kpi=kpi)

    many = count_queries(lambda: told.agree("technology"))

    assert many == few


def test_a_line_is_judged_by_an_owner_of_a_goal_it_leads_to(told):
    word = judge_line(link=told.lower, side="technology", word="valid", by=told.tom, at=NOW)

    assert (word.kpi_link, word.side, word.word) == (told.lower, "technology", "valid")
    assert touched() == {("kpi", told.kpi.pk), ("focus_area", told.work.pk)}
    assert AuditEvent.objects.get().verb == "judge"


def test_a_line_is_refused_with_a_reason(told):
    word = judge_line(
        link=told.upper, side="business", word="refused", note=" Not so ", by=told.bea, at=NOW
    )

    assert (word.focus_link, word.word, word.note) == (told.upper, "refused", "Not so")
    assert touched() == {("focus_area", told.work.pk), ("objective", told.goal.pk)}


def test_a_refusal_without_a_reason_is_refused(told):
    error = refusal(
        judge_line, link=told.upper, side="business", word="refused", by=told.bea, at=NOW
    )

    assert error.facts["fields"] == {"note": ["Say why this line is not true."]}


def test_a_word_that_is_none_is_refused(told):
    error = refusal(judge_line, link=told.upper, side="business", word="maybe", by=told.bea, at=NOW)

    assert "“maybe” is not known here. Choose one of: Valid, Refused." in error.sentence


def test_the_same_word_twice_counts_once(told):
    said = {"link": told.upper, "side": "business", "word": "valid", "by": told.bea, "at": NOW}

    assert judge_line(**said) == judge_line(**said)
    assert Judgement.objects.count() == 1


@pytest.mark.parametrize(("who", "side"), [("bea", "technology"), ("tom", "marketing")])
def test_who_owns_no_goal_of_a_line_for_a_side_does_not_judge_it(told, who, side):
    error = refusal(
        judge_line, link=told.upper, side=side, word="valid", by=getattr(told, who), at=NOW
    )

    assert error.code == "not_owner"


def test_a_line_that_leads_nowhere_is_not_judged(told):
    dangling = make.kpi_link(told.kpi, None, missing_ref="FOC-77")

    error = refusal(judge_line, link=dangling, side="business", word="valid", by=told.bea, at=NOW)

    assert error.code == "leads_nowhere"


def test_a_change_of_wording_carries_the_words_of_both_sides(told):
    told.agree()
    told.agree("technology")
    Touch.objects.all().delete()

    with carrying_over(thing=told.kpi, by=told.bea, at=NOW):
        edit_kpi(kpi=told.kpi, facts={"title": "Time to load"}, version=1, by=told.bea, at=NOW)

    (carried, _) = told.current("technology")
    assert (carried.origin, carried.given_by) == ("carried", told.tom)
    assert carried.note == "Same meaning, says Bea."
    assert len(told.current("business")) == 2
    assert ("focus_area", told.work.pk) in touched()
    assert AuditEvent.objects.get(verb="carry").after == {"judgements": 2}


def test_without_that_tick_nothing_is_carried(told):
    told.agree()

    with carrying_over(thing=told.kpi, by=told.bea, at=NOW, same_meaning=False):
        edit_kpi(kpi=told.kpi, facts={"title": "Time to load"}, version=1, by=told.bea, at=NOW)

    assert len(told.current()) == 1


def test_an_edit_that_breaks_no_seal_carries_nothing(told):
    told.agree()

    with carrying_over(thing=told.kpi, by=make.user(role="leader"), at=NOW):
        edit_kpi(kpi=told.kpi, facts={"cadence": "week"}, version=1, by=told.bea, at=NOW)

    assert not Judgement.objects.filter(origin="carried").exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"target": Decimal(1)},
        {"due_on": date(2027, 1, 1)},
        {"unit": "ms"},
        {"direction": "up"},
        {"title": "Page load time for 95% of visits"},
    ],
)
def test_numbers_dates_units_and_directions_are_not_wording(told, facts):
    told.agree()

    def rewrite():
        with carrying_over(thing=told.kpi, by=told.bea, at=NOW):
            edit_kpi(kpi=told.kpi, facts=facts, version=1, by=told.bea, at=NOW)

    error = refusal(rewrite)

    assert error.code == "other_meaning"
    told.kpi.refresh_from_db()
    assert (told.kpi.version, told.kpi.title) == (1, "Page load time")


def test_who_owns_no_side_carries_nothing(told):
    told.agree()
    stranger = make.user(role="leader")

    def rewrite():
        with carrying_over(thing=told.kpi, by=stranger, at=NOW):
            edit_kpi(kpi=told.kpi, facts={"title": "New"}, version=1, by=stranger, at=NOW)

    assert refusal(rewrite).code == "not_owner"
    told.kpi.refresh_from_db()
    assert told.kpi.title == "Page load time"


def test_the_words_on_every_line_of_a_thing_are_carried(told):
    told.agree()

    with carrying_over(thing=told.goal, by=told.bea, at=NOW):
        edit_objective(
            objective=told.goal, facts={"statement": "Them all"}, version=1, by=told.bea, at=NOW
        )
    with carrying_over(thing=told.work, by=told.tom, at=NOW):
        edit_focus_area(
            focus_area=told.work, facts={"title": "Pace"}, version=1, by=told.tom, at=NOW
        )
    with carrying_over(thing=told.upper, by=told.bea, at=NOW):
        edit_focus_link(link=told.upper, facts={"because": "New."}, version=1, by=told.bea, at=NOW)
    with carrying_over(thing=told.lower, by=told.bea, at=NOW):
        edit_kpi_link(link=told.lower, facts={"because": "New."}, version=1, by=told.bea, at=NOW)

    assert [word.origin for word in told.current()] == ["carried", "carried"]


def test_rewording_an_outcome_carries_the_words_on_its_goals_lines(told):
    outcome = make.kpi("Churn", outcome_of=told.goal, perspective="joint")
    told.agree()

    with carrying_over(thing=outcome, by=told.bea, at=NOW):
        edit_kpi(kpi=outcome, facts={"title": "Leavers"}, version=1, by=told.bea, at=NOW)

    assert {word.origin for word in told.current()} == {"given", "carried"}


def test_content_that_is_restored_finds_its_words_again(told):
    told.agree()
    edit_focus_area(focus_area=told.work, facts={"title": "X"}, version=1, by=told.bea, at=NOW)
    assert told.current() == []

    edit_focus_area(
        focus_area=told.work,
        facts={"title": "Speed"},
        version=2,
        by=told.bea,
        at=NOW + timedelta(days=1),
    )

    assert len(told.current()) == 2
