"""Keeps what somebody typed of a story until they save it.

Drafts are private and pass: they leave no audit line and change no verdict.
"""

from datetime import datetime

from accounts.models import User
from accounts.saving import check, in_one_go
from objectives.models import Objective
from stories.models import StoryDraft


@in_one_go
def keep_draft(
    *, objective: Objective, body: str, version: int, by: User, at: datetime
) -> StoryDraft:
    """Keep what a person typed of the story of an objective, in place of what they typed before.

    `version` is the story's as they saw it when they began, 0 where there was none.

    Raises:
        DomainError: it is longer than a story may be, or holds what is no text.
    """
    text = body.replace("\r\n", "\n").replace("\r", "\n")
    row = StoryDraft(objective=objective, person=by, body=text, version=version, kept_at=at)
    check(row, ("body",))
    StoryDraft.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["objective", "person"],
        update_fields=["body", "version", "kept_at"],
    )
    return row


@in_one_go
def discard_draft(*, objective: Objective, by: User) -> bool:
    """Forget what a person typed of a story; say whether there was any."""
    gone, _ = StoryDraft.objects.filter(objective=objective, person=by).delete()
    return gone > 0
