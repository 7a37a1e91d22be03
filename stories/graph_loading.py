"""Loads the graph that the line engine reads: plain rows in, plain nodes out.

The same number of queries for one thing and for all. Content is sealed only where a judgement or a
signature speaks of it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from stories.asking import Row
from stories.graph_rows import GraphRows, fetch_rows
from stories.lines.fingerprints import (
    LinkContent,
    MentionContent,
    focus_link_fingerprint,
    kpi_link_fingerprint,
    story_fingerprint,
)
from stories.lines.graph import (
    ExemptionRow,
    FocusLinkEdge,
    GoalNode,
    Graph,
    JudgementRow,
    KpiLinkEdge,
    MeasureNode,
    SignatureRow,
    StoryNode,
    WorkNode,
)
from stories.prose import has_blanks, unresolved
from stories.reach import Reach, Things
from stories.seal_loading import Sealed, seal_focus_areas, seal_kpis, seal_objectives

# How many columns of a row are fields of its node; what else its seal holds comes behind them.
GOAL, WORK, MEASURE = (len(node._fields) - 1 for node in (GoalNode, WorkNode, MeasureNode))


def load_graph(reach: Reach | None, hidden: frozenset[int], today: date) -> Graph:
    """Return the graph around what is reached, or (None) all of it, as of a day. 12 queries.

    `hidden` are confidential objectives to leave out with all that would betray them.
    """
    found = fetch_rows(None if reach is None else reach.context, today)
    return without(graph_of(found), hidden)


def graph_of(found: GraphRows) -> Graph:
    """Return the graph that these rows make."""
    said = _Said.of(found)
    links = _Links.of(found)
    seals = _Seals.of(found, said, links)
    return Graph(
        goals=[GoalNode._make((*row[:GOAL], seals.goals.fp(row[0]))) for row in found.goals],
        work=[WorkNode._make((*row[:WORK], seals.work.fp(row[0]))) for row in found.work],
        measures=[
            MeasureNode._make((*row[:MEASURE], seals.measures.fp(row[0]))) for row in found.measures
        ],
        focus_links=[
            FocusLinkEdge._make((*row, seals.focus_link(row) if row.id in said.of_focus else ""))
            for row in links.focus
        ],
        kpi_links=[
            KpiLinkEdge._make((*row, seals.kpi_link(row) if row.id in said.of_kpis else ""))
            for row in links.kpi
        ],
        judgements=said.judgements,
        stories=list(_stories(said, links, seals, found.not_blanks)),
        exemptions=[ExemptionRow(*row) for row in found.exemptions],
        not_blanks=found.not_blanks,
    )


def without(graph: Graph, hidden: frozenset[int]) -> Graph:
    """Return the graph as if some objectives and their own measures had never been.

    The engine takes links to what the graph does not hold as not there.
    """
    if not hidden:
        return graph
    return replace(
        graph,
        goals=[goal for goal in graph.goals if goal.id not in hidden],
        measures=[kpi for kpi in graph.measures if kpi.outcome_of not in hidden],
        stories=[story for story in graph.stories if story.goal_id not in hidden],
    )


def only(graph: Graph, things: Things) -> Graph:
    """Return the part of a graph that holds these things, with the links among them."""
    focus_links = [
        link
        for link in graph.focus_links
        if link.work_id in things.focus_areas
        and (link.goal_id is None or link.goal_id in things.objectives)
    ]
    kpi_links = [
        link
        for link in graph.kpi_links
        if link.measure_id in things.kpis
        and (link.work_id is None or link.work_id in things.focus_areas)
    ]
    judged = {
        "focus": {link.id for link in focus_links},
        "kpi": {link.id for link in kpi_links},
    }
    return replace(
        graph,
        goals=[goal for goal in graph.goals if goal.id in things.objectives],
        work=[work for work in graph.work if work.id in things.focus_areas],
        measures=[kpi for kpi in graph.measures if kpi.id in things.kpis],
        focus_links=focus_links,
        kpi_links=kpi_links,
        judgements=[row for row in graph.judgements if row.link_id in judged[row.link_kind]],
        stories=[story for story in graph.stories if story.goal_id in things.objectives],
    )


class _Link(NamedTuple):
    """A link with both its ends; `missing` is what an upper end that is gone was called."""

    id: int
    lower: int
    upper: int | None
    because: str
    missing: str


@dataclass(frozen=True, slots=True)
class _Links:
    """The links from focus areas to goals and from KPIs to focus areas."""

    focus: Sequence[_Link]
    kpi: Sequence[_Link]

    @classmethod
    def of(cls, found: GraphRows) -> "_Links":
        return cls([*map(_Link._make, found.focus_links)], [*map(_Link._make, found.kpi_links)])


@dataclass(frozen=True, slots=True)
class _Said:
    """What people said of links and stories; `of_focus` and `of_kpis` are the links judged."""

    judgements: Sequence[JudgementRow]
    of_focus: frozenset[int]
    of_kpis: frozenset[int]
    stories: Sequence[Row]
    mentions: dict[int, list[Row]]
    signatures: dict[int, list[SignatureRow]]

    @classmethod
    def of(cls, found: GraphRows) -> "_Said":
        judgements = [*map(JudgementRow._make, found.judgements)]
        mentions: defaultdict[int, list[Row]] = defaultdict(list)
        for row in found.mentions:
            mentions[row[0]].append(row[1:])
        signatures: defaultdict[int, list[SignatureRow]] = defaultdict(list)
        for story, *signature in found.agreements:
            signatures[story].append(SignatureRow(*signature))
        return cls(
            judgements=judgements,
            of_focus=frozenset(row.link_id for row in judgements if row.link_kind == "focus"),
            of_kpis=frozenset(row.link_id for row in judgements if row.link_kind == "kpi"),
            stories=found.stories,
            mentions=mentions,
            signatures=signatures,
        )

    def signed_goals(self) -> set[int]:
        """Return the objectives whose story somebody signed."""
        return {goal for story, goal, _ in self.stories if story in self.signatures}

    def named_where_signed(self) -> tuple[set[int], set[int]]:
        """Return the KPIs and focus areas that signed stories name."""
        named = [row for story in self.signatures for row in self.mentions.get(story, ())]
        return {kpi for _, kpi, _ in named if kpi}, {work for _, _, work in named if work}


@dataclass(frozen=True, slots=True)
class _Seals:
    """The seals of all that a judgement or a signature speaks of."""

    goals: Sealed
    work: Sealed
    measures: Sealed
    links: dict[tuple[str, int], str]

    @classmethod
    def of(cls, found: GraphRows, said: _Said, links: _Links) -> "_Seals":
        goals = said.signed_goals()
        measures, work = said.named_where_signed()
        for link in links.focus:
            if link.id in said.of_focus or link.upper in goals:
                work.add(link.lower)
                if link.upper is not None:
                    goals.add(link.upper)
        for link in links.kpi:
            if link.id in said.of_kpis or link.lower in measures:
                measures.add(link.lower)
                if link.upper is not None:
                    work.add(link.upper)
        return cls(
            seal_objectives(found.goals, found.outcomes, goals),
            seal_focus_areas(found.work, work),
            seal_kpis(found.measures, measures),
            {},
        )

    def focus_link(self, link: _Link) -> str:
        """Return the seal of a link from a focus area."""
        key = "focus", link.id
        if key not in self.links:
            content = _content(link, self.work, self.goals)
            self.links[key] = focus_link_fingerprint(content) if content else ""
        return self.links[key]

    def kpi_link(self, link: _Link) -> str:
        """Return the seal of a link from a KPI."""
        key = "kpi", link.id
        if key not in self.links:
            content = _content(link, self.measures, self.work)
            self.links[key] = kpi_link_fingerprint(content) if content else ""
        return self.links[key]


def _content(link: _Link, below: Sealed, above: Sealed) -> LinkContent | None:
    """Return what a link claims; None if its lower end went this very moment."""
    lower = below.uids.get(link.lower)
    upper = None if link.upper is None else above.uids.get(link.upper)
    return LinkContent(lower, upper, link.because) if lower else None


def _stories(
    said: _Said, links: _Links, seals: _Seals, not_blanks: frozenset[str]
) -> Iterator[StoryNode]:
    ties = _Ties.of(said, links)
    for story, goal, body in said.stories:
        named = said.mentions.get(story, ())
        signatures = tuple(said.signatures.get(story, ()))
        # Without what opens a mention, most text can be seen to hold nothing to look for.
        words = body.replace("@[kpi:", "").replace("@[focus:", "")
        yield StoryNode(
            goal_id=goal,
            measures=frozenset(kpi for _, kpi, _ in named if kpi),
            work=frozenset(work for _, _, work in named if work),
            gone=sum(not kpi and not work for _, kpi, work in named)
            + (len(unresolved(body)) if "@[" in words else 0),
            has_blanks=has_blanks(words, "prose", not_blanks)
            and has_blanks(body, "prose", not_blanks),
            fp=_story_fp(goal, body, named, ties, seals) if signatures else "",
            signatures=signatures,
        )


@dataclass(frozen=True, slots=True)
class _Ties:
    """The links to signed goals, and those of the KPIs that their stories name."""

    focus: Mapping[int, Sequence[_Link]]
    kpi: Mapping[int, Sequence[_Link]]

    @classmethod
    def of(cls, said: _Said, links: _Links) -> "_Ties":
        goals = said.signed_goals()
        measures, _ = said.named_where_signed()
        focus: defaultdict[int, list[_Link]] = defaultdict(list)
        for link in links.focus:
            if link.upper in goals:
                focus[link.upper].append(link)
        kpi: defaultdict[int, list[_Link]] = defaultdict(list)
        for link in links.kpi:
            if link.lower in measures:
                kpi[link.lower].append(link)
        return cls(focus, kpi)


def _story_fp(goal: int, body: str, named: Sequence[Row], ties: _Ties, seals: _Seals) -> str:
    serving = ties.focus.get(goal, ())
    work_of_goal = {link.lower for link in serving}
    mentions = []
    for uid, kpi, work in named:
        if kpi:
            fp = seals.measures.fp(kpi)
            tied = [
                seals.kpi_link(link) for link in ties.kpi.get(kpi, ()) if link.upper in work_of_goal
            ]
        else:
            fp = seals.work.fp(work)
            tied = [seals.focus_link(link) for link in serving if link.lower == work]
        mentions.append(MentionContent(uid, fp, tuple(tied)))
    return story_fingerprint(seals.goals.fp(goal), body, mentions)
