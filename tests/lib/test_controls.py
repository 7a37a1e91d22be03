"""Controls look as Django's own templates draw them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.utils.html import format_html

from alignment.lib.controls import DRAWN, Controls

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


def test_what_is_not_plain_is_left_to_django():
    widget = forms.Textarea(attrs=ATTRS)

    ours = widget.render("note", HOSTILE, renderer=Controls())

    assert ours == widget.render("note", HOSTILE, renderer=DjangoTemplates())
