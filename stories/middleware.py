"""Brings verdicts up to date before the answer to a change goes out."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from stories.verdicts import settle

logger = logging.getLogger(__name__)

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
REFUSED = 400


class SettleVerdicts:
    """Settles after each successful change; whatever goes wrong here, the change stays saved.

    What is not settled here stays in the log of touches, for the job that runs each minute.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request, then settle if it may have changed something."""
        response = self.get_response(request)
        if request.method not in SAFE and response.status_code < REFUSED:
            self._settle()
        return response

    def _settle(self) -> None:
        now = timezone.now()
        try:
            settle(today=timezone.localdate(now), at=now, inline=True)
        except Exception:
            logger.exception("Verdicts are left for the job.")
