"""What people say to each other about goals, work, measures and passages of stories."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from kpis.models import Kpi
from objectives.models import FocusArea, Objective

LONGEST_COMMENT = 5_000
LONGEST_QUOTE = 2_000


class CommentQuerySet(models.QuerySet["Comment"]):
    """Phrases about comments."""

    def about(self, thing: Objective | FocusArea | Kpi) -> Self:
        """Return what is said of a thing."""
        names = {Objective: "objective", FocusArea: "focus_area", Kpi: "kpi"}
        return self.filter(**{names[type(thing)]: thing.pk})

    def beginnings(self) -> Self:
        """Return the comments that answer no other, newest first, with who said them."""
        found = self.filter(answers__isnull=True).select_related("author", "resolved_by")
        return found.order_by("-pk")

    def with_things(self) -> Self:
        """Return comments with what they are about and who said them."""
        return self.select_related(
            "author", "answers", "objective", "focus_area", "kpi", "kpi__outcome_of"
        )


class Comment(models.Model):
    """What somebody said of one thing; an answer to another is about the same thing.

    With a `quote` it is about that passage of the objective's story. What is taken back stays, and
    is shown to nobody.
    """

    objective = models.ForeignKey(
        Objective, on_delete=models.CASCADE, null=True, blank=True, related_name="comments"
    )
    focus_area = models.ForeignKey(
        FocusArea, on_delete=models.CASCADE, null=True, blank=True, related_name="comments"
    )
    kpi = models.ForeignKey(
        Kpi, on_delete=models.CASCADE, null=True, blank=True, related_name="comments"
    )
    answers = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="answered_by"
    )
    body = models.TextField("comment", max_length=LONGEST_COMMENT)
    quote = models.TextField("passage of the story", blank=True, max_length=LONGEST_QUOTE)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments"
    )
    said_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="comments_removed",
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="comments_resolved",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(objective__isnull=False, focus_area__isnull=True, kpi__isnull=True)
                | Q(objective__isnull=True, focus_area__isnull=False, kpi__isnull=True)
                | Q(objective__isnull=True, focus_area__isnull=True, kpi__isnull=False),
                name="stories_comment_is_about_one_thing",
                violation_error_message="A comment is about one thing.",
            ),
            models.CheckConstraint(
                condition=~Q(body=""),
                name="stories_comment_says_something",
                violation_error_message="Say something.",
            ),
            models.CheckConstraint(
                condition=Q(quote="") | Q(objective__isnull=False),
                name="stories_only_stories_are_quoted",
                violation_error_message="Only a story has passages.",
            ),
            models.CheckConstraint(
                condition=Q(answers__isnull=True) | Q(resolved_at__isnull=True, quote=""),
                name="stories_an_answer_belongs_to_its_comment",
                violation_error_message="Only the first comment is settled, or quotes a passage.",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="stories_comment_is_settled_by_somebody",
                violation_error_message="Somebody settles a comment.",
            ),
        ]
        indexes = [
            models.Index(
                fields=[thing, "-id"],
                name=f"stories_talk_{short}",
                condition=Q(answers__isnull=True, **{f"{thing}__isnull": False}),
            )
            for thing, short in (("objective", "goal"), ("focus_area", "work"), ("kpi", "kpi"))
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    @property
    def thing(self) -> Objective | FocusArea | Kpi:
        """Return what it is about."""
        found = self.objective or self.focus_area or self.kpi
        if found is None:
            raise TypeError("A comment is about one thing.")
        return found


class CommentMailQuerySet(models.QuerySet["CommentMail"]):
    """Phrases about mails on comments."""

    def due(self) -> Self:
        """Return those that are not settled yet."""
        return self.filter(settled_at__isnull=True)

    def free(self, taken_before: datetime) -> Self:
        """Return those that are due and that nobody is sending."""
        return self.due().filter(Q(taken_at__isnull=True) | Q(taken_at__lt=taken_before))


class CommentMail(models.Model):
    """A person is to hear of a comment by mail; settled when it was sent, or need not be sent.

    Whoever sends it takes it first; what was taken long ago and not settled is taken again.
    """

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mails")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="comment_mails")
    named = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = CommentMailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "person"],
                name="stories_comment_mailed_once",
                violation_error_message="Nobody hears of a comment twice.",
            )
        ]
        indexes = [
            models.Index(
                fields=["person", "due_at"],
                name="stories_comment_mail_due",
                condition=Q(settled_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"mail on comment {self.comment_id} to {self.person_id}"
