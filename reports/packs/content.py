"""Everything a pack says, as plain data: the one input of its renderers. Pure.

The same scope, day and audience give the same content, and `digest_of` says so in a line.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from json import dumps

from alignment.lib.drawing import Kind
from reports.mapping import Thing, Tie
from reports.trends import TrendPoint

Point = tuple[date, Decimal]


@dataclass(frozen=True, slots=True)
class Count:
    """How many KPIs stand alike; the counts of a pack add up to all that are live."""

    kind: Kind
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Matter:
    """Something to decide: what is wrong, why it matters most, and what clears it."""

    kind: Kind
    title: str
    about: str
    reason: str
    action: str
    weight: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a story as written, and how much its writer raised it: “em” or “strong”."""

    text: str
    strength: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """A KPI or outcome with its values; `plan` is the way from baseline to target."""

    title: str
    way: str
    kind: Kind
    standing: str
    unit: str = ""
    decimals: int | None = None
    values: tuple[Point, ...] = ()
    plan: tuple[Point, ...] = ()
    target: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a business case, and when it would be so."""

    term: str
    text: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Worth:
    """Money of one currency that rests on goals that stand alike; None where nobody stated any."""

    kind: Kind
    standing: str
    currency: str
    benefit: Decimal | None
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Money:
    """What a goal is to bring or to cost; `counts` says whether it is in what all are worth."""

    amount: Decimal | None
    starts: date | None
    ends: date | None
    counts: bool


@dataclass(frozen=True, slots=True)
class Stake:
    """A goal with money in its business case, and in a sentence how much can be relied on."""

    goal: str
    kind: Kind
    standing: str
    sourcing: str
    currency: str
    benefit: Money
    cost: Money
    lines: int
    sound_lines: int
    certainty: str


@dataclass(frozen=True, slots=True)
class Spent:
    """What measures that stand alike cost a year in one currency, and how many say so."""

    kind: Kind
    standing: str
    currency: str
    yearly: Decimal
    measures: int


@dataclass(frozen=True, slots=True)
class Value:
    """What the business cases are worth together; `stakes` are those worth most of `all_stakes`."""

    worth: tuple[Worth, ...] = ()
    stakes: tuple[Stake, ...] = ()
    all_stakes: int = 0
    spending: str = ""
    spent: tuple[Spent, ...] = ()


NO_VALUE = Value()


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective as the pack tells it; its story word for word, `signs` who agreed to it when."""

    title: str
    kind: Kind
    verdict: str
    owner: str
    period: str
    driver: str
    lines: str
    story_kind: Kind
    story_state: str
    statement: str = ""
    story: tuple[tuple[Piece, ...], ...] = ()
    signs: tuple[str, ...] = ()
    case: tuple[Fact, ...] = ()
    outcome: Measured | None = None
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of a review, and what became of it."""

    day: date
    matter: str
    what: str
    who: str
    why: str = ""
    became: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Goals by the work that serves them: each row a goal, how deep it lies, and its cells."""

    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, int, tuple[str, ...]], ...] = ()
    more: str = ""


NO_MATRIX = Matrix()


@dataclass(frozen=True, slots=True)
class Map:
    """Goals, the work that serves them, the KPIs that measure it, and what ties them."""

    things: tuple[Thing, ...] = ()
    ties: tuple[Tie, ...] = ()
    note: str = ""
    matrix: Matrix = NO_MATRIX


NO_MAP = Map()


@dataclass(frozen=True, slots=True)
class Content:
    """A whole pack.

    `goals` are told in full; `all_goals` says how many there are. `confidential` says whether any
    of it must not be passed on to everybody.
    """

    scope: str
    day: date
    figure: str
    headline: str
    bad: str = ""
    since: str = ""
    counts: tuple[Count, ...] = ()
    trend: tuple[TrendPoint, ...] = ()
    matters: tuple[Matter, ...] = ()
    all_matters: int = 0
    goals: tuple[Goal, ...] = ()
    all_goals: int = 0
    value: Value = NO_VALUE
    map: Map = NO_MAP
    decisions: tuple[Decided, ...] = ()
    confidential: bool = False
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Return what the pack is called."""
        return f"Alignment, {self.scope}"

    @property
    def when(self) -> str:
        """Return the day as people write it."""
        return f"{self.day:%-d %B %Y}"


def plain(content: Content) -> dict[str, object]:
    """Return a pack as values that JSON knows: days as ISO, numbers exactly as text."""
    found: dict[str, object] = asdict(content, dict_factory=_plain_facts)
    return found


def digest_of(content: Content) -> str:
    """Return what tells this content from any other."""
    written = dumps(plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def _plain_facts(facts: Iterable[tuple[str, object]]) -> dict[str, object]:
    return {name: _plain(value) for name, value in facts}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value
