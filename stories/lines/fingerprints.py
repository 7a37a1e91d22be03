"""Seals on content: equal content gives equal fingerprints, and a changed word shows.

A fingerprint is the SHA-256 of canonical JSON with sorted keys. Text is compared as people read it:
composed accents (NFC), runs of white space as one space, none outside. Decimals are compared by
value. What is left out on purpose (status, owner, order, measurements) is no field here.
Ids are the stable uids, never database keys, so that an export keeps its judgements.
"""

import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import orjson

VERSION = 1


class OutcomeContent(NamedTuple):
    """What a goal says of one measure of its success."""

    name: str
    unit: str = ""
    direction: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    target_words: str = ""
    due: date | None = None


class ObjectiveContent(NamedTuple):
    """What agreeing to a line takes the goal to say."""

    uid: UUID | str
    title: str
    statement: str = ""
    outcomes: tuple[OutcomeContent, ...] = ()
    start: date | None = None
    end: date | None = None


class FocusContent(NamedTuple):
    """What agreeing to a line takes the work to be."""

    uid: UUID | str
    title: str
    description: str = ""
    rationale: str = ""


class KpiContent(NamedTuple):
    """What agreeing to a line takes the measure to be.

    The target is whatever the kind aims at: a figure, bounds, a change, or words.
    """

    uid: UUID | str
    title: str
    definition: str = ""
    formula: str = ""
    kind: str = ""
    unit: str = ""
    direction: str = ""
    baseline: Decimal | None = None
    baseline_on: date | None = None
    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    strict: bool = False
    change: Decimal | None = None
    change_by: str = ""
    target_words: str = ""
    due: date | None = None


class LinkContent(NamedTuple):
    """What a link claims; the upper end is `None` while it points at something gone."""

    lower: UUID | str
    upper: UUID | str | None
    because: str = ""


class MentionContent(NamedTuple):
    """Something a story names: its uid, its fingerprint, and those of its links to the goal."""

    uid: UUID | str
    fp: str
    link_fps: tuple[str, ...] = ()


def _encode(fields: object) -> bytes:
    return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)


def objective_fingerprint(content: ObjectiveContent) -> str:
    """Return the seal of a goal with its measures of success, in whatever order they come."""
    return _seal(
        {
            "t": "objective",
            "id": str(content.uid),
            "title": plain(content.title),
            "statement": plain(content.statement),
            "outcomes": sorted((_outcome(one) for one in content.outcomes), key=_encode),
            "start": _day(content.start),
            "end": _day(content.end),
        }
    )


def _outcome(content: OutcomeContent) -> dict[str, str | None]:
    return {
        "name": plain(content.name),
        "unit": plain(content.unit),
        "direction": content.direction,
        "baseline": figure(content.baseline),
        "target": figure(content.target),
        "target_words": plain(content.target_words),
        "due": _day(content.due),
    }


def focus_fingerprint(content: FocusContent) -> str:
    """Return the seal of a focus area."""
    return _seal(
        {
            "t": "focus",
            "id": str(content.uid),
            "title": plain(content.title),
            "description": plain(content.description),
            "rationale": plain(content.rationale),
        }
    )


def kpi_fingerprint(content: KpiContent) -> str:
    """Return the seal of a KPI; its owner, cadence, source, values and status are not in it."""
    return _seal(
        {
            "t": "kpi",
            "id": str(content.uid),
            "title": plain(content.title),
            "definition": plain(content.definition),
            "formula": plain(content.formula),
            "kind": content.kind,
            "unit": plain(content.unit),
            "direction": content.direction,
            "baseline": figure(content.baseline),
            "baseline_on": _day(content.baseline_on),
            "target": figure(content.target),
            "low": figure(content.low),
            "high": figure(content.high),
            "strict": content.strict,
            "change": figure(content.change),
            "change_by": content.change_by,
            "target_words": plain(content.target_words),
            "due": _day(content.due),
        }
    )


def focus_link_fingerprint(content: LinkContent) -> str:
    """Return the seal of a link from a focus area to a goal."""
    return _link("focus_link", content)


def kpi_link_fingerprint(content: LinkContent) -> str:
    """Return the seal of a link from a KPI to a focus area."""
    return _link("kpi_link", content)


def _link(kind: str, content: LinkContent) -> str:
    upper = None if content.upper is None else str(content.upper)
    because = plain(content.because)
    return _seal({"t": kind, "lower": str(content.lower), "upper": upper, "because": because})


def story_fingerprint(objective_fp: str, body: str, mentions: Iterable[MentionContent]) -> str:
    """Return the seal of a story with all that it rests on: the goal and everything it names."""
    named = sorted([str(one.uid), one.fp, sorted(one.link_fps)] for one in mentions)
    return _seal({"t": "story", "objective": objective_fp, "body": plain(body), "named": named})


def plain(text: str) -> str:
    """Return the text as people compare it: NFC, white space collapsed and trimmed."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


@lru_cache(maxsize=10_000)
def figure(value: Decimal | None) -> str | None:
    """Return a decimal by its value alone: 1, 1.0 and 1.00 are one figure, and -0 is 0."""
    if value is None:
        return None
    if not value:
        return "0"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _seal(fields: dict[str, object]) -> str:
    fields["v"] = VERSION
    return sha256(_encode(fields)).hexdigest()
