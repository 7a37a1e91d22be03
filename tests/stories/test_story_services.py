import pytest

from accounts.models import AuditEvent, Touch
from stories.models import Mention, NotABlank, Story, StoryVersion
from stories.naming import mentionable
from stories.services import say_not_a_blank, write_story
from tests import make
from tests.conftest import NOW, count_queries
from tests.refusing import refusal, touched

pytestmark = pytest.mark.django_db


def write(goal, body, *, version=0, by=None):
    by = by or make.user(role="leader")
    return write_story(objective=goal, body=body, version=version, by=by, at=NOW)


@pytest.fixture
def told():
    """Return a goal with work and a KPI on it."""
    goal, work, kpi = make.objective(), make.focus_area("Speed"), make.kpi("Page load time")
    make.line(kpi, work, goal)
    return goal, work, kpi


def test_mentions_by_title_and_by_reference_are_stored_by_id(told):
    goal, work, kpi = told

    story = write(goal, f"Because @[page  LOAD time] falls, @[{work.ref}] pays.")

    assert story.body == f"Because @[kpi:{kpi.uid}] falls, @[focus:{work.uid}] pays."
    assert set(Mention.objects.values_list("kpi", "focus_area")) == {
        (kpi.pk, None),
        (None, work.pk),
    }
    assert story.version == 1


def test_each_writing_keeps_what_was_there(told):
    goal, *_ = told
    write(goal, "First @[Speed].")

    write(goal, "Second @[Speed].", version=1)

    assert StoryVersion.objects.count() == 2
    assert list(StoryVersion.objects.values_list("number", flat=True)) == [2, 1]
    assert "First" in StoryVersion.objects.get(number=1).body
    line = AuditEvent.objects.order_by("-pk").first()
    assert (line.before, line.after) == ({"version": 1}, {"version": 2})


def test_writing_touches_the_goal_and_all_that_is_or_was_named_or_linked(told):
    goal, work, kpi = told
    stranger = make.kpi("Velocity")
    write(goal, "It rests on @[Velocity].")
    Touch.objects.all().delete()

    write(goal, "It rests on nothing.", version=1)

    assert touched() == {
        ("objective", goal.pk),
        ("focus_area", work.pk),
        ("kpi", kpi.pk),
        ("kpi", stranger.pk),
    }
    assert not Mention.objects.exists()


def test_the_same_text_again_leaves_no_trace(told):
    goal, *_ = told
    write(goal, "Because @[Speed] pays.")
    Touch.objects.all().delete()

    story = write(goal, "Because @[Speed] pays.\r\n", version=1)

    assert story.version == 1
    assert not Touch.objects.exists()


def test_what_is_linked_comes_before_a_namesake_elsewhere(told):
    goal, _, kpi = told
    make.kpi("Page load time")

    story = write(goal, "@[Page load time]")

    assert story.mentions.get().kpi == kpi


def test_what_is_linked_nowhere_near_can_be_named_too(told):
    goal, *_ = told
    work = make.focus_area("Payment gateways")

    story = write(goal, "@[payment gateways]")

    assert story.mentions.get().focus_area == work


def test_the_outcome_of_the_goal_counts_as_linked():
    goal = make.objective()
    kpi = make.kpi("Churn", outcome_of=goal, perspective="joint")
    make.kpi("Churn")

    assert write(goal, "@[Churn]").mentions.get().kpi == kpi


def test_names_that_mean_nothing_are_refused_and_nothing_is_kept(told):
    goal, *_ = told

    error = refusal(write, goal=goal, body="@[Speed] and @[Spede] and @[KPI-404]")

    assert error.code == "unknown_mentions"
    assert error.sentence == (
        "“Spede”, “KPI-404” are neither measures nor focus areas here: "
        "check the spelling, create it first, or drop the @."
    )
    assert error.facts["unknown"] == ("Spede", "KPI-404")
    assert not Story.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_name_of_two_things_is_refused_with_both_references():
    one, other = make.kpi("Velocity"), make.kpi("velocity")

    error = refusal(write, goal=make.objective(), body="@[Velocity]")

    assert error.sentence in {
        f"“Velocity” could be @[{a.ref}] or @[{b.ref}]: write its reference."
        for a, b in ((one, other), (other, one))
    }


