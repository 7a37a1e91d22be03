"""Where the story of an objective stands: what is wrong with it, and who still has to agree."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from stories.lines.catalogue import fault
from stories.lines.faults import Fault, Severity
from stories.lines.findings import Telling
from stories.lines.graph import SIDES, JudgementRow, Side, SignatureRow, StoryNode
from stories.lines.indexing import Index
from stories.lines.tracing import Network


@dataclass(frozen=True, slots=True)
class Signed:
    """Which sides agree to the story as it is now, and which to an earlier state of it."""

    now: tuple[Side, ...]
    before: tuple[Side, ...]
    never: tuple[Side, ...]
    by_one_hand: bool

    @property
    def state(self) -> Telling:
        """Return where the story stands; once one side agrees to it, it waits for the other."""
        if len(self.now) == len(SIDES):
            return Telling.AGREED
        if self.now:
            waiting_for_business = "business" not in self.now
            return Telling.WAITING_BUSINESS if waiting_for_business else Telling.WAITING_TECHNOLOGY
        return Telling.CHANGED if self.before else Telling.UNSIGNED


def signed(story: StoryNode) -> Signed:
    """Return who agreed to what."""
    now: dict[Side, SignatureRow] = {}
    before: set[Side] = set()
    for row in sorted(story.signatures, key=lambda row: (row.at, row.id)):
        if row.fp == story.fp:
            now[row.side] = row
        else:
            before.add(row.side)
    hands = [now[side].by_user_id for side in SIDES if side in now]
    return Signed(
        now=tuple(side for side in SIDES if side in now),
        before=tuple(side for side in SIDES if side in before and side not in now),
        never=tuple(side for side in SIDES if side not in before and side not in now),
        by_one_hand=len(hands) == len(SIDES) and hands[0] is not None and hands[0] == hands[1],
    )


def refusals(story: StoryNode, network: Network) -> Iterator[JudgementRow]:
    """Yield the words that refuse, as it reads now, a line that a story names."""
    index = network.index
    for up in index.down_from_goal.get(story.goal_id, ()):
        yield from network.focus_links[up.id].word.refusals
        for link in index.measured_by.get(up.work_id or 0, ()):
            if link.measure_id in story.measures:
                yield from network.kpi_links[link.id].word.refusals


def story_faults(
    story: StoryNode,
    signatures: Signed,
    refusing: Collection[Side],
    unlinked: Collection[int],
    index: Index,
) -> list[Fault]:
    """Return what is wrong with a story; `unlinked` are live KPIs it names without a line.

    A side that refuses what the story says has spoken: nobody waits for its signature.
    """
    found = []
    silent = tuple(side for side in signatures.never if side not in refusing)
    if silent:
        found.append(fault("S2", sides=silent))
    if signatures.before:
        found.append(fault("S3", sides=signatures.before))
    found += _unlinked_faults(story, unlinked, index)
    gone = _gone(story, index)
    if gone:
        found.append(fault("S7", count=gone))
    if story.has_blanks:
        found.append(fault("S8"))
    if signatures.by_one_hand:
        found.append(fault("S9"))
    return found


def _unlinked_faults(story: StoryNode, unlinked: Collection[int], index: Index) -> list[Fault]:
    named = [kpi for kpi in story.measures if kpi in index.measures]
    severity = Severity.AMBER if len(named) == 1 else Severity.YELLOW
    return [fault("S6", severity=severity, kpi_id=kpi) for kpi in sorted(unlinked)]


def _gone(story: StoryNode, index: Index) -> int:
    """Return how many of the things a story names are gone, retired or not yet live."""
    kpis = sum(kpi in index.measures and kpi not in index.assessed for kpi in story.measures)
    work = sum(one in index.work and index.work[one].status == "retired" for one in story.work)
    return story.gone + kpis + work
