"""Controls look as Django's own templates draw them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.utils.html import format_html

from alignment.lib.controls import DRAWN, Controls
from alignment.lib.menus import MenuField

HOSTILE = """"><script>alert('x')</script>&amp;"""
CHOICES = [
    ("", "Not said"),
    ("Kinds", [("a", HOSTILE), (HOSTILE, format_html("<b>{}</b>", "safe"))]),
    (3, "three"),
]
ATTRS = {"class": "field", "data-first": True, "disabled": False, "aria-label": HOSTILE}
TEXTS = (None, "", HOSTILE, 0, "plain")
CASES = [
    (kind(attrs=ATTRS), value)
    for kind in (
        forms.TextInput,
        forms.HiddenInput,
        forms.NumberInput,
        forms.EmailInput,
        forms.URLInput,
        forms.PasswordInput,
        forms.DateInput,
        forms.DateTimeInput,
        forms.TimeInput,
        forms.CheckboxInput,
    )
    for value in TEXTS
] + [(forms.Select(attrs=ATTRS, choices=CHOICES), value) for value in (None, "a", HOSTILE, 3, "")]


@pytest.mark.parametrize(("widget", "value"), CASES)
def test_a_control_is_drawn_as_django_draws_it(widget, value):
    ours = widget.render(HOSTILE, value, renderer=Controls())
    theirs = widget.render(HOSTILE, value, renderer=DjangoTemplates())

    assert widget.template_name in DRAWN
    assert parse_html(ours) == parse_html(theirs)
    assert "<script" not in ours


@pytest.mark.parametrize("value", [None, "", "2", "3", HOSTILE])
def test_a_long_menu_is_drawn_as_django_draws_it_and_takes_what_was_offered(value):
    field, rows = MenuField(required=False), [(1, "Ann"), (2, HOSTILE)]
    field.offer("Anybody", rows)
    theirs = forms.Select(choices=[("", "Anybody"), *rows])

    drawn = field.widget.render(HOSTILE, value, ATTRS, Controls())

    assert parse_html(drawn) == parse_html(theirs.render(HOSTILE, value, ATTRS))
    assert "<script" not in drawn
    assert [field.valid_value(str(pk)) for pk in (1, 2, 3)] == [True, True, False]


def test_what_is_not_plain_is_left_to_django():
    widget = forms.Textarea(attrs=ATTRS)

    ours = widget.render("note", HOSTILE, renderer=Controls())

    assert ours == widget.render("note", HOSTILE, renderer=DjangoTemplates())
