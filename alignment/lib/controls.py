"""Draws the plain controls of forms without templates: a page of a hundred has five hundred parts.

What is drawn is what Django's own templates draw, but for blank lines.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape

Widget = Mapping[str, Any]
PLACE = "django/forms/widgets/{}.html"
LONG_MENU = PLACE.format("long_menu")  # Django has none


class Controls(DjangoTemplates):
    """Django's renderer of forms, quicker where a control is plain."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Return a control, or another part of a form; whoever asks takes it as HTML."""
        draw = DRAWN.get(template_name)
        if draw is None:
            return str(super().render(template_name, context, request))
        return draw(context["widget"])


def drawn_input(widget: Widget) -> str:
    """Return an input of any type, with its value if it has one."""
    value = "" if widget["value"] is None else f' value="{_escaped(widget["value"])}"'
    name = _escaped(widget["name"])
    return f'<input type="{_escaped(widget["type"])}" name="{name}"{value}{_attributes(widget)}>'


def drawn_select(widget: Widget) -> str:
    """Return a menu with its options, in groups where there are any."""
    parts = [f'<select name="{_escaped(widget["name"])}"{_attributes(widget)}>']
    for group, options, _ in widget["optgroups"]:
        inner = "".join(map(_option, options))
        parts.append(f'<optgroup label="{_escaped(group)}">{inner}</optgroup>' if group else inner)
    return "".join((*parts, "</select>"))


def drawn_long_menu(widget: Widget) -> str:
    """Return a menu with one plain option after the other; the same ones are drawn once."""
    options = _options(widget["menu"])
    for chosen in widget["chosen"]:
        plain = _opening(chosen)
        options = options.replace(f"{plain}>", f"{plain} selected>", 1)
    return f'<select name="{_escaped(widget["name"])}"{_attributes(widget)}>{options}</select>'


@lru_cache(maxsize=16)
def _options(menu: tuple[tuple[str, str], ...]) -> str:
    return "".join(f"\n{_opening(value)}>{_escaped(label)}</option>" for value, label in menu)


def _opening(value: str) -> str:
    return f'<option value="{_escaped(value)}"'


def _option(widget: Widget) -> str:
    value, label = _escaped(widget["value"]), _escaped(widget["label"])
    return f'\n<option value="{value}"{_attributes(widget)}>{label}</option>'


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {_escaped(name)}" if value is True else f' {_escaped(name)}="{_escaped(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _escaped(said: object) -> str:
    return conditional_escape(said if isinstance(said, str) else str(said))


INPUTS = ("text", "hidden", "number", "email", "url", "password", "date", "datetime", "time")
DRAWN: dict[str, Callable[[Widget], str]] = {
    PLACE.format("select"): drawn_select,
    LONG_MENU: drawn_long_menu,
    **{PLACE.format(name): drawn_input for name in (*INPUTS, "checkbox")},
}
