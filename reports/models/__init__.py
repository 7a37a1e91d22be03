"""What reports keep: days looked back on, files brought in, reviews, packs and digests."""

from reports.models.acting import Action, ActionQuerySet, ReviewMail, ReviewMailQuerySet
from reports.models.bringing_in import ImportRun
from reports.models.kept import (
    LONGEST_SCOPE_NAME,
    Kept,
    KeptQuerySet,
    SavedScope,
    SavedScopeQuerySet,
)
from reports.models.packing import Pack, PackFile, PackQuerySet
from reports.models.ready import ReadyBoard, ReadyBoardQuerySet
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
from reports.models.subscribing import (
    DigestMail,
    DigestMailQuerySet,
    Subscription,
    SubscriptionQuerySet,
)

__all__ = [
    "DECISIONS",
    "LONGEST_SCOPE_NAME",
    "LONGEST_WHY",
    "Action",
    "ActionQuerySet",
    "Decision",
    "DigestMail",
    "DigestMailQuerySet",
    "ImportRun",
    "Kept",
    "KeptQuerySet",
    "Matter",
    "MatterQuerySet",
    "Pack",
    "PackFile",
    "PackQuerySet",
    "ReadyBoard",
    "ReadyBoardQuerySet",
    "Review",
    "ReviewMail",
    "ReviewMailQuerySet",
    "ReviewQuerySet",
    "SavedScope",
    "SavedScopeQuerySet",
    "Snapshot",
    "SnapshotQuerySet",
    "Subscription",
    "SubscriptionQuerySet",
]
