"""What a goal still lacks to be specific, measurable, achievable, relevant and time-bound.

Each letter says how it stands, and what would mend it. Nothing here keeps a goal from being saved;
what is certainly missing keeps it from being agreed to. What only looks odd, and what cannot be
told, never does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from alignment.lib.periods import Cadence, period_of
from objectives.reaching import (
    Move,
    Precedents,
    Reading,
    move_in_words,
    precedents,
    time_in_words,
    value_in_words,
)


class State(StrEnum):
    """How a letter stands."""

    THERE = "there"
    DOUBTFUL = "doubtful"
    MISSING = "missing"
    UNKNOWN = "unknown"


class Mend(StrEnum):
    """What is to be written, wherever that is done."""

    STATEMENT = "statement"
    WHY = "why"
    DRIVER = "value_driver"
    BUSINESS_OWNER = "business_owner"
    TECHNOLOGY_OWNER = "technology_owner"
    STARTS = "starts_on"
    ENDS = "ends_on"
    OUTCOME = "outcome"
    UNIT = "unit"
    BASELINE = "baseline"
    TARGET = "target"
    DUE = "due_on"
    VALUES = "values"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing or odd: in a sentence, with a suggestion.

    `measure` is the number of the success measure that is meant; None where it is the goal.
    """

    mend: Mend
    text: str
    suggestion: str
    certain: bool = False
    measure: int | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: how it stands, why, and what would mend it."""

    letter: str
    name: str
    state: State
    why: str
    lacks: tuple[Lack, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A goal's own measure of success. `target` is where it is to go, however that was written.

    `bounded` says that it is to be held within bounds, `steps` that it completes steps; then it
    needs no baseline. `record` holds what was measured.
    """

    number: int
    title: str
    unit: str = ""
    decimals: int | None = None
    baseline: Decimal | None = None
    baseline_on: date | None = None
    target: Decimal | None = None
    due: date | None = None
    bounded: bool = False
    steps: bool = False
    record: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """What is known of a goal. An owner is a name, "" where there is none or they have left.

    `blanks` are the names of those texts in which a blank was left.
    """

    title: str
    statement: str = ""
    why: str = ""
    driver: str = ""
    business_owner: str = ""
    technology_owner: str = ""
    expects_technology: bool = True
    starts: date | None = None
    ends: date | None = None
    outcomes: tuple[Outcome, ...] = ()
    blanks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Smart:
    """The five letters of a goal."""

    letters: tuple[Letter, ...]

    @property
    def lacking(self) -> tuple[Letter, ...]:
        """Return the letters that are certainly missing."""
        return tuple(one for one in self.letters if one.state == State.MISSING)

    @property
    def obstacle(self) -> str:
        """Return why the goal cannot be agreed to yet, in a sentence; "" where it can."""
        if not self.lacking:
            return ""
        names = _listed([one.name.lower() for one in self.lacking])
        reasons = " ".join(lack.text for one in self.lacking for lack in one.lacks if lack.certain)
        return f"This goal is not yet {names}, so nobody can agree to it. {reasons}"


def smart_of(goal: Goal, today: date) -> Smart:
    """Return how the five letters of a goal stand on a day."""
    return Smart(
        (
            _letter("S", "Specific", "It says what changes, and for whom.", _specific(goal)),
            _letter("M", "Measurable", _measured(goal), _measurable(goal)),
            _achievable(goal, today),
            _letter("R", "Relevant", RELEVANT, _relevant(goal)),
            _letter("T", "Time-bound", "It has a start and an end.", _timely(goal, today)),
        )
    )


RELEVANT = "It says why, what it is worth, and who wants it."


def _letter(letter: str, name: str, holds: str, lacks: Iterator[Lack]) -> Letter:
    found = tuple(lacks)
    if any(one.certain for one in found):
        state = State.MISSING
    else:
        state = State.DOUBTFUL if found else State.THERE
    return Letter(letter, name, state, " ".join(one.text for one in found) or holds, found)


