"""Says things about goals, work, measures and passages of stories, and takes them back."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Lower

from accounts.access import require
from accounts.audit import facts_of, record
from accounts.models import User
from accounts.roles import Action
from accounts.saving import check, in_one_go, keep, locked, set_facts, start_edit
from alignment.lib.errors import DomainError, field_refusal, shortened
from kpis.models import Kpi
from objectives.models import FocusArea, Objective
from stories import addressing, passages, prose
from stories.access import people_to_tell
from stories.models import Comment, CommentMail, Story
from stories.naming import names_of_mentions

Thing = Objective | FocusArea | Kpi

SAID = ("objective", "focus_area", "kpi", "answers", "body", "quote")
NAMES = {Objective: "objective", FocusArea: "focus_area", Kpi: "kpi"}
FAR_AWAY = "This passage is not in the story: copy it from the story as it stands there."


@in_one_go
def say(*, thing: Thing, body: str, by: User, at: datetime, quote: str = "") -> Comment:
    """Say something of a thing, people named as `@[Name]`; a quote is a passage of its story.

    Raises:
        DomainError: nothing or too much is said, it names nobody who may see the thing, or the
            passage is not in the story.
    """
    require(by, Action.COMMENT)
    row = Comment(**{NAMES[type(thing)]: thing}, author=by, said_at=at)
    return _store(row, {"body": body, "quote": _passage(thing, quote, by)}, by, at)


@in_one_go
def answer(*, comment: Comment, body: str, by: User, at: datetime) -> Comment:
    """Answer a comment; an answer to an answer belongs to the same beginning.

    Raises:
        DomainError: as for saying something, or the comment was removed.
    """
    require(by, Action.COMMENT)
    first = locked(comment.answers or comment)
    if first.removed_at and not first.answered_by.exists():
        raise DomainError("gone", "What you answer was taken back meanwhile.")
    row = Comment(**{NAMES[type(first.thing)]: first.thing}, answers=first, author=by, said_at=at)
    return _store(row, {"body": body}, by, at)


@in_one_go
def edit_comment(*, comment: Comment, body: str, version: int, by: User, at: datetime) -> Comment:
    """Say something in other words; only who said it may.

    Raises:
        DomainError: it is somebody else's, it was taken back, or it was changed meanwhile.
    """
    row = locked(comment, version)
    if row.author_id != by.pk:
        raise DomainError("not_author", "Only who wrote a comment can change it.")
    if row.removed_at:
        raise DomainError("gone", "This comment was taken back: write a new one.")
    before = addressing.people_in(row.body)
    edit = start_edit(row, {"body": _addressed(row.thing, body)}, ("body",))
    if edit.changed():
        row.edited_at = at
        keep(edit, by=by, at=at)
        _announce(row, at, only=addressing.people_in(row.body) - before)
    return row


@in_one_go
def remove_comment(*, comment: Comment, by: User, at: datetime) -> Comment:
    """Take a comment back: it is shown to nobody any more. Its writer may, and admins.

    Raises:
        DomainError: it is somebody else's.
    """
    row = locked(comment)
    if row.author_id != by.pk and not by.is_admin:
        raise DomainError("not_author", "Only who wrote a comment, or an admin, can remove it.")
    if row.removed_at:
        return row
    row.removed_at, row.removed_by, row.version = at, by, row.version + 1
    row.save(update_fields=["removed_at", "removed_by", "version"])
    CommentMail.objects.due().filter(comment=row).update(settled_at=at)
    record(verb="remove", thing=row, by=by, at=at, before=facts_of(row, ("body",)))
    return row


@in_one_go
def settle_comment(*, comment: Comment, is_settled: bool, by: User, at: datetime) -> Comment:
    """Say that a comment and its answers are dealt with, or that they are not after all.

    Raises:
        DomainError: it is an answer.
    """
    require(by, Action.COMMENT)
    row = locked(comment)
    if row.answers_id:
        raise DomainError("an_answer", "Settle the comment that this answers.")
    if bool(row.resolved_at) == is_settled:
        return row
    row.resolved_at, row.resolved_by = (at, by) if is_settled else (None, None)
    row.save(update_fields=["resolved_at", "resolved_by"])
    record(verb="settle" if is_settled else "reopen", thing=row, by=by, at=at)
    return row


def _store(row: Comment, facts: dict[str, str], by: User, at: datetime) -> Comment:
    facts["body"] = _addressed(row.thing, facts["body"])
    set_facts(row, facts, ("body", "quote"))
    check(row, ("body", "quote"))
    row.save(force_insert=True)
    record(verb="say", thing=row, by=by, at=at, after=facts_of(row, SAID))
    _announce(row, at)
    return row


def _addressed(thing: Thing, body: str) -> str:
    """Return a comment with the numbers of the people it names.

    Raises:
        DomainError: nothing is said, or a name is nobody's who may see the thing, or of several.
    """
    if not body.strip():
        raise _refusal("Say something.")
    names = addressing.names_in(body)
    meant = _meant(thing, names)
    unclear = [name for name in names if len(meant[name]) > 1]
    if unclear:
        raise _refusal(
            f"There are several people called “{shortened(unclear[0])}”: write the "
            "e-mail address of the one you mean."
        )
    unknown = [name for name in names if not meant[name]]
    known = people_to_tell(thing)
    numbers = addressing.people_in(body)
    strangers = numbers - set(known.filter(pk__in=numbers).values_list("pk", flat=True))
    if unknown or strangers:
        who = f"“{shortened(unknown[0])}” is" if unknown else "Somebody it names is"
        raise _refusal(f"{who} nobody who reads here: check the name, or drop the @.")
    return addressing.to_stored(body, lambda name: meant[name][0])


def _meant(thing: Thing, names: Collection[str]) -> dict[str, list[int]]:
    """Return who may be meant by each name or e-mail address, of those who may see the thing."""
    if not names:
        return {}
    called = [name.lower() for name in names]
    people = people_to_tell(thing).alias(called=Lower("name"), address=Lower("email"))
    found = people.filter(Q(called__in=called) | Q(address__in=called))
    rows = list(found.values_list("pk", "name", "email"))
    return {
        asked: [pk for pk, name, email in rows if asked.lower() in {name.lower(), email.lower()}]
        for asked in names
    }


def _passage(thing: Thing, quote: str, by: User) -> str:
    """Return a passage as the story stores it.

    Raises:
        DomainError: the story does not hold it.
    """
    if not quote.strip():
        return ""
    story = Story.objects.filter(objective=thing).first() if isinstance(thing, Objective) else None
    names = names_of_mentions(prose.mentions(story.body), by) if story else {}
    found = passages.quoted(story.body, quote, lambda one: names.get(one.uid, "…")) if story else ""
    if not found:
        raise DomainError("no_passage", FAR_AWAY, fields={"quote": [FAR_AWAY]})
    return found


def _announce(row: Comment, at: datetime, only: Collection[int] | None = None) -> None:
    """Write down who is to hear of a comment: those named, the owners, those who spoke before."""
    named = addressing.people_in(row.body)
    concerned = set(named)
    if only is None:
        concerned |= set(_owners(row.thing))
        if row.answers_id:
            others = Comment.objects.filter(answers=row.answers_id, removed_at__isnull=True)
            concerned |= set(others.values_list("author_id", flat=True))
            concerned.add(row.answers.author_id)  # type: ignore[union-attr]
    else:
        concerned &= set(only)
    concerned.discard(row.author_id)
    reading = people_to_tell(row.thing).filter(pk__in=concerned, talk_mails=True)
    CommentMail.objects.bulk_create(
        (
            CommentMail(comment=row, person_id=pk, named=pk in named, due_at=at)
            for pk in reading.values_list("pk", flat=True)
        ),
        ignore_conflicts=True,
    )


def _owners(thing: Thing) -> Iterable[int]:
    if isinstance(thing, Objective):
        owners = [thing.business_owner_id, thing.technology_owner_id]
    else:
        owners = [thing.owner_id]
    return [owner for owner in owners if owner is not None]


def _refusal(sentence: str) -> DomainError:
    return field_refusal("body", sentence)
