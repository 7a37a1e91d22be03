"""The pack as slides that people can edit."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from pptx.slide import Slide

from alignment.lib.drawing import COLOURS
from reports.packs.content import Content, Goal, Measured, Piece
from reports.packs.deck import (
    ACCENT,
    LONGEST,
    NAME,
    PHRASE,
    SENTENCE,
    Box,
    Deck,
    Said,
    Series,
    head,
    parts,
    quiet,
    short,
    spoken,
)
from reports.packs.drawing import QUIET
from reports.packs.figures import trend_words, value_words
from reports.packs.map_slides import put_map
from reports.packs.value_slides import put_cases, put_value

MATTERS_A_SLIDE, GOALS_A_SLIDE, DECISIONS_A_SLIDE = 5, 6, 5
MOST_MATTERS = 10  # nobody decides more in one meeting; all of them are in the PDF
STORY_BESIDE, STORY_ALONE = 700, 1700  # characters of a story that a slide holds


def pptx_of(content: Content) -> bytes:
    """Return the slides: the same bytes for the same content."""
    warned = " · Confidential" if content.confidential else ""
    deck = Deck(f"{short(content.title, NAME)} · {content.when}{warned}", content.day)
    _cover(deck, content)
    if len(content.trend) > 1:
        _trend(deck, content)
    _matters(deck, content)
    _goals(deck, content)
    put_value(deck, content.value)
    put_cases(deck, content.goals)
    for goal in content.goals:
        if goal.story or _is_charted(goal):
            _goal(deck, goal)
    _decisions(deck, content)
    put_map(deck, content.map)
    return deck.content()


def _cover(deck: Deck, content: Content) -> None:
    slide = deck.slide(
        Said(f"{content.figure} ", bold=True),
        Said(content.headline),
        Said(f" {content.bad}" if content.bad else "", COLOURS["broken"]),
        size=40,
        top=1.5,
    )
    kicker = f"Alignment on {content.when} · {short(content.scope, NAME)}"
    deck.text(slide, Box(0.7, 0.5, 11, 0.4), [Said("Throughline", ACCENT, bold=True)], size=16)
    deck.text(slide, Box(0.7, 1.0, 11.9, 0.4), [Said(kicker, QUIET)], size=16)
    present = [one for one in content.counts if one.count]
    if present:
        parts = [
            Series(f"{one.count:,} {one.text}", one.kind, [Decimal(one.count)]) for one in present
        ]
        chart = deck.chart(slide, Box(0.55, 3.7, 12.2, 1.7), ["KPIs"], parts)
        chart.value_axis.visible = chart.category_axis.visible = False
        chart.value_axis.has_major_gridlines = False
        chart.plots[0].gap_width, chart.plots[0].overlap = 20, 100
    below = [[Said(note, bold=True)] for note in content.notes]
    if content.since:
        below.append([Said(content.since, QUIET)])
    if worth := value_words(content.value):
        below.append([Said(short(worth))])
    if below:
        deck.text(slide, Box(0.7, 5.5, 11.9, 1.3), *below, size=16)


def _trend(deck: Deck, content: Content) -> None:
    slide = deck.slide(Said("Is it getting better?", bold=True))
    deck.text(slide, Box(0.7, 1.2, 11.9, 0.8), [Said(trend_words(content), QUIET)], size=14)
    days: list[date | str] = [one.day for one in content.trend]
    lines = [
        Series("Live", "idle", [Decimal(one.live) for one in content.trend], dashed=True),
        Series("Traced, agreed", "sound", [Decimal(one.sound) for one in content.trend]),
        Series("No line", "broken", [Decimal(one.no_line) for one in content.trend]),
    ]
    deck.chart(slide, Box(0.6, 2.0, 12.1, 4.8), days, lines)


def _matters(deck: Deck, content: Content) -> None:
    names = head("What", "Why", "What to do")
    for number, part in enumerate(parts(content.matters[:MOST_MATTERS], MATTERS_A_SLIDE)):
        title = "What stands in the way" + (", continued" if number else "")
        slide = deck.slide(Said(title, bold=True))
        rows = [
            [
                [Said(short(one.title, NAME), bold=True), Said(one.about, COLOURS[one.kind])],
                [Said(short(one.reason, SENTENCE)), *quiet(short(one.weight, SENTENCE))],
                [Said(short(one.action, PHRASE))],
            ]
            for one in part
        ]
        deck.table(slide, Box(0.7, 1.3, 11.93, 0.5 * len(rows)), [names, *rows], (3, 6, 4))


def _goals(deck: Deck, content: Content) -> None:
    names = head("Goal", "Line", "Measure of success", "Story")
    for number, part in enumerate(parts(content.goals, GOALS_A_SLIDE)):
        title = "The goals at a glance" + (", continued" if number else "")
        slide = deck.slide(Said(title, bold=True))
        rows = [
            [
                [Said(short(goal.title, NAME), bold=True), Said(short(goal.owner, NAME), QUIET)],
                [Said(goal.verdict, COLOURS[goal.kind]), Said(goal.lines, QUIET)],
                _outcome(goal),
                [Said(goal.story_state, COLOURS[goal.story_kind])],
            ]
            for goal in part
        ]
        deck.table(slide, Box(0.7, 1.3, 11.93, 0.5 * len(rows)), [names, *rows], (5, 3, 5, 3))


def _outcome(goal: Goal) -> list[Said]:
    one = goal.outcome
    if one is None:
        return [Said("No measure of success yet", QUIET)]
    return [Said(short(one.way, PHRASE)), Said(one.standing, COLOURS[one.kind])]


def _goal(deck: Deck, goal: Goal) -> None:
    charted = _is_charted(goal)
    room = STORY_BESIDE if charted else STORY_ALONE
    for number, part in enumerate(portions(goal.story, room, STORY_ALONE) or [()]):
        more = ", continued" if number else ""
        slide = deck.slide(Said(f"{short(goal.title, NAME)}{more}", bold=True), size=26)
        facts = [short(goal.owner, NAME), goal.period, goal.driver, goal.lines]
        confidential = "Confidential · " if goal.confidential else ""
        line = [
            Said(f"{confidential}{goal.verdict}", COLOURS[goal.kind], bold=True),
            Said(" · " + " · ".join(fact for fact in facts if fact), QUIET),
        ]
        deck.text(slide, Box(0.7, 1.25, 11.9, 0.4), line, size=13)
        told = [spoken(pieces) for pieces in part] or [[Said("No story has been told yet.", QUIET)]]
        if number == 0 and goal.statement:
            told.insert(0, [Said(short(goal.statement, SENTENCE), bold=True)])
        if part:
            signs = "".join(f" · {sign}" for sign in goal.signs)
            told.append([Said(goal.story_state, COLOURS[goal.story_kind]), Said(signs, QUIET)])
        beside = charted and number == 0
        deck.text(slide, Box(0.7, 1.75, 6.0 if beside else 11.9, 5.0), *told, size=14)
        if beside and goal.outcome is not None:
            _chart(deck, slide_of=(slide, Box(6.9, 2.75, 6.0, 3.95)), one=goal.outcome)


def _is_charted(goal: Goal) -> bool:
    return goal.outcome is not None and len(goal.outcome.values) > 1


def _chart(deck: Deck, *, slide_of: tuple[Slide, Box], one: Measured) -> None:
    slide, box = slide_of
    heading = [
        [Said(short(one.title, NAME), bold=True)],
        [Said(f"{short(one.way, PHRASE)} ", QUIET), Said(one.standing, COLOURS[one.kind])],
    ]
    deck.text(slide, Box(box.left, 1.75, box.width, 0.8), *heading, size=13)
    days: list[date | str] = [day for day, _ in one.values]
    lines = [Series("Measured", one.kind, [value for _, value in one.values])]
    if len(one.plan) > 1:
        planned = [plan_at(one, day) for day, _ in one.values]
        lines.append(Series("Plan", "idle", planned, dashed=True))
    if one.target is not None:
        lines.append(Series("Target", "suspect", [one.target] * len(days), dashed=True))
    deck.chart(slide, box, days, lines)


def _decisions(deck: Deck, content: Content) -> None:
    names = head("When", "About", "Decision", "Why, and what became of it")
    for part in parts(content.decisions, DECISIONS_A_SLIDE):
        slide = deck.slide(Said("What was decided", bold=True))
        rows = [
            [
                [Said(f"{one.day:%-d %B %Y}")],
                [Said(short(one.matter, NAME), bold=True)],
                [Said(short(one.what, NAME)), Said(short(one.who, NAME), QUIET)],
                [Said(short(one.why, SENTENCE)), *quiet(short(one.became, SENTENCE))],
            ]
            for one in part
        ]
        deck.table(slide, Box(0.7, 1.3, 11.93, 0.5 * len(rows)), [names, *rows], (2, 4, 4, 5))


def plan_at(one: Measured, day: date) -> Decimal | None:
    """Return what was planned for a day, between the days of the plan; None outside of them."""
    for (start, low), (end, high) in zip(one.plan, one.plan[1:], strict=False):
        if start <= day <= end:
            share = Decimal((day - start).days) / max((end - start).days, 1)
            return (low + (high - low) * share).quantize(Decimal("0.000001"))
    return None


def portions(
    story: Sequence[Sequence[Piece]], first: int, further: int
) -> list[tuple[tuple[Piece, ...], ...]]:
    """Return a story in parts that fit on slides, word for word; none where there is no story."""
    found: list[list[list[Piece]]] = [[]]
    left = first
    for paragraph in story:
        found[-1].append([])
        for piece in _cut(paragraph):
            if left <= 0:
                found.append([[]])
                left = further
            found[-1][-1].append(piece)
            left -= len(piece.text)
    kept = ([tuple(pieces) for pieces in part if pieces] for part in found)
    return [tuple(part) for part in kept if part]


def _cut(paragraph: Sequence[Piece]) -> Iterator[Piece]:
    """Yield a paragraph in pieces that are short enough to be parted between slides."""
    for piece in paragraph:
        text = piece.text
        while len(text) > LONGEST:
            at = text.rfind(" ", 1, LONGEST) + 1 or LONGEST
            yield Piece(text[:at], piece.strength)
            text = text[at:]
        yield Piece(text, piece.strength)
