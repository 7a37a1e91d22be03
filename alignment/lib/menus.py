"""Menus of very many: five thousand people are drawn once, not for each page that offers them."""

from collections.abc import Iterable
from typing import Any

from django import forms

from alignment.lib.controls import LONG_MENU


class LongMenu(forms.Select):
    """A menu whose options are drawn as they were drawn the last time, the chosen one marked."""

    template_name = LONG_MENU
    offered: tuple[tuple[str, str], ...] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what it takes to draw it, all options as they are."""
        given = self.build_attrs(self.attrs, attrs)
        chosen = self.format_value(value)
        return {"widget": {"name": name, "attrs": given, "chosen": chosen, "menu": self.offered}}


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
