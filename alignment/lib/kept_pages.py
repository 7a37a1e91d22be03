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
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import chain
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
# Nobody can write what stands for a gap: it is another one in every process. A letter says which.
GAP = secrets.token_hex(16)
GAPS = {name: f"{GAP}{name[0]}" for name in ("bar", "messages", "figures", "token", "uid")}
FRAME, TOPBAR = "_frame.html", "_topbar.html"
UID = re.compile(r' name="uid" value="[0-9a-f-]{36}')
UID_LEFT_OPEN = f' name="uid" value="{GAPS["uid"]}'
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
    found = _found(key, shows or stamps.all, lambda: _made(request, template, make()))
    section, *page = found.split(GAP.encode())
    bar = {"section": section.decode(), "csrf_token": GAPS["token"]}
    bar_key = (TOPBAR, *reader, section, request.GET.get("q"))
    topbar = _found(bar_key, stamps.all, lambda: render_to_string(TOPBAR, bar, request))
    return HttpResponse(_filled(page, topbar.split(GAP.encode()), request))


def kept(key: Hashable, stamp: Stamp, make: Callable[[], str]) -> str:
    """Return a text as it is kept, or make it, and keep it if nothing under way can change it."""
    return _found(key, stamp, make).decode()


def _found(key: Hashable, stamp: Stamp, make: Callable[[], str]) -> bytes:
    """Return the same as it goes out: turning a large page into text and back takes longest."""
    with _lock:
        stamped, found = _kept.get(key, ("", b""))
        if stamped and stamped == stamp.text:
            _kept.move_to_end(key)
            return found
    text = make().encode()
    if stamp.is_settled and not settings.DEBUG:  # who works on a template sees what they wrote
        _keep(key, stamp.text, text)
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
    text = UID.sub(UID_LEFT_OPEN, render_to_string(template, asked, request))
    return f"{context['page'].section}{GAP}s{text}"


def _filled(page: Sequence[bytes], topbar: Sequence[bytes], request: HttpRequest) -> bytes:
    """Return the parts of a page with its gaps filled; each part begins with what goes before."""
    messages, computed = render_to_string(FRAME, {"gap": GAP}, request).encode().split(GAP.encode())
    token = get_token(request).encode()
    start, *rest = topbar
    bar = b"".join([start, *chain.from_iterable((token, part[1:]) for part in rest)])
    fill = {b"s": b"", b"b": bar, b"m": messages, b"f": computed, b"t": token}
    whole: list[bytes] = []
    for part in page:
        gap = part[:1]
        whole += (str(uuid4()).encode() if gap == b"u" else fill[gap], part[1:])
    return b"".join(whole)
