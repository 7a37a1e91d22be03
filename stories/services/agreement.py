"""Agrees to stories, judges lines, and carries what was said over a change of wording."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from accounts.models import User
from kpis.models import Kpi
from objectives.models import FocusArea, FocusLink, Objective
from stories.models import Agreement, Judgement, KpiLink

Thing = Objective | FocusArea | Kpi | FocusLink | KpiLink


def agree(
    *, objective: Objective, side: str, by: User, at: datetime, seen: str | None = None
) -> Agreement:
    """Sign the story of an objective for one side and confirm every line that it names.

    `seen` is the story's fingerprint as the page showed it; another one now refuses as stale.
    """
    raise NotImplementedError


def judge_line(
    *, link: FocusLink | KpiLink, side: str, word: str, by: User, at: datetime, note: str = ""
) -> Judgement:
    """Say of one link that it is valid or, with a note, that it is refused."""
    raise NotImplementedError


@contextmanager
def carrying_over(
    *, thing: Thing, by: User, at: datetime, same_meaning: bool = True
) -> Iterator[None]:
    """Carry judgements over the edit made inside, if its writer says the meaning is the same.

    Wraps one call of an edit service: `with carrying_over(thing=kpi, ...): edit_kpi(...)`.
    """
    yield
