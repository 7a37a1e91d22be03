"""The ledger of jobs: what is due, what was tried, what came of it, and who was heard of when."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

LONGEST_KEY, LONGEST_UNIT = 100, 200
MOST_TRIES = 3


class RunQuerySet(models.QuerySet["Run"]):
    """Phrases about runs of jobs."""

    def open(self) -> Self:
        """Return those that are waiting or running."""
        return self.filter(state__in=OPEN)

    def of(self, job: str, unit: str = "") -> Self:
        """Return those of one job, and of one unit of it."""
        return self.filter(job=job, unit=unit)

    def scheduled(self) -> Self:
        """Return those that nobody asked for."""
        return self.filter(unit="")

    def parked(self) -> Self:
        """Return those that were given up, newest first."""
        return self.filter(state=Run.State.PARKED).order_by("-ended_at", "-pk")

    def untold(self) -> Self:
        """Return those of which no admin was told."""
        return self.filter(told_at__isnull=True)

    def waiting(self) -> Self:
        """Return those that no worker has taken yet."""
        return self.filter(state=Run.State.WAITING)

    def ready(self, at: datetime) -> Self:
        """Return those that wait and may be tried now, the longest due first."""
        return self.waiting().filter(ready_at__lte=at).order_by("ready_at", "pk")

    def abandoned(self, at: datetime) -> Self:
        """Return those whose worker has not been heard of for too long."""
        return self.filter(state=Run.State.RUNNING, lease_until__lt=at)

    def at_work(self, at: datetime) -> Self:
        """Return those whose worker is alive."""
        return self.filter(state=Run.State.RUNNING, lease_until__gte=at)

    def not_carried_since(self, moment: datetime) -> Self:
        """Return those that were not put into the queue lately: what was may be lost."""
        return self.filter(Q(carried_at__isnull=True) | Q(carried_at__lt=moment))


class Run(models.Model):
    """One run of a job: of the moment it is due, or of what somebody asked for.

    `ready_at` is when it may be tried (again); `lease_until` until when its worker is believed to
    live; `carried_at` when it was last put into the queue; `stands_for` how many moments it
    answers for, those that were missed among them; `told_at` when admins
    heard that it was given up.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        PARKED = "parked", "Given up"

    job = models.CharField(max_length=LONGEST_KEY)
    unit = models.CharField(max_length=LONGEST_UNIT, blank=True)
    due_at = models.DateTimeField()
    ready_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    stands_for = models.PositiveIntegerField(default=1)
    lease_until = models.DateTimeField(null=True)
    carried_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    said = models.TextField(blank=True)
    last_error = models.TextField(blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="runs_asked_for",
    )

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job", "unit", "due_at"],
                name="jobs_run_once_a_period",
                violation_error_message="This job has its run of that moment already.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "parked"]),
                name="jobs_run_state_is_known",
                violation_error_message="A run waits, runs, is done or was given up.",
            ),
            models.CheckConstraint(
                condition=~Q(state="running")
                | Q(lease_until__isnull=False, started_at__isnull=False),
                name="jobs_run_has_a_lease_while_it_runs",
                violation_error_message="A run that is at work says until when.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "parked"]) | Q(ended_at__isnull=False),
                name="jobs_run_that_ended_says_when",
                violation_error_message="A run that ended says when.",
            ),
            models.CheckConstraint(
                condition=Q(attempts__lte=MOST_TRIES),
                name="jobs_run_is_tried_three_times",
                violation_error_message="A run is tried three times, then given up.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ready_at", "id"],
                name="jobs_run_open",
                condition=Q(state__in=["waiting", "running"]),
            ),
            models.Index(fields=["job", "-id"], name="jobs_run_newest"),
            models.Index(fields=["-ended_at"], name="jobs_run_parked", condition=Q(state="parked")),
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.unit}".strip()


OPEN = (Run.State.WAITING, Run.State.RUNNING)


class Pulse(models.Model):
    """A process that does or starts jobs, and when it was last heard of."""

    class Kind(models.TextChoices):
        BEAT = "beat", "Clock of jobs"
        WORKER = "worker", "Worker"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    heard_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name"],
                name="jobs_pulse_one_a_process",
                violation_error_message="This process is known already.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["beat", "worker"]),
                name="jobs_pulse_kind_is_known",
                violation_error_message="Only beat and workers are listened to.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
