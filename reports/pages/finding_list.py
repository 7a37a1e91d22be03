"""The list of findings: gravest first or grouped by the one thing that clears them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Max, Min, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.text import slugify

from accounts.models import User
from alignment.lib.drawing import Kind
from reports.pages.finding_rows import (
    KINDS,
    THINGS,
    Row,
    Rows,
    condition,
    of_cause,
    of_matter,
    rows_about,
    with_words,
)
from reports.pages.matters import ABOUT, GATHERED, SINGLE, About, Matter, matter_named
from reports.pages.scope import ScopeFilter
from stories.audiences import audience_of
from stories.lines.catalogue import CATALOGUE
from stories.lines.graph import ItemKind
from stories.pages.filters import LONGEST_WORDS, Chip, chips_of
from stories.pages.findings import ShownFinding, shown_findings
from stories.pages.names import Found, Names, named, names_for, stored_found
from stories.pages.paging import PAGE_SIZE, Pager, id_in, without
from stories.pages.parts import Link, Tab
from stories.pages.remedies import page_of
from stories.pages.words import many

MOST_CAUSES = 100
LAST_CAUSE = 1_000_000


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
    grouped = form.asked("by") == "cause" and about == "kpis" and not form.asked("cause")
    rows = with_words(rows_about(about, audience, scope), about, form.asked("q"))
    rows = rows.exclude(cause_kind="") if grouped else rows
    known = of_cause(of_matter(rows, about, matter), form.asked("cause"))
    causes: tuple[ListedCause, ...] = ()
    shown: Sequence[Row] = ()
    if grouped:
        causes, pager = _causes(user, known, asked)
    else:
        shown, pager = _page(known, about, asked)
    return FindingListPage(
        section="alignment",
        about=ABOUT[about],
        form=form,
        chips=_chips(form, asked, matter),
        tabs=_tabs(about, form),
        matters=_matters(rows, about, matter, asked),
        actions=_actions(about, asked, grouped=grouped),
        count=many(known.count(), "finding"),
        causes=causes,
        findings=_listed(user, KINDS[about], shown, matter, _here(asked)),
        pager=pager,
        grouped=grouped,
        narrow=form.is_narrow(),
    )


def shown_rows(
    user: User, rows: Sequence[Row], codes: tuple[str, ...], back: str
) -> tuple[ShownFinding, ...]:
    """Return the gravest finding of each row, or the first of certain codes. Three queries."""
    found = _found(rows, codes)
    names = names_for(user, found)
    return tuple(
        replace(finding, reason=f"{finding.reason}{_and_cost(one, names)}")
        for one in found
        for finding in shown_findings([one], names=names, user=user, back=back)
    )


def _and_cost(found: Found, names: Names) -> str:
    """Return what a measure of which something is found costs, where somebody said."""
    holder = names.of(found.kind, found.id)
    return f" It costs {holder.cost} a year." if holder and holder.cost else ""


def findings_address(about: About, matter: str = "", **carried: str) -> str:
    """Return the address of the findings about something."""
    asked = {"about": about, "matter": matter, **carried}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('reports:finding-list')}?{query}"


def _here(asked: QueryDict) -> str:
    """Return the address of this list as it was asked for."""
    path = reverse("reports:finding-list")
    return f"{path}?{asked.urlencode()}" if asked else path


def _about(text: str) -> About:
    return next((about for about in ABOUT if about == text), "kpis")


def _page(rows: Rows, about: About, asked: QueryDict) -> tuple[list[Row], Pager]:
    """Return one page by keyset over severity and id. One query."""
    thing = f"{THINGS[KINDS[about]]}_id"
    back, place = _place(asked)
    if place is not None:
        side, further = ("gt", "lt") if back else ("lt", "gt")
        grave, number = place
        beside = Q(**{"severity": grave, f"{thing}__{further}": number})
        rows = rows.filter(Q(**{f"severity__{side}": grave}) | beside)
    order = ("severity", f"-{thing}") if back else ("-severity", thing)
    found: list[Row] = list(rows.order_by(*order)[: PAGE_SIZE + 1])
    more, shown = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if back:
        shown.reverse()
    earlier, later = (more, True) if back else (place is not None, more)
    if not shown:
        return shown, Pager(without(asked) if earlier else "", "", "")
    first, last = (f"{row.severity}-{getattr(row, thing)}" for row in (shown[0], shown[-1]))
    return shown, Pager(
        previous=without(asked, before=first) if earlier else "",
        next=without(asked, after=last) if later else "",
        text=f"{len(shown)} on this page" if earlier or later else "",
    )


def _place(asked: QueryDict) -> tuple[bool, tuple[int, int] | None]:
    """Return whether to go back, and the severity and id to go on from."""
    for name in ("after", "before"):
        grave, number = map(id_in, asked.get(name, "").partition("-")[::2])
        if grave is not None and number is not None:
            return name == "before", (grave, number)
    return False, None


def _listed(
    user: User, kind: ItemKind, rows: Sequence[Row], matter: Matter | None, back: str
) -> tuple[ShownFinding, ...]:
    found = _found(rows, matter.codes if matter else ())
    names = names_for(user, found)
    by_id = {_thing_id(row, kind): row for row in rows}
    listed = []
    for one in found:
        for finding in shown_findings([one], names=names, user=user, back=back):
            more = f"{_and_cost(one, names)}{_and_more(by_id[one.id], one)}"
            listed.append(replace(finding, reason=f"{finding.reason}{more}"))
    return tuple(listed)


def _and_more(row: Row, said: Found) -> str:
    """Return what else there is; something graver is why a lighter finding may stand so high."""
    rest = len(row.codes) - 1
    if not rest:
        return ""
    graver = ", a graver one" if row.severity > said.fault.severity else ""
    among = " among them" if graver and rest > 1 else ""
    return f" And {many(rest, 'more finding')} on its page{graver}{among}."


def _found(rows: Sequence[Row], codes: tuple[str, ...]) -> list[Found]:
    """Return what to say of each row: its headline, or the first of what is asked for."""
    found = (_said_of(row, codes) for row in rows)
    return [one for one in found if one is not None]


def _said_of(row: Row, codes: tuple[str, ...]) -> Found | None:
    faults = stored_found(row)
    wanted = [one for one in faults if one.fault.code in codes]
    leading = [one for one in faults if one.fault.code == row.headline]
    if leading and (not codes or row.headline in codes):
        return leading[0]
    return next(iter(wanted or leading or faults), None)


def _thing_id(row: Row, kind: ItemKind) -> int:
    number: int = getattr(row, f"{THINGS[kind]}_id")
    return number


def _causes(user: User, rows: Rows, asked: QueryDict) -> tuple[tuple[ListedCause, ...], Pager]:
    """Return one page of to-dos, those that clear most first. Four queries."""
    grouped = (
        rows.values("cause_kind", "cause_id", "headline")
        .annotate(clears=Count("pk"), worst=Max("severity"), one=Min("kpi__title"))
        .order_by("-worst", "-clears", "cause_kind", "cause_id", "headline")
    )
    start = min(id_in(asked.get("after", "")) or 0, LAST_CAUSE)
    found = list(grouped[start : start + MOST_CAUSES + 1])
    more, found = len(found) > MOST_CAUSES, found[:MOST_CAUSES]
    ids: dict[str, set[int]] = {"objective": set(), "focus": set(), "kpi": set()}
    for row in found:
        ids.get(row["cause_kind"], set()).add(row["cause_id"])
    names = named(user, objectives=ids["objective"], focus_areas=ids["focus"], kpis=ids["kpi"])
    causes = (_cause(row, names, asked) for row in found)
    earlier = max(start - MOST_CAUSES, 0) if found else 0
    pager = Pager(
        previous=without(asked, after=earlier or "") if start else "",
        next=without(asked, after=start + MOST_CAUSES) if more else "",
        text=f"{start + 1:,} to {start + len(found):,}" if (start or more) and found else "",
    )
    return tuple(cause for cause in causes if cause is not None), pager


def _cause(row: dict[str, object], names: Names, asked: QueryDict) -> ListedCause | None:
    kind, number, clears = (
        str(row["cause_kind"]),
        int(str(row["cause_id"])),
        int(str(row["clears"])),
    )
    rule = CATALOGUE[str(row["headline"])]
    rows_href = without(asked, "by", cause=f"{kind}-{number}-{slugify(rule.name)}")
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
            one.slug.replace("-", "_"): Count("pk", filter=condition(about, one))
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


def _actions(about: About, asked: QueryDict, *, grouped: bool) -> tuple[Link, ...]:
    if about != "kpis":
        return ()
    if grouped:
        return (Link("List them one by one", without(asked, "by")),)
    return (Link("Group by what clears them", without(asked, "cause", by="cause")),)
