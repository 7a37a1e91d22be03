"""Lets people ask for digests, stops them, and notes which one of a period is to be sent."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from accounts.models import User
from accounts.saving import in_one_go, locked
from alignment.lib.errors import DomainError
from reports.models import DigestMail, Subscription
from reports.scopes import Scope, words_for

MOST = 20
MORNING = time(7)


@in_one_go
def subscribe(*, person: User, scope: Scope, rhythm: str, at: datetime) -> Subscription:
    """Let somebody have a digest of a scope; one they have already gets the new rhythm.

    Raises:
        DomainError: they have too many.
        Http404: the scope is the branch of a goal that they may not know of.
    """
    locked(person)
    words_for(person, scope)
    mine = Subscription.objects.of(person)
    there = mine.filter(scope=scope.text).first()
    if there is not None:
        there.rhythm = rhythm
        there.save(update_fields=["rhythm"])
        return there
    if mine.count() >= MOST:
        raise DomainError("too_many", f"At most {MOST} digests for one person: stop one first.")
    return Subscription.objects.create(person=person, scope=scope.text, rhythm=rhythm, asked_at=at)


@in_one_go
def stop_subscription(*, subscription: Subscription, at: datetime) -> None:
    """Stop a digest; one that is stopped stays so."""
    Subscription.objects.filter(pk=subscription.pk, stopped_at=None).update(stopped_at=at)


def period_on(rhythm: str, day: date) -> date:
    """Return the first day of the week or month that a day lies in."""
    if rhythm == Subscription.Rhythm.MONTHLY:
        return day.replace(day=1)
    return date.fromordinal(day.toordinal() - day.weekday())


def note_due(at: datetime) -> list[int]:
    """Note the digests whose period began, in their people’s morning; return all still to be sent.

    Three queries, however many there are. A period gets one digest; the first one is that of the
    period after somebody asked for it.
    """
    found = []
    for one in Subscription.objects.wanted():
        here = at.astimezone(ZoneInfo(one.person.time_zone))
        period = period_on(one.rhythm, here.date())
        asked = one.asked_at.astimezone(here.tzinfo).date()
        is_morning = here.date() > period or here.time() >= MORNING
        if period > asked and is_morning:
            found.append(DigestMail(subscription=one, period=period, noted_at=at))
    DigestMail.objects.bulk_create(found, ignore_conflicts=True)
    current = period_on(Subscription.Rhythm.MONTHLY, at.date())
    waiting = DigestMail.objects.unsent().begun_since(current)
    wanted = waiting.filter(subscription__in=Subscription.objects.wanted())
    return list(wanted.order_by("pk").values_list("pk", flat=True))


def take_digest(*, pk: int, at: datetime) -> DigestMail | None:
    """Take a digest for sending; None where another took it, or it is not wanted any more."""
    wanted = Subscription.objects.wanted()
    waiting = DigestMail.objects.unsent().filter(pk=pk, subscription__in=wanted)
    if not waiting.update(sent_at=at):
        return None
    return DigestMail.objects.select_related("subscription__person").get(pk=pk)


def give_back_digest(*, digest: DigestMail) -> None:
    """Let a digest that could not be sent be taken again."""
    DigestMail.objects.filter(pk=digest.pk, sent_at=digest.sent_at).update(sent_at=None)
