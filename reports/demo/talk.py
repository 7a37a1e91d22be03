"""What the people of the demo company said to each other."""

from datetime import datetime
from functools import partial

from kpis.models import Kpi
from objectives.models import Objective
from reports.demo.diary import Diary
from stories.services import answer, say, settle_comment


def enter_talk(diary: Diary) -> None:
    """Let people ask each other about a goal and a measure."""
    diary.note(-24, partial(_ask_about_the_goal, diary))
    diary.note(-12, partial(_ask_about_the_target, diary))


def _ask_about_the_goal(diary: Diary, at: datetime) -> None:
    goal, people = Objective.objects.get(ref="KEEP"), diary.people
    asked = say(
        thing=goal,
        body=f"@[{people['jonas'].name}], do we know how many leave because of slow pages?",
        by=people["marta"],
        at=at,
    )
    answer(
        comment=asked,
        body="About one in ten, says the survey of last spring. I added it to the reason.",
        by=people["jonas"],
        at=at,
    )
    settle_comment(comment=asked, is_settled=True, by=people["marta"], at=at)


def _ask_about_the_target(diary: Diary, at: datetime) -> None:
    say(
        thing=Kpi.objects.get(ref="K-COVERAGE"),
        body="Why 90 now? It was agreed with another figure.",
        by=diary.people["marta"],
        at=at,
    )
