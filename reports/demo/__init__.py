"""The demo company: a year of a shop that mostly knows why it measures what it measures."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from alignment import embedded
from objectives.models import Objective
from reports.demo.cast import PEOPLE, READY
from reports.demo.diary import Diary, write
from reports.demo.meetings import enter_meetings
from reports.demo.talk import enter_talk


@dataclass(frozen=True, slots=True)
class SignIn:
    """One ready-made way in."""

    role: str
    email: str
    password: str


def sign_ins() -> list[SignIn]:
    """Return one sign-in for each role; the password is this installation's own."""
    emails = {person.key: person.email for person in PEOPLE}
    return [SignIn(role, emails[key], _password()) for role, key in READY]


@transaction.atomic
def load(at: datetime) -> bool:
    """Load the demo company, its year ending today; an installation in use is left alone.

    Returns whether anything was loaded.
    """
    if Objective.objects.exists():
        return False
    chief = PEOPLE[0]
    admin = User.objects.filter(email=chief.email).first() or User.objects.create_superuser(
        chief.email, _password(), name=chief.name, job_title=chief.job_title
    )
    diary = Diary(now=at, admin=admin, password=_password())
    write(diary)
    enter_talk(diary)
    enter_meetings(diary)
    diary.play()
    return True


def _password() -> str:
    """Return the password of the demo's people, made once for each installation."""
    kept = embedded.var() / "demo-password"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(secrets.token_urlsafe(12))
        kept.chmod(0o600)
    return kept.read_text().strip()