FEWEST_WORDS = 4
PEOPLE = re.compile(
    r"\b(?:customers?|clients?|buyers?|shoppers?|users?|consumers?|visitors?|readers?|subscribers?"
    r"|members?|guests?|patients?|students?|pupils?|citizens?|residents?|canadians|families"
    r"|households?|people|persons?|who|whom|whoever|everyone|everybody|anyone|anybody|we|us|our"
    r"|you|they|them|colleagues?|employees?|staff|teams?|developers?|engineers?|agents?|managers?"
    r"|partners?|suppliers?|merchants?|sellers?|companies|company|businesses|business|accounts?"
    r"|orders?|markets?|countries|country|communities|community|workers?|farmers?|veterans?"
    r"|investors?|shareholders?|applicants?|passengers?|tenants?|owners?)\b",
    re.IGNORECASE,
)
CHANGE = re.compile(
    r"\d|\b(?:more|less|fewer|faster|slower|sooner|later|longer|shorter|higher|lower|better|easier"
    r"|cheaper|twice|half|halve|double|treble|triple|third|quarter|every|each|all|none|no|never"
    r"|always|instead|rather|again|from|first|stop|start|keep|enter|open|close|reach|cut|raise"
    r"|grow|reduce|increase|decrease|win|lose|gain|save|replace|move|become|should|will|can|must"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|hundred|thousand"
    r"|million|percent)\b",
    re.IGNORECASE,
)
HOLLOW = re.compile(
    r"\b(?:world[- ]class|best[- ]in[- ]class|best[- ]of[- ]breed|cutting[- ]edge|state of the art"
    r"|synerg(?:y|ies)|excellence|next[- ]level|game[- ]chang(?:er|ing)|holistic|leverage"
    r"|optimi[sz]e|maximi[sz]e|strategic fit|value[- ]add(?:ed)?|seamless(?:ly)?|frictionless)\b",
    re.IGNORECASE,
)
SAY_IT = (
    "Say in a sentence what will be different, and for whom: “Of a hundred customers, 90 stay.”"
)


def _specific(goal: Goal) -> Iterator[Lack]:
    text = " ".join(goal.statement.split())
    if not text:
        yield Lack(Mend.STATEMENT, "Nobody has said what will be different.", SAY_IT, certain=True)
        return
    if "statement" in goal.blanks or "title" in goal.blanks:
        told = "The goal still has a blank in its words."
        yield Lack(Mend.STATEMENT, told, "Fill it in, or say that it is none.", certain=True)
    if text.casefold().rstrip(".") == " ".join(goal.title.split()).casefold().rstrip("."):
        told = "The statement only repeats the title."
        yield Lack(Mend.STATEMENT, told, SAY_IT)
        return
    yield from _vague(text)


def _vague(text: str) -> Iterator[Lack]:
    if found := HOLLOW.search(text):
        told = f"“{found[0]}” can mean anything."
        better = "Say what a customer or colleague would notice."
        yield Lack(Mend.STATEMENT, told, better)
    if len(text.split()) < FEWEST_WORDS or not CHANGE.search(text):
        told = "It does not say what will be different."
        better = "Name what there will be more of, less of, or what will be possible."
        yield Lack(Mend.STATEMENT, told, better)
    if not PEOPLE.search(text):
        told = "It does not say for whom."
        better = "Name who notices it: customers, colleagues, partners."
        yield Lack(Mend.STATEMENT, told, better)


def _measured(goal: Goal) -> str:
    whole = [one.title for one in goal.outcomes if not any(_gaps(one))]
    return f"Success shows in {_listed([f'“{title}”' for title in whole])}."


def _measurable(goal: Goal) -> Iterator[Lack]:
    """Yield what the measure of success lacks that lacks least; one whole measure is enough."""
    if not goal.outcomes:
        yield Lack(
            Mend.OUTCOME,
            "Nobody has said how success will show.",
            "Name one figure the business watches, where it is today and where it should be.",
            certain=True,
        )
        return
    yield from min((tuple(_gaps(one)) for one in goal.outcomes), key=len)


def _gaps(one: Outcome) -> Iterator[Lack]:
    """Yield what a measure of success lacks."""
    name = f"“{one.title}”"
    if not one.unit.strip() and not one.steps:
        better = "Say what is counted: %, EUR, days, customers."
        yield Lack(Mend.UNIT, f"{name} has no unit.", better, certain=True, measure=one.number)
    if one.baseline is None and not one.bounded and not one.steps:
        better = _from_record(one)
        yield Lack(
            Mend.BASELINE,
            f"{name} has no starting point.",
            better,
            certain=True,
            measure=one.number,
        )
    if one.target is None and not one.bounded and not one.steps:
        better = "Say where it should be when the goal is reached."
        yield Lack(Mend.TARGET, f"{name} has no target.", better, certain=True, measure=one.number)


def _from_record(one: Outcome) -> str:
    if not one.record:
        return "Say where it is today; a first rough figure is better than none."
    first = min(one.record)
    move = Move(first, first.value, first.on, one.unit, one.decimals)
    return f"The first value on record is {value_in_words(move, first.value)}."


def _relevant(goal: Goal) -> Iterator[Lack]:
    if not goal.why.strip():
        better = "Say what is lost without it: “A customer kept costs a fifth of one won.”"
        yield Lack(Mend.WHY, "Nobody has said why it matters.", better, certain=True)
    elif "why" in goal.blanks:
        told = "The reason still has a blank in it."
        yield Lack(Mend.WHY, told, "Fill it in, or say that it is none.", certain=True)
    if not goal.driver:
        better = "Choose revenue, cost, customer value, market, risk or innovation."
        yield Lack(Mend.DRIVER, "Nobody has said what it is worth.", better, certain=True)
    if not goal.business_owner:
        better = "Name who answers for it on the business side."
        yield Lack(Mend.BUSINESS_OWNER, "Nobody owns it for business.", better, certain=True)
    if not goal.technology_owner and goal.expects_technology:
        better = "Name who answers for the work behind it."
        yield Lack(Mend.TECHNOLOGY_OWNER, "Nobody owns it for technology.", better)


