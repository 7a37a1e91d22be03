"""Menus of very many: five thousand people are drawn once, not for each page that offers them."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Choices = tuple[tuple[str, str], ...]


class LongMenu(forms.Select):
    """A menu whose options are drawn as they were drawn the last time, the chosen one marked."""

    offered: Choices = ()

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002  # as every widget is called
    ) -> SafeString:
        """Return the menu as HTML."""
        options = _drawn(self.offered)
        for chosen in self.format_value(value):
            plain = _opening(chosen)
            options = options.replace(f"{plain}>", f"{plain} selected>", 1)
        given = flatatt(self.build_attrs(self.attrs, attrs))
        return mark_safe(f'<select name="{escape(name)}"{given}>{options}</select>')  # noqa: S308  # all in it is escaped


class MenuField(forms.ChoiceField):
    """A choice of one of very many rows."""

    widget = LongMenu

    def offer(self, anything: str, rows: Iterable[tuple[int, str]]) -> None:
        """Offer rows by id and name, and to choose none of them."""
        self._choices = (("", anything), *((str(pk), text) for pk, text in rows))
        self.widget.offered = self._choices

    def valid_value(self, value: object) -> bool:
        """Say whether a row was offered."""
        return any(value == key for key, _ in self._choices)


@lru_cache(maxsize=16)
def _drawn(offered: Choices) -> str:
    return "".join(f"\n{_opening(value)}>{escape(label)}</option>" for value, label in offered)


def _opening(value: str) -> str:
    return f'<option value="{escape(value)}"'
