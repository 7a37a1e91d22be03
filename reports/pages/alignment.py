"""The alignment page: the verdict in one sentence, what is behind it, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import QueryDict

from accounts.models import User
from alignment.lib.drawing import Group, Kind, Segment, segments
from alignment.lib.errors import DomainError
from kpis.access import may_create_kpi
from objectives.access import may_create_objective
from reports.board import Board, BoardFinding, BoardGoal, Headline, Live, board_of
from reports.board_changes import Changes, changes_of
from reports.pages.finding_list import findings_address, shown_rows
from reports.pages.finding_rows import Rows, rows_about
from reports.pages.matters import About, codes_of
from reports.pages.my_scopes import ScopesBar, scopes_bar
from reports.pages.spans import ON, SINCE, AlignmentFilter
from reports.pages.trending import TrendCard, asked_trend, trend_card
from stories.audiences import audience_of
from stories.lines.findings import KpiCounts
from stories.pages.asked import AskedCard, asked_card
from stories.pages.filters import Chip
from stories.pages.findings import ShownFinding
from stories.pages.paging import without
from stories.pages.parts import Link, links
from stories.pages.remedies import address
from stories.pages.words import day as in_words
from stories.totals import UNTRACED, Scope

SHOWN = 5
FIRST = 3
MOST_RANKED = 10
UNMEASURED = "unmeasured"
NO_LINE = "no-line"


@dataclass(frozen=True, slots=True)
class Since:
    """What became of the company since a day, and the KPIs and goals concerned."""

    text: str
    changes: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class FindingCard:
    """The gravest findings of one sort, and the way to all of them; `none` where there are none."""

    findings: tuple[ShownFinding, ...]
    count: int
    none: str
    all_text: str
    all_href: str


@dataclass(frozen=True, slots=True)
class FirstCard:
    """What to mend first, and the way to everything by what clears it."""

    findings: tuple[BoardFinding, ...]
    rest: tuple[BoardFinding, ...]
    all_href: str


@dataclass(frozen=True, slots=True)
class AlignmentPage:
    """Everything on the page, ready to be placed.

    `banner` says that a past day is shown; `nowhere` and `unmeasured` are of today alone.
    """

    section: str
    kicker: str
    form: AlignmentFilter
    asked: AskedCard | None
    chips: tuple[Chip, ...]
    scopes: ScopesBar
    banner: str
    today_href: str
    headline: Headline
    groups: tuple[Group, ...]
    segments: tuple[Segment, ...]
    since: Since | None
    trend: TrendCard | None
    first: FirstCard
    nowhere: FindingCard | None
    unmeasured: FindingCard | None
    goals: tuple[BoardGoal, ...]
    goals_href: str
    empty: bool
    actions: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who reads the page, what they narrowed it to, and where forms lead back to."""

    user: User
    audience: int
    form: AlignmentFilter
    scope: Scope
    back: str

    def rows(self, about: About) -> Rows:
        """Return the verdicts about something with something to say."""
        return rows_about(about, self.audience, self.scope)


def show_alignment(user: User, asked: QueryDict, today: date) -> AlignmentPage:
    """Return the page for a reader and what they asked for. The queries are always as many.

    Raises:
        Http404: it is narrowed to an objective that the reader may not know of.
    """
    form, refusal = AlignmentFilter(asked, user), ""
    back = f"/?{asked.urlencode()}" if asked else "/"
    day = min(form.day(ON) or today, today)
    scope, meant, carried = form.part(), form.scope(today), form.carried()
    read = partial(board_of, user, scope, today=today, live=Live(meant, back))
    try:
        board = read(day)
    except DomainError as error:
        refusal = f"{error.sentence} This is today’s page."
        board = read(today)
    live = board.kept_on is None
    groups = _groups(board.counts, carried if live else None)
    asker = _Asker(user, audience_of(user), form, meant, back)
    return AlignmentPage(
        section="alignment",
        asked=asked_card(user) if live else None,
        kicker=_kicker(board, form, today),
        form=form,
        chips=form.chips(asked),
        scopes=scopes_bar(user, scope),
        banner=refusal or _banner(board),
        today_href=f"/{without(asked, ON)}",
        headline=board.headline,
        groups=groups,
        segments=segments(groups),
        since=_since(user, board, form, today),
        trend=_trend(user, board, form, today, asked),
        first=_first(board, carried),
        nowhere=_nowhere(asker, board.counts) if live else None,
        unmeasured=_unmeasured(asker, any_goals=bool(board.goals)) if live else None,
        goals=board.goals,
        goals_href=address("stories:objective-list", driver=scope.driver, owner=scope.person_id),
        empty=board.counts.live == 0 and not board.goals and not form.is_narrow() and live,
        actions=_actions(user),
    )


