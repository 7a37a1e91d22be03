"""What reports keep: days looked back on, files brought in, the steering committee's reviews."""

from reports.models.acting import Action, ActionQuerySet, ReviewMail, ReviewMailQuerySet
from reports.models.bringing_in import ImportRun
from reports.models.kept import (
    LONGEST_SCOPE_NAME,
    Kept,
    KeptQuerySet,
    SavedScope,
    SavedScopeQuerySet,
)
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
    "LONGEST_SCOPE_NAME",
    "LONGEST_WHY",
    "Action",
    "ActionQuerySet",
    "Decision",
    "ImportRun",
    "Kept",
    "KeptQuerySet",
    "Matter",
    "MatterQuerySet",
    "Review",
    "ReviewMail",
    "ReviewMailQuerySet",
    "ReviewQuerySet",
    "SavedScope",
    "SavedScopeQuerySet",
    "Snapshot",
    "SnapshotQuerySet",
]
