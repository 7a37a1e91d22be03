"""Keeps what a KPI's owner says of it: whether it will be reached."""

from datetime import datetime

from django.utils import timezone

from accounts.audit import facts_of, record
from accounts.models import User
from accounts.saving import check, in_one_go, locked
from kpis.models import Kpi

SAID = ("confidence", "confidence_on", "confidence_by")


@in_one_go
def say_confidence(*, kpi: Kpi, confidence: str, by: User, at: datetime) -> Kpi:
    """Say whether a KPI will be reached (yes, unsure or no); "" takes back what was said.

    The same word on the same day from the same person changes nothing. The definition keeps its
    version: what is said of a KPI is no edit of it, and no verdict depends on it.

    Raises:
        DomainError: the word is none of the three.
    """
    row = locked(kpi)
    before = facts_of(row, SAID)
    row.confidence = confidence
    row.confidence_on = timezone.localdate(at) if confidence else None
    row.confidence_by = by if confidence else None
    check(row, {"confidence"})
    after = facts_of(row, SAID)
    if after != before:
        row.save(update_fields=SAID)
        record(verb="confide", thing=row, by=by, at=at, before=before, after=after)
    return row
