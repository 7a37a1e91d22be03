"""The digest of a scope as a mail: in words and as simple HTML, whole without its picture."""

from dataclasses import dataclass
from datetime import date
from email.mime.image import MIMEImage
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, dumps, loads
from django.template.loader import render_to_string
from django.urls import reverse

from alignment.lib.errors import DomainError
from reports.models import Subscription
from reports.packs.content import Content
from reports.packs.figures import trend_svg, trend_words
from reports.packs.gathering import gather
from reports.printing.paper import pictured
from reports.scopes import scope_from

SALT = "reports.digests"
MOST_MATTERS, MOST_GOALS = 3, 10
TREND = "trend@throughline"  # by which the text names its picture
WRONG = {"risk", "broken"}


@dataclass(frozen=True, slots=True)
class MailGoal:
    """A goal that is not where it should be."""

    title: str
    standing: str
    way: str


class Illustrated(EmailMultiAlternatives):
    """A mail whose pictures belong into its text, and are no enclosures."""

    mixed_subtype = "related"


def digest_mail(subscription: Subscription, today: date) -> EmailMultiAlternatives:
    """Return the digest as its person sees things today.

    Raises:
        Http404: it is about the branch of a goal that they may not know of any more.
    """
    person, scope = subscription.person, scope_from(subscription.scope)
    content = gather(person, scope, today, today=today)
    stop = whole(reverse("reports:digest-end", args=[seal_of(subscription)]))
    query = f"?{urlencode(scope.query())}" if scope.query() else ""
    picture = _picture(content)
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
        "trend": trend_words(content),
        "picture": TREND if picture else "",
    }
    mail = Illustrated(
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
    if picture:
        mail.attach(picture)
    return mail


def _picture(content: Content) -> MIMEImage | None:
    """Return the trend as a picture; None where there is none, or it could not be drawn.

    The mail says everything without it, so it never waits for a picture.
    """
    drawn = trend_svg(content)
    if not drawn:
        return None
    try:
        picture = MIMEImage(pictured(drawn), "png")
    except DomainError:
        return None
    picture.add_header("Content-ID", f"<{TREND}>")
    picture.add_header("Content-Disposition", "inline", filename="trend.png")
    return picture


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
