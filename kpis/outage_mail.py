"""The mail that tells the owner of a KPI that its source cannot be read any more."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from alignment.lib.errors import shortened
from kpis.models import Connector


def outage_mail(row: Connector, owner: User) -> EmailMultiAlternatives:
    """Return the mail on a source that fails."""
    title = " ".join(row.kpi.title.split())
    context = {
        "name": owner.name,
        "title": title,
        "since": _moment(row),
        "problem": row.problem,
        "href": f"{settings.SITE_URL}{reverse('kpis:source-edit', args=[row.kpi_id])}",
    }
    mail = EmailMultiAlternatives(
        subject=f"No new values: {shortened(title, 100)}",
        body=render_to_string("mails/outage.txt", context),
        to=[owner.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("mails/outage.html", context), "text/html")
    return mail


def _moment(row: Connector) -> str:
    return f"{timezone.localtime(row.failing_since):%-d %B %Y, %H:%M}"
