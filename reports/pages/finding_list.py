"""The list of findings: gravest first or grouped by the one thing that clears them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Max, Min, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from alignment.lib.drawing import Kind
from objectives.models import FocusLink, Objective
from reports.pages.matters import ABOUT, GATHERED, SINGLE, About, Matter, matter_named
from reports.pages.scope import ScopeFilter
from stories.audiences import audience_of
from stories.catalogue import CATALOGUE
from stories.faults import Fault
from stories.graph import ItemKind
from stories.models import (
    FocusVerdict,
    ObjectiveVerdict,
    StoredVerdict,
)
from stories.pages.filters import LONGEST_WORDS, Chip, chips_of
from stories.pages.findings import ShownFinding, shown_findings
from stories.pages.names import Found, Names, named, names_for
from stories.pages.paging import LARGEST_ID, PAGE_SIZE, Pager, without
from stories.pages.parts import Link, Tab
from stories.pages.remedies import page_of
from stories.pages.words import many
from stories.stored_faults import standing_faults
from stories.totals import Scope, kpi_verdicts

Rows = QuerySet[Any]
KINDS: dict[About, ItemKind] = {"kpis": "kpi", "goals": "objective", "work": "focus"}
THINGS: dict[ItemKind, str] = {"kpi": "kpi", "objective": "objective", "focus": "focus_area"}
MOST_CAUSES = 100


@dataclass(frozen=True, slots=True)
class ListedCause:
    """One to-do: what to mend, how many things it clears, and the way to them."""

    title: str
    href: str
    reason: str
    kind: Kind
    clears: str
    rows_href: str


@dataclass(frozen=True, slots=True)
class FindingListPage:
    """One page of findings."""

    section: str
    about: str
    form: "FindingFilter"
    chips: tuple[Chip, ...]
    tabs: tuple[Tab, ...]
    matters: tuple[Tab, ...]
    actions: tuple[Link, ...]
    count: str
    causes: tuple[ListedCause, ...]
    findings: tuple[ShownFinding, ...]
    pager: Pager
    grouped: bool
    narrow: bool


class FindingFilter(ScopeFilter):
    """The scope of the alignment page, and words to look for."""

    q = forms.CharField(
        required=False,
        max_length=LONGEST_WORDS,
        label="Search the findings",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Title or reference"}),
    )
    about = forms.CharField(required=False, widget=forms.HiddenInput)
    matter = forms.CharField(required=False, widget=forms.HiddenInput)
    cause = forms.CharField(required=False, widget=forms.HiddenInput)
    by = forms.CharField(required=False, widget=forms.HiddenInput)


def list_findings(user: User, asked: QueryDict, today: date) -> FindingListPage:
    """Return a page of findings as narrowed. The queries are always as many.

    Raises:
        Http404: it is narrowed to an objective that the reader may not know of.
    """
    form, audience = FindingFilter(asked, user), audience_of(user)
    about = _about(form.asked("about"))
    matter = matter_named(about, form.asked("matter"))
    scope = form.scope(today)
    rows = rows_about(about, audience, scope)
    known = _of_matter(rows, about, matter)
    known = _of_cause(_with_words(known, about, form.asked("q")), form.asked("cause"))
    grouped = form.asked("by") == "cause" and about == "kpis" and not form.asked("cause")
    shown, pager = ((), Pager("", "", "")) if grouped else _page(known, about, asked)
    return FindingListPage(
        section="alignment",
        about=ABOUT[about],
        form=form,
        chips=_chips(form, asked, matter),
        tabs=_tabs(about, form),
        matters=_matters(rows, about, matter, asked),
        actions=_actions(about, asked, grouped=grouped),
        count=_count(known, grouped=grouped),
        causes=_causes(user, known, asked) if grouped else (),
        findings=_listed(user, KINDS[about], shown, matter),
        pager=pager,
        grouped=grouped,
        narrow=form.is_narrow(),
    )


def shown_rows(
    user: User, kind: ItemKind, rows: Sequence[StoredVerdict], codes: tuple[str, ...] = ()
) -> tuple[ShownFinding, ...]:
    """Return the gravest finding of each row, or the first of certain codes. Three queries."""
    found = _found(kind, rows, codes)
    return tuple(shown_findings(found, names=names_for(user, found), user=user))


def findings_address(about: About, matter: str = "", **carried: str) -> str:
    """Return the address of the findings about something."""
    asked = {"about": about, "matter": matter, **carried}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('reports:finding-list')}?{query}"


def _about(text: str) -> About:
    return next((about for about in ABOUT if about == text), "kpis")


def rows_about(about: About, audience: int, scope: Scope) -> Rows:
    """Return the verdicts with something to say, within a scope."""
    rows: Rows
    if about == "kpis":
        rows = kpi_verdicts(audience, scope)
    elif about == "goals":
        rows = _goals(audience, scope)
    else:
        rows = _work(audience, scope)
    return rows.exclude(headline="")


def _goals(audience: int, scope: Scope) -> QuerySet[ObjectiveVerdict]:
    """Return goals; a team narrows only KPIs, for a goal belongs to no team."""
    rows = ObjectiveVerdict.objects.for_audience(audience)
    if scope.objective_id is not None:
        rows = rows.filter(objective__in=Objective.objects.at_or_below(scope.objective_id))
    if scope.owner_id is not None:
        rows = rows.filter(objective__in=Objective.objects.narrowed_to(owner_id=scope.owner_id))
    return rows if scope.severity is None else rows.filter(severity__gte=scope.severity)


def _work(audience: int, scope: Scope) -> QuerySet[FocusVerdict]:
    rows = FocusVerdict.objects.for_audience(audience)
    if scope.objective_id is not None:
        goals = Objective.objects.at_or_below(scope.objective_id)
        serving = FocusLink.objects.filter(objective__in=goals)
        rows = rows.filter(focus_area__in=serving.values("focus_area"))
    if scope.owner_id is not None:
        rows = rows.filter(focus_area__owner=scope.owner_id)
    return rows if scope.severity is None else rows.filter(severity__gte=scope.severity)


def _of_matter(rows: Rows, about: About, matter: Matter | None) -> Rows:
    return rows if matter is None else rows.filter(_condition(about, matter))


def _of_cause(rows: Rows, cause: str) -> Rows:
    kind, _, number = cause.partition("-")
    if not kind or not (number.isascii() and number.isdigit()) or int(number) > LARGEST_ID:
        return rows
    return rows.filter(cause_kind=kind, cause_id=int(number))


def _with_words(rows: Rows, about: About, words: str) -> Rows:
    if not words:
        return rows
    thing = THINGS[KINDS[about]]
    return rows.filter(
        Q(**{f"{thing}__title__icontains": words}) | Q(**{f"{thing}__ref__icontains": words})
    )


def _page(rows: Rows, about: About, asked: QueryDict) -> tuple[list[StoredVerdict], Pager]:
    """Return one page by keyset over severity and id. One query."""
    thing = f"{THINGS[KINDS[about]]}_id"
    place = asked.get("after", "")
    grave, _, number = place.partition("-")
    if grave.isdigit() and number.isdigit() and len(place) < 24:
        later = Q(severity=int(grave), **{f"{thing}__gt": int(number)})
        rows = rows.filter(Q(severity__lt=int(grave)) | later)
    found: list[StoredVerdict] = list(rows.order_by("-severity", thing)[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    more = ""
    if len(found) > PAGE_SIZE:
        last = shown[-1]
        more = without(asked) + f"&after={last.severity}-{getattr(last, thing)}"
        more = more.replace("?&", "?")
    first = without(asked) if place else ""
    return shown, Pager(
        previous=first, next=more, text="" if not (first or more) else f"{len(shown)} on this page"
    )


def _listed(
    user: User, kind: ItemKind, rows: Sequence[StoredVerdict], matter: Matter | None
) -> tuple[ShownFinding, ...]:
    found = _found(kind, rows, matter.codes if matter else ())
    names = names_for(user, found)
    others = {_thing_id(row, kind): len(row.codes) - 1 for row in rows}
    listed = []
    for one in found:
        for finding in shown_findings([one], names=names, user=user):
            rest = others[one.id]
            listed.append(replace(finding, reason=f"{finding.reason}{_and_more(rest)}"))
    return tuple(listed)


def _and_more(rest: int) -> str:
    return f" And {many(rest, 'more finding')} on its page." if rest else ""


def _found(kind: ItemKind, rows: Sequence[StoredVerdict], codes: tuple[str, ...]) -> list[Found]:
    return [
        Found(kind, _thing_id(row, kind), fault)
        for row in rows
        if (fault := _fault_of(row, codes)) is not None
    ]


def _fault_of(row: StoredVerdict, codes: tuple[str, ...]) -> Fault | None:
    faults = standing_faults(row.faults)
    wanted = [fault for fault in faults if fault.code in codes]
    leading = [fault for fault in faults if fault.code == row.headline]
    if leading and (not codes or row.headline in codes):
        return leading[0]
    return next(iter(wanted or leading or faults), None)


def _thing_id(row: StoredVerdict, kind: ItemKind) -> int:
    number: int = getattr(row, f"{THINGS[kind]}_id")
    return number


def _causes(user: User, rows: Rows, asked: QueryDict) -> tuple[ListedCause, ...]:
    """Return the to-dos that clear most, first. Four queries."""
    grouped = (
        rows.exclude(cause_kind="")
        .values("cause_kind", "cause_id", "headline")
        .annotate(clears=Count("pk"), worst=Max("severity"), one=Min("kpi__title"))
        .order_by("-worst", "-clears", "cause_kind", "cause_id")[:MOST_CAUSES]
    )
    found = list(grouped)
    ids: dict[str, set[int]] = {"objective": set(), "focus": set(), "kpi": set()}
    for row in found:
        ids.get(row["cause_kind"], set()).add(row["cause_id"])
    names = named(user, objectives=ids["objective"], focus_areas=ids["focus"], kpis=ids["kpi"])
    return tuple(cause for row in found if (cause := _cause(row, names, asked)) is not None)


def _cause(row: dict[str, object], names: Names, asked: QueryDict) -> ListedCause | None:
    kind, number, clears = (
        str(row["cause_kind"]),
        int(str(row["cause_id"])),
        int(str(row["clears"])),
    )
    rule = CATALOGUE[str(row["headline"])]
    rows_href = without(asked, "by", cause=f"{kind}-{number}")
    title, href = (str(row["one"]) if clears == 1 else rule.name), rows_href
    if kind in THINGS:
        holder = names.of(kind, number)
        if holder is None:
            return None
        title, href = holder.title, page_of(kind, number)
    severities: tuple[Kind, ...] = ("idle", "risk", "risk", "broken")
    return ListedCause(
        title=title,
        href=href,
        reason=f"{rule.name}. {rule.action}.",
        kind=severities[rule.severity],
        clears=f"Mend it here and {many(clears, 'measure')} {'is' if clears == 1 else 'are'} clear",
        rows_href=rows_href,
    )


def _count(rows: Rows, *, grouped: bool) -> str:
    text = many(rows.count(), "finding")
    return f"{text}, the {MOST_CAUSES} causes at most that clear most of them" if grouped else text


def _chips(form: FindingFilter, asked: QueryDict, matter: Matter | None) -> tuple[Chip, ...]:
    texts = {"matter": matter.name if matter else "", "cause": "One cause"}
    hidden = {"about", "by"} | ({"matter"} if matter is None else set())
    return tuple(
        chip
        for chip, name in zip(
            chips_of(form, asked, **texts),
            [name for name in form.fields if form.asked(name)],
            strict=True,
        )
        if name not in hidden
    )


def _tabs(about: About, form: FindingFilter) -> tuple[Tab, ...]:
    return tuple(
        Tab(text, findings_address(key, **form.carried()), current=key == about)
        for key, text in ABOUT.items()
    )


def _matters(rows: Rows, about: About, matter: Matter | None, asked: QueryDict) -> tuple[Tab, ...]:
    """Return the matters with their counts. One query."""
    counts = rows.aggregate(
        **{
            one.slug.replace("-", "_"): Count("pk", filter=_condition(about, one))
            for one in GATHERED[about]
        },
        everything=Count("pk"),
    )
    tabs = [Tab("All", without(asked, "matter", "cause"), matter is None, counts["everything"])]
    tabs += [
        Tab(
            one.name,
            without(asked, "cause", matter=one.slug),
            matter is not None and one.slug == matter.slug,
            counts[one.slug.replace("-", "_")],
        )
        for one in GATHERED[about]
    ]
    if matter and matter.slug in SINGLE:
        tabs.append(Tab(matter.name, without(asked, matter=matter.slug), current=True))
    return tuple(tabs)


def _condition(about: About, matter: Matter) -> Q:
    if about == "kpis" and matter.slug == "no-line":
        return Q(verdict__in=["none", "broken"])
    if about == "kpis" and matter.slug == "in-doubt":
        return Q(verdict="in_doubt")
    return Q(codes__overlap=list(matter.codes))


def _actions(about: About, asked: QueryDict, *, grouped: bool) -> tuple[Link, ...]:
    if about != "kpis":
        return ()
    if grouped:
        return (Link("List them one by one", without(asked, "by")),)
    return (Link("Group by what clears them", without(asked, "cause", by="cause")),)
