"""Pages that are kept ready until something they show is changed.

A view asks `kept_page` instead of `render`, and says under which stamps: see `lib.changes`.

    stamps = stamps_now()
    return kept_page(request, "reports/board.html", stamps, lambda: {"page": show_board(...)})

The context is asked for only where nothing is ready, and so are the doors in it. What is kept is
one reader's: it is found by the person, the whole address, the day and the stamp, never by its age,
so that no reader gets what was made for another. What changes with every answer is left open and
filled in: the topbar with its counts, messages, the date of the figures, the tokens of forms.
`page.section` names the part of the topbar. `kept` is the same for a text that is a part of a page;
what it is found by must then say for whom it was made.

It is kept in the memory of the process that answers: nothing to reach, nothing at rest.
"""

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone

from alignment.lib.changes import Stamp, Stamps

ROOM = 64_000_000  # bytes
# Nobody can write what stands for a gap: it is another one in every process.
GAP = secrets.token_hex(16)
GAPS = {name: f"{GAP}-{name}" for name in ("topbar", "messages", "figures", "token")}
FRAME, TOPBAR = "_frame.html", "_topbar.html"
UID = re.compile(r'(?<= name="uid" value=")[0-9a-f-]{36}')
_kept: OrderedDict[Hashable, tuple[str, bytes]] = OrderedDict()  # stamp and text
_lock = Lock()


def kept_page(
    request: HttpRequest,
    template: str,
    stamps: Stamps,
    make: Callable[[], Mapping[str, Any]],
    shows: Stamp | None = None,
) -> HttpResponse:
    """Return a page as it was made for this reader since the last change, or make it.

    `shows` is the stamp of what the page shows; None is everything.
    """
    reader = request.user.pk, timezone.localdate()
    key = (template, *reader, request.get_full_path())
    text = kept(key, shows or stamps.all, lambda: _made(request, template, make()))
    section, text = text.split(GAP, 1)
    bar = {"section": section, "csrf_token": GAPS["token"]}
    bar_key = (TOPBAR, *reader, section, request.GET.get("q"))
    topbar = kept(bar_key, stamps.all, lambda: render_to_string(TOPBAR, bar, request))
    return HttpResponse(_filled(text, topbar, request))


def kept(key: Hashable, stamp: Stamp, make: Callable[[], str]) -> str:
    """Return a text as it is kept, or make it, and keep it if nothing under way can change it."""
    with _lock:
        stamped, found = _kept.get(key, ("", b""))
        if stamped and stamped == stamp.text:
            _kept.move_to_end(key)
            return found.decode()
    text = make()
    if stamp.is_settled and not settings.DEBUG:  # who works on a template sees what they wrote
        _keep(key, stamp.text, text.encode())
    return text


def forget() -> None:
    """Forget all that is kept by this process."""
    with _lock:
        _kept.clear()


def _keep(key: Hashable, stamped: str, text: bytes) -> None:
    with _lock:
        _kept[key] = (stamped, text)
        _kept.move_to_end(key)
        room = ROOM - sum(len(text) for _, text in _kept.values())
        while room < 0:
            _, (_, gone) = _kept.popitem(last=False)
            room += len(gone)


def _made(request: HttpRequest, template: str, context: Mapping[str, Any]) -> str:
    asked = {**context, "gaps": GAPS, "csrf_token": GAPS["token"]}
    text: str = render_to_string(template, asked, request)
    return f"{context['page'].section}{GAP}{text}"


def _filled(text: str, topbar: str, request: HttpRequest) -> str:
    messages, computed = render_to_string(FRAME, {"gap": GAP}, request).split(GAP)
    text = text.replace(GAPS["topbar"], topbar, 1)
    text = text.replace(GAPS["messages"], messages, 1).replace(GAPS["figures"], computed, 1)
    text = UID.sub(lambda _: str(uuid4()), text)
    return text.replace(GAPS["token"], get_token(request))
