"""The digest of a scope as a mail: in words and as simple HTML, whole without any picture."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, dumps, loads
from django.template.loader import render_to_string
from django.urls import reverse

from reports.models import Subscription
from reports.packs.content import Content
from reports.packs.gathering import gather
from reports.scopes import scope_from

SALT = "reports.digests"
MOST_MATTERS, MOST_GOALS = 3, 10
WRONG = {"risk", "broken"}


@dataclass(frozen=True, slots=True)
class MailGoal:
    """A goal that is not where it should be."""

    title: str
    standing: str
    way: str


def digest_mail(subscription: Subscription, today: date) -> EmailMultiAlternatives:
    """Return the digest as its person sees things today.

    Raises:
        Http404: it is about the branch of a goal that they may not know of any more.
    """
    person, scope = subscription.person, scope_from(subscription.scope)
    content = gather(person, scope, today, today=today)
    stop = whole(reverse("reports:digest-end", args=[seal_of(subscription)]))
    query = f"?{urlencode(scope.query())}" if scope.query() else ""
    context = {
        "name": person.name,
        "content": content,
        "sentence": sentence(content),
        "matters": content.matters[:MOST_MATTERS],
        "goals": tuple(_troubled(content))[:MOST_GOALS],
        "page": whole(f"{reverse('reports:alignment')}{query}"),
        "packs": whole(f"{reverse('reports:pack-list')}{query}"),
        "rhythm": subscription.get_rhythm_display().lower(),
        "stop": stop,
    }
    mail = EmailMultiAlternatives(
        subject=_subject(content),
        body=render_to_string("mails/digest.txt", context),
        to=[person.email],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("mails/digest.html", context), "text/html")
    return mail


def sentence(content: Content) -> str:
    """Return the verdict in a sentence."""
    parts = (content.figure, content.headline, content.bad, content.since)
    return " ".join(part for part in parts if part)


def whole(path: str) -> str:
    """Return a path as an address that works from anywhere."""
    return f"{settings.SITE_URL}{path}"


def seal_of(subscription: Subscription) -> str:
    """Return what lets whoever holds it stop this digest, and nothing else."""
    return dumps(subscription.pk, salt=SALT)


def subscription_sealed(seal: str) -> int | None:
    """Return which digest a seal stops; None where nobody made it."""
    try:
        return int(loads(seal, salt=SALT))
    except (BadSignature, TypeError, ValueError):
        return None


def _subject(content: Content) -> str:
    """Return the subject on one line, whatever a scope is called."""
    scope = " ".join(content.scope.split())
    return f"Alignment of {scope[:80]}: {content.figure} traced and agreed"


def _troubled(content: Content) -> list[MailGoal]:
    return [
        MailGoal(goal.title, goal.outcome.standing, goal.outcome.way)
        for goal in content.goals
        if goal.outcome is not None and goal.outcome.kind in WRONG
    ]
