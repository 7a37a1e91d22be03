"""Stops a digest for whoever holds the link of its mail, signed in or not.

Mail programs press “unsubscribe” for their people with a POST that carries no cookie (RFC 8058):
the sealed address itself is what allows it, and it stops this one digest and nothing else.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from reports.access import subscription_numbered
from reports.packs.digest_mail import subscription_sealed
from reports.packs.subscribing import stop_subscription

WAYS = ("GET", "HEAD", "POST")


@csrf_exempt
@login_not_required
@never_cache
def digest_end(request: HttpRequest, seal: str) -> HttpResponse:
    """Ask whether a digest is to stop; stop it when it is sent."""
    if request.method not in WAYS:
        return HttpResponseNotAllowed(WAYS)
    found = subscription_numbered(subscription_sealed(seal))
    if request.method == "POST":
        stop_subscription(subscription=found, at=timezone.now())
    stopped = request.method == "POST" or found.stopped_at is not None
    return render(request, "reports/packs/digest_end.html", {"stopped": stopped})
