"""Goals, the technical work said to influence them, and the links between the two."""

from objectives.models.goals import (
    LONGEST_REF,
    LONGEST_TEXT,
    LONGEST_TITLE,
    OBJECTIVE_FACTS,
    Objective,
    ObjectiveQuerySet,
    said_like,
)
from objectives.models.money import (
    MONEY_DIGITS,
    MONEY_PLACES,
    WHICH_CURRENCY,
    an_amount,
    said_in_a_currency,
)
from objectives.models.work import (
    FocusArea,
    FocusAreaQuerySet,
    FocusLink,
    FocusLinkQuerySet,
)

__all__ = [
    "LONGEST_REF",
    "LONGEST_TEXT",
    "LONGEST_TITLE",
    "MONEY_DIGITS",
    "MONEY_PLACES",
    "OBJECTIVE_FACTS",
    "WHICH_CURRENCY",
    "FocusArea",
    "FocusAreaQuerySet",
    "FocusLink",
    "FocusLinkQuerySet",
    "Objective",
    "ObjectiveQuerySet",
    "an_amount",
    "said_in_a_currency",
    "said_like",
]
