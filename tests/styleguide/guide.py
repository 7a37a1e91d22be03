"""The style guide: every component in every state, on made-up figures.

It is no page of the product: the tests render it, and `make pictures` takes it.
"""

from copy import deepcopy
from decimal import Decimal
from pathlib import Path

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.template.backends.django import DjangoTemplates

from alignment.lib.drawing import Bar, Glyph, bar
from tests.styleguide.samples import GLYPHS, LONG, SOUND, UNBROKEN, figures, words
from tests.styleguide.writing import writing

Row = dict[str, object]


class SampleForm(forms.Form):
    """One field of each sort."""

    title = forms.CharField(
        max_length=200, help_text="In the business’s own words, as you would say it to the board."
    )
    because = forms.CharField(widget=forms.Textarea, required=False, label="Why it matters")
    target = forms.DecimalField(
        help_text="In seconds.", widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    due = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), label="Due date")
    driver = forms.ChoiceField(
        choices=[("", "Not said yet"), ("cost", "Cost"), ("risk", "Risk")],
        required=False,
        label="Value driver",
    )
    expects = forms.ChoiceField(
        choices=[("yes", "Yes"), ("no", "No"), ("", "Not said yet")],
        widget=forms.RadioSelect,
        label="Does it expect technology?",
    )
    teams = forms.MultipleChoiceField(
        choices=[("1", "Platform"), ("2", "Payments"), ("3", LONG)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    confidential = forms.BooleanField(
        required=False,
        label="Confidential",
        help_text="Only its owners and the people it is shared with will see it.",
    )
    workbook = forms.FileField(
        required=False, label="Workbook", help_text="XLSX, or a zip of CSV files; 20 MB at most."
    )


class SampleFilter(forms.Form):
    """What a list is narrowed by."""

    q = forms.CharField(
        required=False,
        label="Search this list",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Name or reference"}),
    )
    team = forms.ChoiceField(
        choices=[("", "All teams"), ("1", "Platform"), ("2", LONG)], required=False
    )
    owner = forms.ChoiceField(choices=[("", "Everybody"), ("1", "Mira Kovač")], required=False)
    period = forms.ChoiceField(choices=[("", "Any"), ("2027", "Fiscal year 2027")], required=False)
    severity = forms.ChoiceField(choices=[("", "All"), ("red", "Must be mended")], required=False)


def rendered(user) -> str:
    """Return the whole page as a person would see it."""
    request = HttpRequest()
    request.method, request.path, request.user = "GET", "/styleguide/", user
    return (
        _templates()
        .get_template("styleguide.html")
        .render(
            {
                "section": "styleguide",
                "figures": figures(),
                "words": words(),
                "writing": writing(),
                "tables": tables(),
                "forms": {
                    "fresh": SampleForm(),
                    "failed": SampleForm(
                        {"title": "", "target": "soon", "because": LONG, "expects": "maybe"},
                        auto_id="bad_%s",
                    ),
                    "filter": SampleFilter({"team": "1"}, auto_id="f_%s"),
                    "bare": SampleFilter(auto_id="g_%s"),
                },
                "long": LONG,
                "unbroken": UNBROKEN,
            },
            request,
        )
    )


def _templates() -> DjangoTemplates:
    facts = deepcopy(settings.TEMPLATES[0])
    del facts["BACKEND"]
    facts["NAME"] = "styleguide"
    facts["DIRS"] = [*facts["DIRS"], Path(__file__).parent / "templates"]
    return DjangoTemplates(facts)


def tables() -> dict[str, object]:
    """Return what is listed."""
    rows = [
        _row(
            "Keep 15% more customers",
            "Retention 78.0% → 89.7% by 30 June 2027",
            bar("sound", Decimal("0.46"), Decimal("0.41")),
            SOUND,
            "Agreed by both",
        ),
        _row(
            "Enter the Latin American market",
            "Active accounts 0 → 4,000 by 31 December 2028",
            bar("risk", Decimal("0.08"), Decimal("0.17")),
            GLYPHS[6],
            "Waiting for technology",
        ),
        _row(LONG, UNBROKEN, None, GLYPHS[5], "No story"),
    ]
    return {
        "objectives": rows,
        "tree": [
            {
                "depth": 0,
                "title": "Grow by a third in three years",
                "href": "#",
                "note": "Chief Executive",
                "line": SOUND,
                "kind": "sound",
                "tag": "Sound",
            },
            {
                "depth": 1,
                "title": "Keep 15% more customers",
                "href": "#",
                "note": "Head of Customer",
                "line": SOUND,
            },
            {
                "depth": 2,
                "title": LONG,
                "href": "#",
                "note": "",
                "line": GLYPHS[4],
                "kind": "broken",
                "tag": "No line",
            },
            {
                "depth": 1,
                "title": "Enter the Latin American market",
                "href": "#",
                "note": "Chief Commercial Officer",
                "line": GLYPHS[1],
            },
        ],
        "preview": [
            {
                "outcome": "create",
                "place": "KPIs, row 12",
                "title": "Crash-free sessions",
                "text": "A new KPI of Platform.",
            },
            {
                "outcome": "change",
                "place": "KPIs, row 13",
                "title": "Average page load time",
                "text": "Target from 2.00 s to 1.92 s. This puts 1 line in doubt.",
            },
            {
                "outcome": "same",
                "place": "Objectives, row 2",
                "title": "Keep 15% more customers",
                "text": "Nothing changes.",
            },
            {
                "outcome": "problem",
                "place": "KPIs, row 14",
                "title": LONG,
                "text": "“next spring” is not a date: write it like 2027-06-30.",
            },
        ],
        "tabs": [
            {"text": "Needs a decision", "href": "#", "current": True, "count": 12},
            {"text": "All findings", "href": "#", "current": False, "count": 1043},
            {"text": "History", "href": "#", "current": False, "count": None},
        ],
        "crumbs": [
            {"text": "Objectives", "href": "#"},
            {"text": "Grow by a third in three years", "href": "#"},
        ],
        "chips": [
            {"text": "Team: Platform", "href": "#"},
            {"text": "Severity: must be mended", "href": "#"},
        ],
        "actions": [
            {"text": "Edit", "href": "#", "kind": ""},
            {"text": "Agree to the story", "href": "#", "kind": "primary"},
        ],
    }


def _row(title: str, small: str, outcome: Bar | None, line: Glyph, story: str) -> Row:
    return {
        "title": title,
        "small": small,
        "outcome": outcome,
        "line": line,
        "lines": "2 of 3",
        "story": story,
        "owner": "Chief Commercial Officer",
    }
