"""What the map shows as boxes and lines, ready to be laid out."""

from collections.abc import Iterable, Iterator, Mapping

from alignment.lib.drawing import Kind
from kpis.models import Kpi
from objectives.models import FocusArea
from reports.mapping import GOALS, KPIS, WORK, Sheet, Thing, Tie
from reports.pages.map_asked import LOOSE, MapAsked
from reports.pages.map_shown import Gathered, GoalAt
from reports.standings import (
    ORDER,
    TIE_WORDS,
    Standing,
    goal_standing,
    kpi_standing,
    work_standing,
)
from stories.lines.findings import Line
from stories.pages.canvas import BELOW, SILENT, kind_of_faults
from stories.pages.glyphs import kind_of_line, words_of_line
from stories.pages.remedies import address, page_of
from stories.pages.words import many

NO_GOAL = "loose"


def sheet_of(gathered: Gathered, asked: MapAsked) -> Sheet:
    """Return boxes and lines; each box leads to the address that looks at it."""
    things: dict[str, Thing] = {}
    ties: list[Tie] = []
    for one in _things(gathered, asked):
        things.setdefault(one.key, one)
    ties += _ties(gathered)
    for goal in gathered.shown.goals:
        if not goal.is_open:
            boxes, lines = _closed(goal, gathered, asked)
            things.update({box.key: box for box in boxes})
            ties += lines
    for box, line in _left_out(gathered):
        things[box.key] = box
        ties.append(line)
    for box in _loose(gathered, asked):
        things[box.key] = box
    return Sheet(tuple(things.values()), tuple(ties), free=asked.form.seeks_things())


def work_tie(focus_link_id: int, lines: Iterable[Line], gathered: Gathered) -> Kind:
    """Return how a tie from work to a goal stands, by itself and by the lines over it."""
    faults = list(gathered.verdicts.link("focus", focus_link_id).faults)
    faults += [
        one for line in lines for one in line.faults if one.link != "kpi" and one.code not in BELOW
    ]
    return kind_of_faults(one for one in faults if one.code not in SILENT)


def lines_of(gathered: Gathered) -> tuple[Line, ...]:
    """Return all lines of the KPIs that are shown, best first for each."""
    kpis = sorted(gathered.shown.kpi_ids)
    return tuple(line for pk in kpis for line in gathered.verdicts.lines_of(pk))


def _things(gathered: Gathered, asked: MapAsked) -> Iterator[Thing]:
    shown = gathered.shown
    here = {one.goal.pk for one in shown.goals}
    for one in shown.goals:
        yield _goal(one, here, gathered, asked)
    areas = {link.focus_area_id: link.focus_area for link in shown.focus_links}
    areas.update({area.pk: area for area in shown.loose.shown_work})
    for area in areas.values():
        yield _work(area, gathered, asked)
    for kpi in (
        *(link.kpi for link in shown.kpi_links),
        *shown.outcomes,
        *shown.loose.shown_kpis,
    ):
        yield _kpi(kpi, gathered, asked)


def _goal(one: GoalAt, here: set[int], gathered: Gathered, asked: MapAsked) -> Thing:
    goal, key = one.goal, f"goal-{one.goal.pk}"
    row = gathered.of_goals.get(goal.pk)
    standing = goal_standing(goal, row)
    bare = one.sums.bare - (standing.kind == "broken")
    return Thing(
        key=key,
        column=GOALS,
        title=goal.title,
        kind=standing.kind,
        word=standing.word,
        note=_noted(one, bare) if not one.is_open else "",
        href=asked.looking_at(key),
        depth=one.depth,
        above=f"goal-{goal.parent_id}" if one.depth and goal.parent_id in here else "",
        toggle=_toggle(one, gathered, asked),
        is_open=one.is_open,
    )


def _noted(one: GoalAt, bare: int) -> str:
    if not one.sums.goals:
        return ""
    return f"{many(one.sums.goals, 'goal')} below" + (
        f", {bare:,} without a line" if bare > 0 else ""
    )


def _toggle(one: GoalAt, gathered: Gathered, asked: MapAsked) -> str:
    asked_for = asked.opened & gathered.shown.opened
    if not one.is_open:
        return asked.opening(one.goal.pk, asked_for)
    return asked.opening(one.goal.pk, asked_for) if one.goal.pk in asked.opened else ""


def _work(area: FocusArea, gathered: Gathered, asked: MapAsked) -> Thing:
    row = gathered.of_work.get(area.pk)
    standing = work_standing(area, row)
    return Thing(
        key=f"work-{area.pk}",
        column=WORK,
        title=area.title,
        kind=standing.kind,
        word=standing.word,
        note="No KPI measures it" if row and not row.kpis else "",
        href=asked.looking_at(f"work-{area.pk}"),
    )


def _kpi(kpi: Kpi, gathered: Gathered, asked: MapAsked) -> Thing:
    standing = kpi_standing(kpi, gathered.of_kpis.get(kpi.pk))
    return Thing(
        key=f"kpi-{kpi.pk}",
        column=KPIS,
        title=kpi.title,
        kind=standing.kind,
        word=standing.word,
        note="The goal’s own measure" if kpi.outcome_of_id else "",
        href=asked.looking_at(f"kpi-{kpi.pk}"),
    )


