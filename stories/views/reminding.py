"""Stops the reminders of whoever holds the link of a mail, signed in or not."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.access import person_named
from accounts.services import edit_person
from stories.pages.reminder import person_sealed

WAYS = ("GET", "HEAD", "POST")


@login_not_required
@never_cache
def reminders_stop(request: HttpRequest, seal: str) -> HttpResponse:
    """Ask whether reminders are to stop; stop them when it is sent."""
    if request.method not in WAYS:
        return HttpResponseNotAllowed(WAYS)
    person = person_named(person_sealed(seal))
    if person is None:
        raise Http404
    if request.method == "POST":
        facts = {"reminder_mails": False}
        edit_person(person=person, facts=facts, by=person, at=timezone.now())
    stopped = request.method == "POST" or not person.reminder_mails
    return render(request, "stories/reminders_stop.html", {"stopped": stopped})
