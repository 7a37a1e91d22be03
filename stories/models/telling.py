"""The narrative of an objective, as it is and as it was."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from kpis.models import Kpi
from objectives.models import FocusArea, Objective

LONGEST_STORY = 100_000


class Story(models.Model):
    """The narrative of one objective: how the work moves the goal, told with its measures."""

    objective = models.OneToOneField(Objective, on_delete=models.CASCADE, related_name="story")
    body = models.TextField(max_length=LONGEST_STORY)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name_plural = "stories"
        constraints = [
            models.CheckConstraint(
                condition=~Q(body=""),
                name="stories_story_says_something",
                violation_error_message="Write a sentence, or leave the story out.",
            )
        ]

    def __str__(self) -> str:
        return f"story of {self.objective_id}"


class StoryVersion(models.Model):
    """What a story said at one time; append-only."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.TextField(max_length=LONGEST_STORY)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="story_versions"
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["story", "number"],
                name="stories_version_numbered_once",
                violation_error_message="This story was changed by somebody else just now.",
            )
        ]

    def __str__(self) -> str:
        return f"version {self.number} of story {self.story_id}"


class Mention(models.Model):
    """A story names a KPI or a focus area; derived from the body when it is saved.

    Neither of the two set: it names something that is gone.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="mentions")
    uid = models.UUIDField()
    kpi = models.ForeignKey(Kpi, on_delete=models.SET_NULL, null=True, related_name="mentions")
    focus_area = models.ForeignKey(
        FocusArea, on_delete=models.SET_NULL, null=True, related_name="mentions"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["story", "uid"],
                name="stories_mention_counted_once",
                violation_error_message="A story's mentions are counted once.",
            )
        ]

    def __str__(self) -> str:
        return f"story {self.story_id} names {self.uid}"


class StoryDraft(models.Model):
    """What one person typed of a story and did not save yet; nobody else sees it.

    `version` is the story's as the person saw it when they began, 0 where there was none.
    """

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="drafts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="story_drafts"
    )
    body = models.TextField(max_length=LONGEST_STORY, blank=True)
    version = models.PositiveIntegerField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "person"],
                name="stories_draft_kept_once",
                violation_error_message="A draft is kept once for each person and goal.",
            )
        ]

    def __str__(self) -> str:
        return f"draft of {self.person_id} for {self.objective_id}"