def _ties(gathered: Gathered) -> Iterator[Tie]:
    by_link: dict[tuple[str, int | None], list[Line]] = {}
    own: dict[int, Line] = {}
    for line in lines_of(gathered):
        by_link.setdefault(("focus", line.focus_link_id), []).append(line)
        by_link.setdefault(("kpi", line.kpi_link_id), []).append(line)
        if line.kpi_link_id is None:
            own.setdefault(line.kpi_id, line)
    for link in gathered.shown.focus_links:
        if link.objective_id is None:
            continue
        kind = work_tie(link.pk, by_link.get(("focus", link.pk), ()), gathered)
        if link.focus_area.status == FocusArea.Status.RETIRED:
            kind = "broken"
        upper, lower = f"goal-{link.objective_id}", f"work-{link.focus_area_id}"
        yield Tie(upper, lower, kind, TIE_WORDS[kind], link.because)
    for one in gathered.shown.kpi_links:
        kind, word = _best(by_link.get(("kpi", one.pk), ()), one.kpi)
        yield Tie(f"work-{one.focus_area_id}", f"kpi-{one.kpi_id}", kind, word, one.because)
    for kpi in gathered.shown.outcomes:
        kind, word = _best([own[kpi.pk]] if kpi.pk in own else (), kpi)
        yield Tie(f"goal-{kpi.outcome_of_id}", f"kpi-{kpi.pk}", kind, word)


def _best(lines: Iterable[Line], kpi: Kpi) -> tuple[Kind, str]:
    found = sorted(lines, key=lambda line: ORDER.index(kind_of_line(line)))
    if not found:
        return "idle", kpi.get_status_display()
    return kind_of_line(found[0]), words_of_line(found[0])


def _closed(
    one: GoalAt, gathered: Gathered, asked: MapAsked
) -> tuple[tuple[Thing, ...], tuple[Tie, ...]]:
    """Return a closed branch: what lies below it as two boxes that stand for many."""
    goal, row = one.goal, gathered.of_goals.get(one.goal.pk)
    href = asked.opening(goal.pk, asked.opened & gathered.shown.opened)
    kpis, lines, sound = (row.kpis, row.lines, row.sound_lines) if row else (0, 0, 0)
    standing = goal_standing(goal, row)
    kind: Kind = "sound" if lines and sound == lines else standing.kind
    if kind == "sound" and sound < lines:
        kind = "risk"
    top = f"goal-{goal.pk}"
    work = Thing(
        key=f"{top}-work",
        column=WORK,
        title=many(one.sums.work, "focus area"),
        kind=standing.kind if one.sums.work else _empty(standing),
        word="" if one.sums.work else "No work behind it",
        href=href,
        several=True,
    )
    below = Thing(
        key=f"{top}-kpis",
        column=KPIS,
        title=many(kpis, "KPI"),
        kind=kind if kpis else _empty(standing),
        word=f"{sound:,} of {many(lines, 'line')} sound" if lines and kind != "sound" else "",
        note="" if kpis else "Nothing measures it",
        href=href,
        several=True,
    )
    ties = (
        Tie(top, work.key, work.kind, TIE_WORDS[work.kind]),
        Tie(work.key, below.key, below.kind, below.word or TIE_WORDS[below.kind]),
    )
    return (work, below), ties


def _empty(standing: Standing) -> Kind:
    return "idle" if standing.kind == "idle" else "broken"


def _left_out(gathered: Gathered) -> Iterator[tuple[Thing, Tie]]:
    """Yield what a very wide goal or focus area has more than is shown."""
    for pk, count in gathered.shown.more_work.items():
        href = address("stories:focus-area-list", objective=pk)
        box = Thing(
            f"goal-{pk}-more", WORK, many(count, "more focus area"), href=href, several=True
        )
        yield box, Tie(f"goal-{pk}", box.key)
    for pk, count in gathered.shown.more_kpis.items():
        href = page_of("focus", pk, "kpis")
        box = Thing(f"work-{pk}-more", KPIS, many(count, "more KPI"), href=href, several=True)
        yield box, Tie(f"work-{pk}", box.key)


def _loose(gathered: Gathered, asked: MapAsked) -> Iterator[Thing]:
    """Yield boxes for what leads to no goal, where it is not open."""
    loose = gathered.shown.loose
    href = asked.opening(LOOSE, asked.opened & gathered.shown.opened)
    lists: Mapping[int, tuple[int, int, str, str, str]] = {
        WORK: (loose.work, len(loose.shown_work), "focus area", "serve no goal", "serves no goal"),
        KPIS: (
            loose.kpis,
            len(loose.shown_kpis),
            "KPI",
            "have no line to a goal",
            "has no line to a goal",
        ),
    }
    for column, (count, shown, noun, several, one) in lists.items():
        left = count - shown if loose.is_open else count
        if left <= 0:
            continue
        more = f"{many(left, f'more {noun}' if loose.is_open else noun)}"
        yield Thing(
            key=f"{NO_GOAL}-{column}",
            column=column,
            title=f"{more} {one if left == 1 else several}",
            kind="broken",
            word="Leads nowhere",
            href=_all_loose(column) if loose.is_open else href,
            several=True,
        )


def _all_loose(column: int) -> str:
    if column == WORK:
        return address("stories:focus-area-list", verdict="no_goal")
    return address("stories:kpi-list", verdict="no_line")
