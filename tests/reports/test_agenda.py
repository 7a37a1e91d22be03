"""What a review has to decide, and what became of the last one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.agenda import (
    MOST,
    Finding,
    GoalStanding,
    Now,
    OpenAction,
    Task,
    agenda_of,
    next_day,
    up_the_line,
    usual_due,
    what_became,
)

pytestmark = pytest.mark.engine
TODAY = date(2026, 11, 21)
CODES = ["L1", "X2", "C2", "M1"]


def finding(place=1, code="L1", **facts):
    number = facts.pop("number", place)
    return Finding(
        **{
            "key": f"kpi-{number}-{code}",
            "code": code,
            "thing": "kpi",
            "thing_id": number,
            "title": f"Measure {number}",
            "reason": "It is linked to nothing.",
            "why": "First because 3 measures clear with it",
            "place": place,
        }
        | facts
    )


def goal(mark="risk", rank=1, number=7):
    return GoalStanding(number, f"Goal {number}", mark, "Behind", "46% of the way", rank)


def task(due_on=TODAY, number=3, about="Load time"):
    return OpenAction(number, "Ask the team", "Jonas", due_on, about, "kpi", 4)


def agenda(findings=(), goals=(), actions=()):
    return agenda_of(findings, goals, actions, TODAY)


def test_the_agenda_has_its_sections_in_order_and_each_the_weightiest_first():
    found = agenda(
        [finding(4, "C2"), finding(2, "L1"), finding(3, "X2"), finding(1, "L2")],
        [goal("risk", 1, 1), goal("broken", 9, 2), goal("sound", 1, 3), goal("idle", 1, 4)],
        [task()],
    )

    assert [one.key for one in found.matters] == [
        *("finding:kpi-1-L2", "finding:kpi-2-L1", "goal:2", "goal:1"),
        *("exemption:kpi-3-X2", "agreement:kpi-4-C2", "action:3"),
    ]
    assert found.left_out == {}


def test_what_is_left_out_is_counted():
    found = agenda([finding(place) for place in range(1, MOST["finding"] + 4)])

    assert len(found.matters) == MOST["finding"]
    assert found.left_out == {"finding": 3}


@pytest.mark.parametrize(
    ("due_on", "about", "said"),
    [
        (TODAY, "", "Jonas has not done it yet: due on 21 November 2026."),
        (
            TODAY - timedelta(days=1),
            "",
            "Jonas has not done it yet: 1 day overdue.",
        ),
        (
            TODAY - timedelta(days=12),
            "Load time",
            "Jonas has not done it yet: 12 days overdue. It is about “Load time”.",
        ),
    ],
)
def test_what_is_left_from_last_time_says_how_late_it_is(due_on, about, said):
    assert agenda(actions=[task(due_on, about=about)]).matters[0].reason == said


@given(st.permutations([finding(place, code) for place, code in enumerate(CODES)]))
def test_the_order_in_which_things_are_found_does_not_matter(findings):
    assert agenda(findings) == agenda(sorted(findings, key=lambda one: one.key))


DONE = Task("Ask the team", "Jonas", TODAY, TODAY, "They know.")
LATE = Task("Ask the team", "Jonas", TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("now", "task", "word", "sentence"),
    [
        (None, None, "Noted", "Nothing was to be done."),
        (Now(None), None, "Gone", "It is no longer there."),
        (Now("none", ended=True), None, "Ended", "It was retired or closed."),
        (
            Now("exempt", accepted_until=date(2027, 5, 1)),
            None,
            "Accepted",
            "It is accepted until 1 May 2027.",
        ),
        (Now("sound"), None, "Sound", "Its line is sound now."),
        (
            Now("none", standing=("risk", "Behind")),
            None,
            "Behind",
            "By its own measure: behind.",
        ),
        (
            Now("in_doubt", wrong="Nobody has confirmed this line"),
            None,
            "In doubt",
            "Its line is in doubt: nobody has confirmed this line.",
        ),
        (Now("none"), None, "Still open", "It is as it was."),
        (
            None,
            DONE,
            "Done",
            "“Ask the team” was done on 21 November 2026. They know.",
        ),
        (None, LATE, "Overdue", "“Ask the team” is overdue: Jonas had until 20 November 2026."),
        (
            Now("sound"),
            Task("Ask the team", "Jonas", TODAY),
            "To be done",
            "“Ask the team” is with Jonas until 21 November 2026.",
        ),
        (Now("broken"), DONE, "Still open", "It is as it was."),
    ],
)
def test_what_became_of_a_decision_is_said_in_a_word_and_in_sentences(now, task, word, sentence):
    became = what_became(now, task, TODAY)

    assert became.word == word
    assert sentence in became.sentences


def test_a_task_without_a_note_says_only_when_it_was_done():
    became = what_became(None, Task("Ask", "Jonas", TODAY, TODAY), TODAY)

    assert became.sentences == ("“Ask” was done on 21 November 2026.",)


@pytest.mark.parametrize(
    ("day", "schedule", "then"),
    [
        (date(2026, 11, 20), "once", None),
        (date(2026, 11, 20), "monthly", date(2026, 12, 18)),  # the third Friday
        (date(2026, 1, 30), "monthly", date(2026, 2, 27)),  # no fifth Friday: the last one
        (date(2026, 11, 18), "quarterly", date(2027, 2, 17)),
        (date(2026, 12, 1), "monthly", date(2027, 1, 5)),
    ],
)
def test_the_next_review_is_on_the_same_day_of_a_week_a_month_or_a_quarter_later(
    day, schedule, then
):
    assert next_day(day, schedule) == then


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(["monthly", "quarterly"]))
def test_the_next_review_is_always_later_on_the_same_day_of_the_week(day, schedule):
    then = next_day(day, schedule)

    assert then > day
    assert then.weekday() == day.weekday()


def test_an_action_is_due_in_two_weeks_and_goes_up_the_line_past_its_owner():
    assert usual_due(TODAY) == date(2026, 12, 5)
    assert up_the_line(1, 2, [3]) == 2
    assert up_the_line(2, 2, [2, 3]) == 3
    assert up_the_line(2, 2, []) is None
