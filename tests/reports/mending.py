"""Mends findings as people do: from the row in the list, over the one form it leads to."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from django.urls import resolve
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from alignment.lib.form_pages import FormPage
from kpis.models import Kpi, Measurement
from objectives.models import FocusArea, Objective
from stories.audiences import audience_of
from stories.lines.catalogue import CATALOGUE
from stories.models import FocusVerdict, KpiVerdict, ObjectiveVerdict, Story
from tests import forms
from tests.reports.test_pages_alignment import page_at

SHELVES = (("kpis", KpiVerdict, "kpi"), ("goals", ObjectiveVerdict, "objective"))
SHELVES += (("work", FocusVerdict, "focus_area"),)
MOST_FORMS = 6
BECAUSE = "Whoever waits less stays longer."


class StaysError(Exception):
    """A finding could not be cleared from its row."""


@dataclass(frozen=True)
class Case:
    """A finding as a list shows it: where, of what and which."""

    about: str
    thing: object
    code: str
    leads: bool

    def __str__(self):
        return f"{self.code} {self.thing}"

    @property
    def address(self):
        """Return the list on which this finding is the one that its row shows."""
        matter = "" if self.leads else f"&matter={slugify(CATALOGUE[self.code].name)}"
        return f"/findings/?about={self.about}&q={self.thing.ref}{matter}"


def every_finding(reader):
    """Return all that any list shows to a person who knows of everything."""
    return [
        Case(about, getattr(row, thing), code, leads=code == row.headline)
        for about, verdicts, thing in SHELVES
        for row in verdicts.objects.for_audience(audience_of(reader)).select_related(thing)
        for code in sorted({*row.codes, row.headline} - {""})
    ]


def row_of(case, client):
    """Return the row of a finding as a person sees it; None where it is gone."""
    shown = page_at(client, case.address).findings
    found = [one for one in shown if one.code == case.code and one.title == case.thing.title]
    return found[0] if found else None


def cleared(case, clients):
    """Mend a finding from its own row until it is gone; return how many forms it took.

    `clients` are tried in order; the first is one who sees everything.
    """
    for count in range(MOST_FORMS):
        row = row_of(case, clients[0])
        if row is None:
            return count
        _mend_once(case, clients, row)
    raise StaysError(f"{case} stays, however often it is mended.")


def _mend_once(case, clients, first):
    """Mend a finding over the form of whoever can; `first` is the row that the first one sees."""
    said = set()
    for client in clients:
        row = first if client is clients[0] else row_of(case, client)
        if row is None or not row.action_href:
            said.add(row and row.who)
            continue
        answer = client.get(row.action_href, follow=True)
        if not isinstance((answer.context or {}).get("page"), FormPage):
            said.add(f"{answer.request['PATH_INFO']} is no form")
            continue
        address = answer.request["PATH_INFO"] + _query(answer)
        typed = _typed(case, resolve(answer.request["PATH_INFO"]).url_name, answer)
        saved = client.post(address, forms.read(answer) | typed)
        if saved.status_code != 302 and saved.context["form"].weighed:
            saved = client.post(address, forms.read(saved))  # it asked whether one means it
        if saved.status_code != 302:
            raise StaysError(f"{case}: {address} refuses: {forms.errors(saved)}")
        if saved["Location"] != case.address:
            raise StaysError(f"{case}: {address} does not lead back, but to {saved['Location']}")
        return
    raise StaysError(f"Nobody can mend {case}: {said}")


def _query(answer):
    query = answer.request["QUERY_STRING"]
    return f"?{query}" if query else ""


def _typed(case, name, answer):
    """Return what a sensible person types into a form because of a finding."""
    today = timezone.localdate()
    by_form = {
        "kpi-link-new": {"focus_area": _work("REVIEW"), "because": BECAUSE},
        "kpi-link-edit": {"because": BECAUSE},
        "focus-link-new": {"objective": _goal("KEEP"), "because": BECAUSE},
        "objective-focus-link-new": {"focus_area": _work("REVIEW"), "because": BECAUSE},
        "focus-area-edit": {"rationale": BECAUSE},
        "kpi-new": _measure(today),
        "outcome-add": {"name": "Share of visits that end well"} | _measure(today),
        "exemption-new": {"reason": "It keeps the lights on."},
        "link-judge-kpi": {"word": "valid"},
        "link-judge-focus": {"word": "valid"},
        "measurement-new": {"value": "5", "observed_on": _day(case).isoformat()},
    }
    by_code = {
        "I1": {"focus_area": _work("REVIEW")},
        "G4": {"ends_on": (today + timedelta(days=200)).isoformat()},
        "G7": {"ends_on": (today + timedelta(days=200)).isoformat()},
        "I5": {"title": "Load time as seen in Mexico"},
        "L5": {"status": "active", "starts_on": ""},
        "M1": {"target": "9"},
        "M2": {"target": "60", "target_words": ""},
        "M3": {"baseline": "1", "baseline_on": (today - timedelta(days=300)).isoformat()},
        "M4": {"due_on": (today + timedelta(days=200)).isoformat()},
        "M5": {"owner": User.objects.get(email__startswith="samuel").pk},
        "M6": {"cadence": "month"},
        "M7": {"direction": "up", "unit": "chats"},
        "M11": {"result": "met"},
    }
    if name == "story-edit":
        return {"body": _story(case, answer)}
    return by_form.get(name, {}) | by_code.get(case.code, {})


def _measure(today):
    """Return a whole measure, such as a goal's own measure of success."""
    return {
        "title": "Share of visits that end well",
        "because": BECAUSE,
        "unit": "%",
        "direction": "up",
        "cadence": "month",
        "baseline": "60",
        "baseline_on": (today - timedelta(days=9)).isoformat(),
        "target": "70",
        "due_on": (today + timedelta(days=150)).isoformat(),
    }


def _work(ref):
    return FocusArea.objects.get(ref=ref).pk


def _goal(ref):
    return Objective.objects.get(ref=ref).pk


def _story(case, answer):
    """Return the story with what it should name: the measure, or all that is linked."""
    goal = answer.context.get("objective")
    if goal is None:
        return ""
    told = Story.objects.filter(objective=goal).exists()
    named = [case.thing] if told else _linked(goal)
    names = " and ".join(f"@[{one.ref}]" for one in named)
    return (
        f"{forms.read(answer)['body'][0]}\n\nWith {names} the goal comes nearer, because {BECAUSE}"
    )


def _linked(goal):
    work = FocusArea.objects.filter(focus_links__objective=goal)
    return [*work, *Kpi.objects.filter(kpi_links__focus_area__in=work).distinct()]


def _day(case):
    """Return yesterday; for a hole in the series a day in it."""
    today = timezone.localdate()
    if case.code != "D4":
        return today - timedelta(days=1)
    days = list(
        Measurement.objects.filter(kpi=case.thing, is_current=True)
        .order_by("observed_on")
        .values_list("observed_on", flat=True)
    )
    before = max(pairwise(days), key=lambda pair: pair[1] - pair[0])
    return before[0] + (before[1] - before[0]) / 2
