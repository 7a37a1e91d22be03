"""Packs that were asked for, and the files made of them."""

import uuid
from collections.abc import Collection
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import User


class PackQuerySet(models.QuerySet["Pack"]):
    """Phrases about packs."""

    def of(self, user: User) -> Self:
        """Return the packs that a person asked for, newest first."""
        return self.filter(asked_by=user).order_by("-asked_at", "-pk")

    def knowing_no_more_than(self, goals: Collection[int]) -> Self:
        """Return those that hold no confidential goal but these."""
        return self.filter(knows__contained_by=list(goals))

    def unfinished(self) -> Self:
        """Return those that are still to be made."""
        return self.filter(state__in=[Pack.State.ASKED, Pack.State.BUILDING])


class Pack(models.Model):
    """What one person takes along of a scope on a day.

    `scope` is a scope as its address says it, “” the whole company. `knows` are the confidential
    goals that the person knew of: who loses one of them loses the pack. `digest` is the mark of
    what it says.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Waiting"
        BUILDING = "building", "Being made"
        DONE = "done", "Ready"
        FAILED = "failed", "Could not be made"

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scope = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=300)
    day = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    parts_done = models.PositiveSmallIntegerField(default=0)
    knows = ArrayField(models.BigIntegerField(), default=list, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    refusal = models.TextField("why it could not be made", blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="packs"
    )
    settled_at = models.DateTimeField(null=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["asked", "building", "done", "failed"]),
                name="reports_pack_state_is_known",
                violation_error_message="A pack is waiting, being made, ready or has failed.",
            )
        ]
        indexes = [models.Index(fields=["asked_by", "-asked_at"], name="reports_packs_mine")]

    def __str__(self) -> str:
        return f"{self.title}, {self.day}"


class PackFile(models.Model):
    """One file of a pack."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF to read and print"
        PPTX = "pptx", "Slides to edit"
        XLSX = "xlsx", "The data behind every figure"
        WORKBOOK = "workbook", "The workbook to bring in again"

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    content = models.BinaryField()
    size = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "kind"],
                name="reports_pack_holds_each_file_once",
                violation_error_message="A pack holds one file of each kind.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["pdf", "pptx", "xlsx", "workbook"]),
                name="reports_pack_file_kind_is_known",
                violation_error_message="A pack holds a PDF, slides, data and the workbook.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.pack_id}"
