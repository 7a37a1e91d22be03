"""What rows said before some changes, found by walking the record of the changes back.

Pure: events in, facts out. Of each fact the oldest word before a change is what stood there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

Facts = Mapping[str, object]

BIRTHS = frozenset({"create", "link", "bring_in", "not_a_blank"})
DEATHS = frozenset({"delete", "unlink"})
# What goes with a thing is written down in the record of its end.
PARTS = {"judgements": "judgement", "exemptions": "exemption"}


@dataclass(frozen=True, slots=True)
class Event:
    """One change as it was written down."""

    kind: str
    object_id: int
    verb: str
    before: Facts = field(default_factory=dict)
    after: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bygone:
    """What a row said before the changes, of what they changed.

    `existed` says whether it was there before them, `is_gone` whether it is not there after them.
    """

    facts: Facts
    existed: bool
    is_gone: bool


def walked_back(events: Iterable[Event]) -> dict[str, dict[int, Bygone]]:
    """Return what was so before these events, oldest first, by kind and id of what they changed."""
    found: dict[str, dict[int, Bygone]] = {}
    for event in each_alone(events):
        of_kind = found.setdefault(event.kind, {})
        known = of_kind.get(event.object_id)
        is_gone = event.verb in DEATHS
        if known is None:
            of_kind[event.object_id] = Bygone(event.before, event.verb not in BIRTHS, is_gone)
        else:
            facts = {**event.before, **known.facts}
            of_kind[event.object_id] = replace(known, facts=facts, is_gone=is_gone)
    return found


def each_alone(events: Iterable[Event]) -> Iterator[Event]:
    """Yield the events one by one: those of steps and of what came or went with a thing as well."""
    for event in events:
        if event.verb == "set_steps":
            yield from _steps_of(event)
        elif event.verb == "exempt":
            yield from _given(event)
        else:
            yield event
            yield from _gone_with(event)


def _steps_of(event: Event) -> Iterator[Event]:
    before, after = _by_id(event.before.get("steps")), _by_id(event.after.get("steps"))
    for number, facts in before.items():
        verb = "edit" if number in after else "delete"
        yield Event("kpistep", number, verb, {**facts, "kpi": event.object_id})
    for number in after.keys() - before.keys():
        yield Event("kpistep", number, "create")


def _given(event: Event) -> Iterator[Event]:
    number = event.after.get("id")
    if isinstance(number, int):
        yield Event("exemption", number, "create")


def _gone_with(event: Event) -> Iterator[Event]:
    if event.verb in DEATHS:
        for part, kind in PARTS.items():
            for number, facts in _by_id(event.before.get(part)).items():
                yield Event(kind, number, "delete", facts)


def _by_id(held: object) -> dict[int, dict[str, object]]:
    return {
        one["id"]: {name: said for name, said in one.items() if name != "id"}
        for one in (held if isinstance(held, list) else [])
        if isinstance(one.get("id"), int)
    }
