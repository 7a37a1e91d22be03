"""Writes stories and remembers which texts are no blanks."""

from datetime import datetime

from accounts.models import User
from objectives.models import Objective
from stories.models import NotABlank, Story


def write_story(*, objective: Objective, body: str, version: int, by: User, at: datetime) -> Story:
    """Write the story of an objective as typed, mentions as `@[Title]` or `@[ref]`.

    `version` is the story's as the person saw it, 0 where there was none.
    """
    raise NotImplementedError


def say_not_a_blank(*, text: str, by: User, at: datetime) -> NotABlank:
    """Remember that a text which looks like a blank is none, exactly as written."""
    raise NotImplementedError
