"""Words that a board member would stumble over."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

LONGEST_TERM = 60
LONGEST_ADVICE = 120


class JargonWordQuerySet(models.QuerySet["JargonWord"]):
    """Phrases about words to avoid."""

    def in_order(self) -> Self:
        """Return them as in a dictionary."""
        return self.order_by(Lower("words"))


class JargonWord(models.Model):
    """A word, or several, with what to say instead; admins keep the list."""

    words = models.CharField(
        max_length=LONGEST_TERM, help_text="As in a dictionary: inflections are found with it."
    )
    plainly = models.CharField(
        "in plain words", max_length=LONGEST_ADVICE, help_text="What to say instead."
    )

    objects = JargonWordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("words"),
                name="stories_jargon_is_listed_once",
                violation_error_message="This is in the list already: change it there.",
            ),
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(plainly=""),
                name="stories_jargon_has_plain_words",
                violation_error_message="Say what to write instead.",
            ),
        ]

    def __str__(self) -> str:
        return self.words
