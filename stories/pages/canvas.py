"""The canvas of a goal: how it shows success, the work behind it, what measures that work."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from accounts.models import User
from alignment.lib.canvas import Canvas, Letter, Node, canvas
from alignment.lib.drawing import Kind
from alignment.lib.shown import Shown
from kpis.models import Kpi
from objectives.models import FocusArea, FocusLink, Objective
from stories.lines.engine import Verdicts
from stories.lines.faults import Fault, Severity
from stories.lines.findings import Line
from stories.models import KpiLink
from stories.pages.deeds import add_kpi, menu_of_kpi, menu_of_work
from stories.pages.figures import STATUSES, progress_of, status_of, way, way_by
from stories.pages.glyphs import CHANGED_CODES, CHANGED_WORDS, kind_of_line, words_of_line
from stories.pages.remedies import address, page_of
from stories.pages.words import many

MOST_WORK = 60
MOST_KPIS = 24
CROWDED = 100  # measures: half a second goes into the menus of three hundred
SILENT = frozenset({"S4", "S5"})
BELOW = frozenset({"S4", "I3"})


@dataclass(frozen=True, slots=True)
class Drawn(Shown):
    """All that is drawn on one goal's canvas.

    `lines` are those that end at the goal, by the ids of the two links they run over; `ties` are
    those of its own measures, by KPI. `smart` are the goal's letters.
    """

    objective: Objective
    outcomes: Sequence[Kpi]
    focus_links: Sequence[FocusLink]
    kpi_links: Sequence[KpiLink]
    lines: dict[tuple[int | None, int | None], Line]
    ties: dict[int, Line]
    verdicts: Verdicts
    smart: tuple[Letter, ...]
    user: User
    may_edit: bool

    @property
    def back(self) -> str:
        """Return where every form of the canvas leads back to."""
        return page_of("objective", self.objective.pk)

    @property
    def is_crowded(self) -> bool:
        """Tell whether there are so many measures that their menus would slow the page down."""
        return len(self.kpi_links) > CROWDED


def drawn_canvas(drawn: Drawn) -> Canvas:
    """Return the canvas with every line drawn."""
    below: dict[int, list[KpiLink]] = {}
    for link in drawn.kpi_links:
        below.setdefault(link.focus_area_id or 0, []).append(link)
    last = len(drawn.focus_links) - 1
    branches = [
        _branch(link, below.get(link.focus_area_id, []), drawn, (at == 0, at == last))
        for at, link in enumerate(drawn.focus_links[:MOST_WORK])
    ]
    left_out = len(drawn.focus_links) - MOST_WORK
    if left_out > 0:
        href = address("stories:focus-area-list", objective=drawn.objective.pk)
        branches.append((_more(many(left_out, "more focus area"), href), ()))
    return canvas(_goal(drawn), branches)


def _goal(drawn: Drawn) -> Node:
    """Return the goal by its own measure of success; by its title where that is none or many."""
    goal = drawn.objective
    kind = _best(kind_of_line(line) for line in drawn.lines.values())
    parts = tuple(_outcome(kpi, drawn) for kpi in drawn.outcomes)
    if len(parts) == 1:
        return replace(parts[0], kind=kind, smart=drawn.smart, place="place-goal")
    add = outcome_new(drawn) if drawn.may_edit else ""
    return Node(
        kind=kind,
        title=goal.title,
        text="" if parts else "Nobody has said yet how success will show.",
        parts=parts,
        smart=drawn.smart,
        action="" if parts else "State the measure of success",
        action_href="" if parts else add,
        place="place-goal",
    )


def outcome_new(drawn: Drawn) -> str:
    """Return where a goal's own measure of success is chosen or stated."""
    return address("stories:outcome-add", drawn.objective.pk, next=drawn.back)


def _outcome(kpi: Kpi, drawn: Drawn) -> Node:
    status_kind, status = STATUSES[status_of(kpi)]
    line = drawn.ties.get(kpi.pk)
    return Node(
        kind=kind_of_line(line) if line else "idle",
        title=kpi.title,
        href=page_of("kpi", kpi.pk),
        text=way_by(kpi),
        bar=progress_of(kpi),
        tag=status,
        tag_kind=status_kind,
        menu=menu_of_kpi(drawn.user, kpi, drawn.back, first=True, last=True),
    )