def _kicker(board: Board, form: AlignmentFilter, today: date) -> str:
    about = form.words() if board.kept_on is None else board.scope_words
    return f"Alignment on {in_words(board.kept_on or today)} · {about}"


def _banner(board: Board) -> str:
    if board.kept_on is None:
        return ""
    said = f"This is how things stood on {in_words(board.kept_on)}"
    if board.kept_on != board.day:
        said = f"Nothing was kept on {in_words(board.day)}. {said}, the last day kept before it"
    return f"{said}. Nothing can be changed here."


def _groups(counts: KpiCounts, carried: dict[str, str] | None) -> tuple[Group, ...]:
    """Return the groups of the headline; without what lists are narrowed to they lead nowhere."""
    found: list[tuple[Kind, str, int, str]] = [
        ("sound", "traced and agreed", counts.sound, "sound"),
        ("risk", "not agreed yet", counts.waiting, "waiting"),
        ("suspect", "changed since agreed", counts.changed, "changed"),
        ("broken", "no line to a goal", counts.no_line, "no_line"),
    ]
    if counts.exempt:
        found.append(("idle", "deliberately tied to none", counts.exempt, "exempt"))
    return tuple(
        Group(kind, count, text, _listed(verdict, carried)) for kind, text, count, verdict in found
    )


def _listed(verdict: str, carried: dict[str, str] | None) -> str:
    return "" if carried is None else address("stories:kpi-list", verdict=verdict, **carried)


def _since(user: User, board: Board, form: AlignmentFilter, today: date) -> Since | None:
    """Return what became of the scope since a day; None where there is nothing to compare with."""
    if form.is_of_some_kpis():
        return None
    found = changes_of(user, board.scope, board.day, today=today, since=form.day(SINCE))
    if found is None:
        return None
    return Since(
        text=f"{_way(board, found)}: {found.sentence}.",
        changes=tuple(Link(one.title, one.href, one.words) for one in found.listed),
    )


def _way(board: Board, found: Changes) -> str:
    """Return whether more of the company's KPIs are sound than then; of a part only since when."""
    then, now = found.start, board.counts
    if not board.scope.is_company:
        return f"Since {in_words(then.day)}"
    way = "Up" if now.sound > then.sound else "Down" if now.sound < then.sound else "Unchanged"
    return f"{way} from {then.sound:,} of {then.live:,} on {in_words(then.day)}"


def _trend(
    user: User, board: Board, form: AlignmentFilter, today: date, asked: QueryDict
) -> TrendCard | None:
    if form.is_of_some_kpis():
        return None
    now = board.counts if board.kept_on is None else None
    return trend_card(asked_trend(user, form, board.day, today=today, now=now), asked)


def _first(board: Board, carried: dict[str, str]) -> FirstCard:
    return FirstCard(
        findings=board.findings[:FIRST],
        rest=board.findings[FIRST:MOST_RANKED],
        all_href=findings_address("kpis", by="cause", **carried) if board.kept_on is None else "",
    )


def _nowhere(asker: _Asker, counts: KpiCounts) -> FindingCard:
    """Return the KPIs with no line; how many there are is known already. Four queries."""
    rows = asker.rows("kpis").filter(verdict__in=UNTRACED).order_by("-severity", "kpi_id")
    none = "Every KPI has a line to a goal." if counts.live else "No KPI is live here yet."
    return _card(asker, "kpis", NO_LINE, rows, counts.no_line, none)


def _unmeasured(asker: _Asker, *, any_goals: bool) -> FindingCard:
    """Return the goals nobody measures: first those that nobody measures at all. Five queries."""
    rows = asker.rows("goals").filter(codes__overlap=list(codes_of("goals", UNMEASURED)))
    bare = ExpressionWrapper(Q(codes__overlap=["G1", "G2"]), output_field=BooleanField())
    ordered = rows.annotate(bare=bare).order_by("-bare", "-severity", "objective_id")
    every = "Every goal has work, and every piece of work a KPI."
    none = every if any_goals else "No objective is active here yet."
    return _card(asker, "goals", UNMEASURED, ordered, rows.count(), none)


def _card(
    asker: _Asker, about: About, matter: str, rows: Rows, count: int, none: str
) -> FindingCard:
    shown = list(rows[:SHOWN])
    return FindingCard(
        findings=shown_rows(asker.user, shown, codes_of(about, matter), asker.back),
        count=count,
        none=none,
        all_text=f"All {count:,}",
        all_href=findings_address(about, matter, **asker.form.carried()),
    )


def _actions(user: User) -> tuple[Link, ...]:
    offered: Iterable[Link] = (
        Link("New objective", address("objectives:objective-new"), "primary"),
        Link("Import a workbook", address("reports:exchange")),
    )
    kpi = Link("New KPI", address("stories:kpi-new"))
    if may_create_objective(user):
        return links(*offered)
    return links(kpi) if may_create_kpi(user) else ()
