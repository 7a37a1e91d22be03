"""The map of a pack on sheets that can be read: branches stay together where they fit. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from reports.mapping import GOALS, WORK, Sheet, Thing, height_of
from reports.packs.content import Map

MOST_IN_A_ROW = 16  # KPIs of one focus area, or things without a line, that stay together


@dataclass(slots=True)
class _Part:
    """Things that belong together; where they do not fit on a sheet, its parts do."""

    keys: list[str]
    parts: list["_Part"] = field(default_factory=list)


def sheets_of(drawn: Map, room: int) -> tuple[Sheet, ...]:
    """Return the map on sheets of so much height; a thing may stand on more than one."""
    things = {one.key: one for one in drawn.things}
    found = _packed(_parts(drawn, things), things, room)
    return tuple(
        Sheet(
            tuple(one for one in drawn.things if one.key in keys),
            tuple(tie for tie in drawn.ties if tie.upper in keys and tie.lower in keys),
        )
        for keys in found
    )


def _packed(parts: Iterable[_Part], things: Mapping[str, Thing], room: int) -> list[set[str]]:
    sheets: list[set[str]] = [set()]

    def fits(keys: Iterable[str]) -> bool:
        return height_of(things[key] for key in keys) <= room

    def put(part: _Part) -> None:
        keys = set(part.keys)
        if not fits(sheets[-1] | keys):
            if part.parts and not fits(keys):
                for one in part.parts:
                    put(one)
                return
            if sheets[-1]:
                sheets.append(set())
        sheets[-1] |= keys

    for part in parts:
        put(part)
    return [keys for keys in sheets if keys]


def _parts(drawn: Map, things: Mapping[str, Thing]) -> Iterator[_Part]:
    """Yield the branches with their goals and work in them, then what is tied to no goal."""
    below: dict[str, list[str]] = {}
    for tie in drawn.ties:
        if tie.upper in things and tie.lower in things:
            below.setdefault(tie.upper, []).append(tie.lower)
    goals = [one for one in drawn.things if one.column == GOALS]
    branches: list[list[Thing]] = []
    for one in goals:
        if one.depth == 0 or not branches:
            branches.append([])
        branches[-1].append(one)
    for branch in branches:
        yield _whole([_of_goal(one.key, below, things) for one in branch])
    tied = {key for keys in below.values() for key in keys}
    work = [one.key for one in drawn.things if one.column == WORK and one.key not in tied]
    idle = [_of_work([], key, below) for key in work]
    there = {key for part in idle for key in part.keys} | tied
    alone = [one.key for one in drawn.things if one.column > WORK and one.key not in there]
    yield _whole([*idle, *_rows([], alone)])


def _of_goal(goal: str, below: Mapping[str, list[str]], things: Mapping[str, Thing]) -> _Part:
    lower = below.get(goal, [])
    own = [key for key in lower if things[key].column != WORK]
    parts = [_of_work([goal], key, below) for key in lower if things[key].column == WORK]
    return _whole([*_rows([goal], own), *parts]) if lower else _Part([goal])


def _of_work(goal: list[str], work: str, below: Mapping[str, list[str]]) -> _Part:
    kpis = below.get(work, [])
    return _whole(list(_rows([*goal, work], kpis))) if kpis else _Part([*goal, work])


def _rows(above: list[str], keys: list[str]) -> Iterator[_Part]:
    for start in range(0, len(keys), MOST_IN_A_ROW):
        yield _Part([*above, *keys[start : start + MOST_IN_A_ROW]])


def _whole(parts: list[_Part]) -> _Part:
    return _Part([key for part in parts for key in part.keys], parts)