def _best(kinds: Iterable[Kind]) -> Kind:
    """Return the best of the kinds: a goal stands as its best line does."""
    order: tuple[Kind, ...] = ("sound", "risk", "suspect", "broken", "idle")
    return min(kinds, key=order.index, default="idle")


def _branch(
    link: FocusLink, below: Sequence[KpiLink], drawn: Drawn, ends: tuple[bool, bool]
) -> tuple[Node, tuple[Node, ...]]:
    lines = [drawn.lines.get((one.pk, link.pk)) for one in below]
    last = len(below) - 1
    kpis = [
        _kpi(one, link, line, drawn, (at == 0, at == last))
        for at, (one, line) in enumerate(zip(below[:MOST_KPIS], lines, strict=False))
    ]
    if len(below) > MOST_KPIS:
        href = page_of("focus", link.focus_area_id, "kpis")
        kpis.append(_more(many(len(below) - MOST_KPIS, "more KPI"), href))
    area = _focus(link, [line for line in lines if line], drawn, ends)
    return area, tuple(kpis) or (_bare(link, drawn),)


def _focus(link: FocusLink, lines: Sequence[Line], drawn: Drawn, ends: tuple[bool, bool]) -> Node:
    faults = [*drawn.verdicts.link("focus", link.pk).faults]
    faults += [
        one for line in lines for one in line.faults if one.link != "kpi" and one.code not in BELOW
    ]
    kind = kind_of_faults(faults)
    area = link.focus_area
    if area.status == FocusArea.Status.RETIRED:
        kind = "broken"
    words = {"broken": "This tie is broken", "suspect": CHANGED_WORDS, "risk": "Not agreed yet"}
    return Node(
        kind=kind,
        title=area.title,
        href=page_of("focus", area.pk),
        text=link.because or "Nobody wrote down how this work moves the goal.",
        held=kind != "broken" and not any(one.code in SILENT for one in faults),
        tag="Retired" if area.status == FocusArea.Status.RETIRED else words.get(kind, ""),
        tag_kind=kind,
        menu=menu_of_work(drawn.user, link, drawn.back, first=ends[0], last=ends[1]),
        place=f"place-work-{link.pk}",
    )


def kind_of_faults(faults: Iterable[Fault]) -> Kind:
    """Return how a link with these faults is shown; notes do not count."""
    kinds: list[Kind] = ["sound"]
    for one in faults:
        if one.severity == Severity.RED:
            kinds.append("broken")
        elif one.severity == Severity.AMBER:
            kinds.append("suspect" if one.code in CHANGED_CODES else "risk")
    order: tuple[Kind, ...] = ("sound", "risk", "suspect", "broken")
    return max(kinds, key=order.index)


def _kpi(
    link: KpiLink, above: FocusLink, line: Line | None, drawn: Drawn, ends: tuple[bool, bool]
) -> Node:
    kpi = link.kpi
    kind = kind_of_line(line) if line else "idle"
    tag = words_of_line(line) if line else kpi.get_status_display()
    return Node(
        kind=kind,
        title=kpi.title,
        href=page_of("kpi", kpi.pk),
        text=way(kpi),
        bar=progress_of(kpi),
        held=line is not None
        and line.verdict != "broken"
        and not any(one.code == "S4" for one in line.faults),
        tag="" if kind == "sound" else tag,
        tag_kind=kind,
        menu=None
        if drawn.is_crowded
        else menu_of_kpi(drawn.user, kpi, drawn.back, link=link, first=ends[0], last=ends[1]),
        place=f"place-kpi-{above.pk}-{link.pk}",
    )


def _bare(link: FocusLink, drawn: Drawn) -> Node:
    return Node(
        kind="risk",
        title="No KPI yet",
        text="Nothing shows whether this work moves.",
        held=False,
        open=True,
        action="Add a KPI",
        action_href=add_kpi(drawn.user, link, drawn.back),
        place=f"place-bare-{link.pk}",
    )


def _more(title: str, href: str) -> Node:
    return Node(kind="idle", title=title, href=href, held=False, open=True)