def test_a_hidden_kpi_is_as_unknown_as_none():
    hidden = make.objective(confidential=True)
    make.kpi("Takeover price", outcome_of=hidden, perspective="joint")

    error = refusal(write, goal=make.objective(), body="@[Takeover price]")

    assert "“Takeover price” is no measure and no focus area here" in error.sentence


def test_a_hidden_kpi_cannot_be_named_by_its_id():
    hidden = make.objective(confidential=True)
    kpi = make.kpi(outcome_of=hidden, perspective="joint")

    error = refusal(write, goal=make.objective(), body=f"@[kpi:{kpi.uid}]")

    assert error.code == "unknown_mentions"


def test_a_mention_of_what_is_gone_may_stay():
    goal, kpi = make.objective(), make.kpi()
    body = f"It was @[kpi:{kpi.uid}] once."
    write(goal, body)
    kpi.delete()

    story = write(goal, f"{body} No more.", version=1)

    assert (story.mentions.get().uid, story.mentions.get().kpi) == (kpi.uid, None)


def test_a_story_that_says_nothing_is_refused():
    error = refusal(write, goal=make.objective(), body=" \n ")

    assert error.sentence == "Write a sentence, or leave the story out."


def test_five_megabytes_are_refused_with_the_limit():
    error = refusal(write, goal=make.objective(), body="@[x] " * 1_000_000)

    assert error.sentence == "Body: write at most 100,000 characters; these are 4,999,999."


def test_a_stale_story_is_refused_and_says_who_wrote_meanwhile():
    goal = make.objective()
    write(goal, "Ada's.", by=make.user("Ada", role="leader"))

    error = refusal(write, goal=goal, body="Mine.")

    assert error.code == "stale"
    assert error.sentence.startswith("Ada saved this meanwhile")
    assert Story.objects.get().body == "Ada's."


def test_a_story_that_is_not_there_any_more_is_stale():
    assert refusal(write, goal=make.objective(), body="x", version=3).code == "stale"


def test_many_names_cost_as_many_queries_as_one():
    goal = make.objective()
    kpis = [make.kpi() for _ in range(9)]
    person = make.user(role="leader")

    def writing(named, version):
        body = " ".join(f"@[{kpi.ref}]" for kpi in named)
        return lambda: write(goal, body, version=version, by=person)

    write(goal, "x", by=person)
    assert count_queries(writing(kpis[:1], 1)) == count_queries(writing(kpis, 2))


def test_what_can_be_named_is_what_is_linked(told):
    goal, work, kpi = told
    make.kpi()

    assert [one.ref for one in mentionable(goal, make.user())] == [work.ref, kpi.ref]


def test_a_text_that_is_no_blank_is_remembered_once():
    goal = make.objective()
    make.story(goal, body="Latency in [ms] falls.")
    kpi = make.kpi("Latency [ms]")
    work = make.focus_area(rationale="Because [ms]")
    link = make.kpi_link(make.kpi(), make.focus_area(), because="[ms]")
    onward = make.focus_link(make.focus_area(), goal, because="[ms] matter")

    say_not_a_blank(text="[ms]", by=make.user(), at=NOW)
    say_not_a_blank(text="[ms]", by=make.user(), at=NOW)

    assert NotABlank.objects.get().text == "[ms]"
    assert Touch.objects.count() == 5
    assert touched() == {
        ("objective", goal.pk),
        ("kpi", kpi.pk),
        ("kpi", link.kpi_id),
        ("focus_area", work.pk),
        ("focus_area", onward.focus_area_id),
    }


def test_nothing_and_too_much_are_no_blanks():
    assert refusal(say_not_a_blank, text=" ", by=make.user(), at=NOW).code == "invalid"
    error = refusal(say_not_a_blank, text="x" * 601, by=make.user(), at=NOW)
    assert error.sentence == "Mark the blank alone: at most 600 characters."
