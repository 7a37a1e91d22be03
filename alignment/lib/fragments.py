"""Parts of pages that come again and again, drawn once: template tags that every template knows.

A large page draws hundreds of small shapes and a hundred menus that differ in two numbers and a
name. What they are made of stays in the component's template; it is rendered once and filled in.
"""

import re
from functools import lru_cache

from django.template import Library
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from alignment.lib.canvas import GAPS, Deed, Menu

TITLE, PLACE, TOKEN = "\ue002\ue003\ue004"
FIELDS = {GAPS[0]: "{0}", GAPS[1]: "{1}", TITLE: "{title}", PLACE: "{place}", TOKEN: "{token}"}
DAY = re.compile(r"\b(\d{1,2}) (\w{3,9}) (\d{4})\b")
register = Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return the shape of a verdict or another small picture: `components/icon.html`."""
    return _icon(str(name))


@register.filter
def number(count: int) -> str:
    """Return a number of things as it is written everywhere: 1,000."""
    return f"{count:,}"


@register.filter
def whole_days(words: str) -> str:
    """Return words in which no day is broken in two at the end of a line."""
    return DAY.sub("\\1\u00a0\\2\u00a0\\3", words)


@register.simple_tag
def menu(found: Menu, title: str, place: str, token: str) -> SafeString:
    """Return what can be done with a box: `components/deeds.html`."""
    return format_html(_shape(found.deeds), *found.ids, title=title, place=place, token=token)


@lru_cache(maxsize=64)
def _icon(name: str) -> SafeString:
    return render_to_string("components/icon.html", {"name": name})


@lru_cache(maxsize=512)
def _shape(deeds: tuple[Deed, ...]) -> str:
    """Return a menu with a field for each gap; what is filled in is escaped like any words."""
    asked = {"deeds": deeds, "title": TITLE, "place": PLACE, "csrf_token": TOKEN}
    shape: str = render_to_string("components/deeds.html", asked)
    shape = shape.replace("{", "{{").replace("}", "}}")
    return shape.translate({ord(gap): text for gap, text in FIELDS.items()})
