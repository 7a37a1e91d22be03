"""Keeps the list of words that a board member would stumble over."""

from datetime import datetime

from accounts.access import require
from accounts.audit import facts_of, record
from accounts.models import User
from accounts.roles import Action
from accounts.saving import in_one_go, insert, keep, locked, start_edit
from stories.models import JargonWord

FACTS = ("words", "plainly")


@in_one_go
def list_jargon(*, words: str, plainly: str, by: User, at: datetime) -> JargonWord:
    """Put a word on the list, with what to say instead.

    Raises:
        PermissionDenied: no admin asks for it.
        DomainError: one of the two is empty, or the word is listed already.
    """
    require(by, Action.ADMINISTER)
    row = insert(JargonWord(), {"words": words, "plainly": plainly}, FACTS)
    record(verb="create", thing=row, by=by, at=at, after=facts_of(row, FACTS))
    return row


@in_one_go
def edit_jargon(
    *, word: JargonWord, words: str, plainly: str, by: User, at: datetime
) -> JargonWord:
    """Change a word of the list, or what to say instead.

    Raises:
        PermissionDenied: no admin asks for it.
        DomainError: one of the two is empty, or the word is listed already.
    """
    require(by, Action.ADMINISTER)
    edit = start_edit(locked(word), {"words": words, "plainly": plainly}, FACTS)
    keep(edit, by=by, at=at)
    return edit.row


@in_one_go
def unlist_jargon(*, word: JargonWord, by: User, at: datetime) -> None:
    """Take a word off the list.

    Raises:
        PermissionDenied: no admin asks for it.
    """
    require(by, Action.ADMINISTER)
    row = locked(word, for_deleting=True)
    record(verb="delete", thing=row, by=by, at=at, before=facts_of(row, FACTS))
    row.delete()