def _timely(goal: Goal, today: date) -> Iterator[Lack]:
    if goal.starts is None:
        better = "Say from when on it counts."
        yield Lack(Mend.STARTS, "It has no start.", better, certain=True)
    if goal.ends is None:
        better = "Say by when success should show."
        yield Lack(Mend.ENDS, "It has no end.", better, certain=True)
    elif goal.ends < today:
        told = f"It ended on {_day(goal.ends)}."
        yield Lack(Mend.ENDS, told, "Close it, or say until when it goes on.")


def _achievable(goal: Goal, today: date) -> Letter:
    """Return the gravest word on any whole measure of success; never certain enough to block."""
    said = [_reach(one, goal.ends, today) for one in goal.outcomes if not any(_gaps(one))]
    order = (State.DOUBTFUL, State.THERE, State.UNKNOWN)
    nothing = Letter(
        "A", "Achievable", State.UNKNOWN, "Without a measure and a target, nobody can tell."
    )
    return min(said, key=lambda one: order.index(one.state), default=nothing)


def _reach(one: Outcome, ends: date | None, today: date) -> Letter:
    by = one.due or ends
    known = [reading for reading in one.record if reading.on <= today]
    start = max(known, default=None)
    if start is None and one.baseline is not None:
        start = Reading(one.baseline_on or today, one.baseline)
    if start is None or one.target is None:
        return _told(State.UNKNOWN, f"“{one.title}” cannot be held against its record.")
    if by is None:
        return _told(
            State.UNKNOWN, f"“{one.title}” has no date to get there.", one, Mend.DUE, "Say by when."
        )
    now = Reading(max(start.on, min(today, by)), start.value)
    move = Move(now, one.target, by, one.unit, one.decimals)
    if _is_there(one, start.value):
        figure = value_in_words(move, start.value)
        return _told(State.THERE, f"“{one.title}” is there already: {figure}.")
    if move.days <= 0:
        over = f"The date for “{one.title}” has passed: {_day(by)}."
        later = "Give it a later date, or close the goal."
        return _told(State.DOUBTFUL, over, one, Mend.DUE, later)
    return _against_record(one, move, precedents(move, known))


def _is_there(one: Outcome, value: Decimal) -> bool:
    target, baseline = one.target, one.baseline
    if target is None or baseline is None or target == baseline:
        return value == target
    return value >= target if target > baseline else value <= target


def _against_record(one: Outcome, move: Move, found: Precedents | None) -> Letter:
    asked = f"{move_in_words(move, abs(move.size))} in {time_in_words(move.days)}"
    if found is None:
        text = f"“{one.title}” needs {asked}; its record is too short to say how unusual that is."
        better = "Record what it was before, if anybody knows."
        return _told(State.UNKNOWN, text, one, Mend.VALUES, better)
    span = time_in_words(found.days)
    share = f", that is {move_in_words(move, found.needed)} in every {span}"
    pace = "" if found.days == move.days else share
    if found.as_far:
        often = f"{found.as_far} of {len(found.moves)} stretches of {span} on record went as far"
        return _told(State.THERE, f"“{one.title}” needs {asked}{pace}; {often}.")
    text = f"“{one.title}” needs {asked}{pace}: faster than any {span} on record."
    return _told(State.DOUBTFUL, text, one, Mend.TARGET, _bolder(move, found))


def _bolder(move: Move, found: Precedents) -> str:
    """Return what the record would bear, or that something has to be done in another way."""
    if found.best <= 0:
        return "It has never moved this way on record: say in the story what will be new."
    share = Decimal(move.days) / Decimal(found.days)
    way = found.best * share
    reached = move.start.value + (way if move.size > 0 else -way)
    best = f"the best {time_in_words(found.days)} on record"
    figure = value_in_words(move, reached)
    return f"At the pace of {best} it would be {figure}. Say in the story what will be new."


def _told(
    state: State, why: str, one: Outcome | None = None, mend: Mend | None = None, better: str = ""
) -> Letter:
    lacks = (Lack(mend, why, better, measure=one.number),) if one and mend else ()
    return Letter("A", "Achievable", state, why, lacks)


def _day(day: date) -> str:
    return period_of(day, Cadence.DAY).label


def _listed(names: list[str]) -> str:
    """Return names as people list them: “a, b and c”."""
    *most, last = names or [""]
    return f"{', '.join(most)} and {last}" if most else last
