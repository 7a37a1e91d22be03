import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from stories.lines.catalogue import CATALOGUE
from tests import make

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("verdicts", *arguments, stdout=out)
    return out.getvalue()


def test_the_counts_come_as_json_in_the_agreed_form():
    make.kpi()
    make.kpi(status="draft")
    make.objective()
    make.focus_area()

    answer = json.loads(said("--json"))

    assert answer["on"] == timezone.localdate().isoformat()
    assert answer["kpis"] == {"live": 1, "sound": 0, "in_doubt": 0, "no_line": 1, "exempt": 0}
    assert answer["objectives"]["active"] == 1
    assert answer["focus_areas"]["no_goal"] == 1
    assert answer["faults"].keys() == CATALOGUE.keys()
    assert answer["faults"]["L1"] == 1


def test_another_day_is_judged_as_of_that_day():
    today = timezone.localdate()
    goal = make.objective(ends_on=today)
    make.line(make.kpi(), make.focus_area(), goal)

    later = json.loads(said("--json", "--on", (today + timedelta(days=60)).isoformat()))

    assert later["faults"]["L3"] == 1
    assert json.loads(said("--json"))["faults"]["L3"] == 0


def test_people_read_words_and_numbers():
    make.kpi()

    text = said()

    assert "1  live KPIs" in text
    assert "No line to any goal" in text


def test_confidential_goals_are_not_counted():
    make.objective(confidential=True)

    assert json.loads(said("--json"))["objectives"]["active"] == 0


def test_what_is_no_day_is_refused_in_a_sentence():
    with pytest.raises(CommandError, match="write it like"):
        said("--on", "tomorrow")
