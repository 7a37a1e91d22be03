"""Tells admins of what was given up: each run once, all of them in one mail."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from accounts.saving import in_one_go
from jobs.declaring import declared
from jobs.models import Run

MOST = 20


@in_one_go
def take_parked(*, at: datetime) -> list[Run]:
    """Take the runs that were given up and of which nobody was told, newest first. Two queries."""
    rows = Run.objects.parked().untold()
    taken = list(rows.select_for_update(skip_locked=True))
    Run.objects.filter(pk__in=[run.pk for run in taken]).update(told_at=at)
    return taken


def give_back_parked(*, runs: list[Run]) -> None:
    """Let runs of which nobody could be told be taken again."""
    Run.objects.filter(pk__in=[run.pk for run in runs]).update(told_at=None)


def parked_mail(runs: list[Run]) -> EmailMultiAlternatives | None:
    """Return the mail to all admins; None where there is none to be told. One query."""
    admins = User.objects.active().filter(role=Role.ADMIN).exclude(email="")
    emails = list(admins.order_by("pk").values_list("email", flat=True))
    if not emails:
        return None
    titles = [declared[run.job].title if run.job in declared else run.job for run in runs]
    context = {
        "rows": [
            {"title": title, "why": run.last_error}
            for title, run in zip(titles[:MOST], runs, strict=False)
        ],
        "more": max(len(runs) - MOST, 0),
        "href": f"{settings.SITE_URL}{reverse('jobs:job-list')}",
    }
    rest = f" and {len(runs) - 1} more" if len(runs) > 1 else ""
    mail = EmailMultiAlternatives(
        subject=f"Given up: {titles[0]}{rest}",
        body=render_to_string("mails/parked.txt", context),
        to=emails,
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("mails/parked.html", context), "text/html")
    return mail
