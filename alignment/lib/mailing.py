"""Sends a mail that was taken for sending, or gives it back so that it is tried again."""

from collections.abc import Callable
from smtplib import SMTPException

from django.core.mail import EmailMessage


def send_or_give_back(mail: EmailMessage, give_back: Callable[[], object]) -> None:
    """Send a mail; where it cannot be sent, give it back and say so.

    Raises:
        SMTPException: the server refused it.
        OSError: the server was not reached.
    """
    try:
        mail.send()
    except (SMTPException, OSError):
        give_back()
        raise
