"""What reports keep: days looked back on, files brought in, the steering committee's reviews."""

from reports.models.acting import Action, ActionQuerySet, ReviewMail, ReviewMailQuerySet
from reports.models.bringing_in import ImportRun
from reports.models.reviewing import (
    DECISIONS,
    LONGEST_WHY,
    Decision,
    Matter,
    MatterQuerySet,
    Review,
    ReviewQuerySet,
)
from reports.models.seen import Snapshot, SnapshotQuerySet

__all__ = [
    "DECISIONS",
    "LONGEST_WHY",
    "Action",
    "ActionQuerySet",
    "Decision",
    "ImportRun",
    "Matter",
    "MatterQuerySet",
    "Review",
    "ReviewMail",
    "ReviewMailQuerySet",
    "ReviewQuerySet",
    "Snapshot",
    "SnapshotQuerySet",
]
