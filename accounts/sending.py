"""A form does what it asks once, however often it is sent."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.access import PageRequest
from accounts.models import Sending, User
from alignment.lib.errors import DomainError
from alignment.lib.form_pages import Saved, WritingForm

REMEMBERED = timedelta(days=7)
SENT_ALREADY = (
    "This form was saved before, with other words in it. Go to what it made to change that, or "
    "save once more to make another."
)


def once(request: PageRequest, form: WritingForm, save: Callable[[], Saved]) -> Callable[[], Saved]:
    """Return `save` so that the same form, sent twice, saves once and leads to the same place."""

    def saved() -> Saved:
        token = form.cleaned_data.get("uid")
        if token is None:
            return save()
        try:
            return _first(request.user, token, _digest(request), timezone.now(), save)
        except IntegrityError:
            return _again(request, form, token)

    return saved


def _first(
    person: User, token: UUID, digest: str, at: datetime, save: Callable[[], Saved]
) -> Saved:
    with transaction.atomic():
        row = Sending.objects.create(person=person, token=token, digest=digest, sent_at=at)
        done = save()
        row.message, row.href = done.message, done.href
        row.save(update_fields=["message", "href"])
        Sending.objects.filter(sent_at__lt=at - REMEMBERED).delete()
    return done


def _again(request: PageRequest, form: WritingForm, token: UUID) -> Saved:
    """Return what the form did the first time.

    Raises:
        DomainError: something else was typed since.
    """
    earlier = Sending.objects.filter(person=request.user, token=token).first()
    if earlier is None:
        raise DomainError("busy", "This could not be saved just now. Try again.")
    if earlier.digest != _digest(request):
        form.take("uid", str(uuid4()))
        raise DomainError("sent_already", SENT_ALREADY)
    return Saved(earlier.message, earlier.href)


def _digest(request: PageRequest) -> str:
    sent = sorted(
        (name, tuple(values))
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
    )
    return sha256(repr(sent).encode()).hexdigest()
