"""Forms to say something of a thing, and to look back at a day."""

from typing import Any, ClassVar

from django import forms

from alignment.lib.fields import Day, Naming, Prose
from alignment.lib.form_pages import Group, WritingForm
from objectives.models import Objective
from stories.models import LONGEST_COMMENT, LONGEST_QUOTE


class DayForm(forms.Form):
    """A day to look back at."""

    on = Day(
        label="As it was at the end of",
        error_messages={"required": "Say which day: choose one from the calendar."},
    )


class CommentForm(WritingForm):
    """What one has to say of a thing, perhaps of a passage of its story."""

    GROUPS: ClassVar = (Group("", ("body", "quote")),)

    body = Naming(
        label="Your words",
        max_length=LONGEST_COMMENT,
        help_text="Write @[Name] to name somebody; they get a mail.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    quote = Prose(
        label="About this passage of the story",
        max_length=LONGEST_QUOTE,
        required=False,
        help_text="Copied from the story, if your words are about one passage of it.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, names: str = "", thing: object = None, **options: Any) -> None:
        """Take where people are listed; ask for a passage only where there is a story to quote."""
        super().__init__(*args, **options)
        Naming.listed_at(self.fields["body"], names)
        if not isinstance(thing, Objective) or not hasattr(thing, "story"):
            del self.fields["quote"]
