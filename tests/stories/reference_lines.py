"""The line engine once more, slow and obvious, written from the specification.

It enumerates every line and walks up the tree anew each time. It shares with the engine only the
names of things, the order of the headlines and the reading of placeholders.
"""

from collections import Counter
from datetime import date, timedelta
from itertools import chain

from alignment.lib.periods import period_of
from stories.lines.catalogue import CATALOGUE, RANK
from stories.lines.graph import FocusLinkEdge, GoalNode, Graph, KpiLinkEdge, MeasureNode
from stories.prose import has_blanks, says_nothing

FINISHED = {"achieved", "not_achieved", "dropped"}
RED, AMBER, YELLOW, GREY = 3, 2, 1, 0
SIDES = ("business", "technology")


class Reference:
    def __init__(self, graph: Graph, today: date, grace_days: int = 30):
        self.graph, self.today, self.grace = graph, today, timedelta(days=grace_days)
        self.goal = {one.id: one for one in graph.goals}
        self.work = {one.id: one for one in graph.work}
        self.kpi = {one.id: one for one in graph.measures}
        self.story = {one.goal_id: one for one in graph.stories}
        self.focus_links = [
            e
            for e in graph.focus_links
            if (e.work_id is None or e.work_id in self.work)
            and (e.goal_id is None or e.goal_id in self.goal)
        ]
        self.kpi_links = [
            e
            for e in graph.kpi_links
            if (e.measure_id is None or e.measure_id in self.kpi)
            and (e.work_id is None or e.work_id in self.work)
        ]
        self.assessed = [k for k in graph.measures if k.status in {"live", "paused"}]
        self._lines = {k.id: self._find_lines(k) for k in self.assessed}

    # the tree

    def chain_of_parents(self, goal_id: int) -> list[int]:
        seen: list[int] = []
        at = self.goal[goal_id].parent_id
        while at in self.goal and at not in seen:
            seen.append(at)
            at = self.goal[at].parent_id
        return seen

    def circle(self, goal_id: int) -> set[int]:
        above = self.chain_of_parents(goal_id)
        return set(above) if goal_id in above else set()

    def roll_up_chain(self, goal_id: int) -> list[int]:
        """The goal and all that a line to it counts for."""
        chain_up = [goal_id]
        if self.circle(goal_id):
            return chain_up
        for parent in self.chain_of_parents(goal_id):
            if self.circle(parent):
                break
            chain_up.append(parent)
        return chain_up

    def below(self, goal_id: int) -> set[int]:
        return {other for other in self.goal if goal_id in self.roll_up_chain(other)}

    def closed_above(self, goal_id: int) -> int | None:
        if self.circle(goal_id):
            return None
        for parent in self.chain_of_parents(goal_id):
            if self.goal[parent].status in FINISHED:
                return parent
            if self.circle(parent):
                return None
        return None

    # goals and work by themselves

    def live(self, goal: GoalNode) -> bool:
        started = goal.start is None or goal.start <= self.today
        not_over = goal.end is None or self.today <= goal.end
        return goal.status == "active" and started and not_over and not self.circle(goal.id)

    def same_ref(self, kind: dict, item_id: int) -> set[int]:
        def key(ref):
            return " ".join(ref.split()).lower()

        mine = key(kind[item_id].ref)
        return {o.id for o in kind.values() if mine and o.id != item_id and key(o.ref) == mine}

    def timing(self, goal: GoalNode) -> list[str]:
        if goal.status in FINISHED:
            return ["L3"]
        if goal.end is not None and goal.end < self.today - self.grace:
            return ["L3"]
        if goal.status == "draft" or (goal.start is not None and goal.start > self.today):
            return ["L5"]
        if goal.end is not None and goal.end < self.today:
            return ["L4"]
        return []

    def live_work_of(self, goal_id: int) -> set[int]:
        return {
            e.work_id
            for e in self.focus_links
            if e.goal_id == goal_id
            and e.work_id is not None
            and self.work[e.work_id].status == "active"
        }

    def live_kpis_of(self, work_id: int) -> set[int]:
        assessed = {k.id for k in self.assessed}
        return {
            e.measure_id
            for e in self.kpi_links
            if e.work_id == work_id and e.measure_id in assessed
        }

    def has_direct_line(self, goal_id: int) -> bool:
        return any(
            self.live_kpis_of(e.work_id)
            for e in self.focus_links
            if e.goal_id == goal_id and e.work_id is not None
        )

    def no_story(self, goal: GoalNode) -> bool:
        return goal.id not in self.story and self.live(goal) and self.has_direct_line(goal.id)

    # judgements

    def today_of(self, edge) -> tuple[str, str, str]:
        if isinstance(edge, FocusLinkEdge):
            return edge.fp, self.work[edge.work_id].fp, self.goal[edge.goal_id].fp
        return edge.fp, self.kpi[edge.measure_id].fp, self.work[edge.work_id].fp

    def words(self, edge) -> list:
        kind = "focus" if isinstance(edge, FocusLinkEdge) else "kpi"
        rows = [j for j in self.graph.judgements if j.link_kind == kind and j.link_id == edge.id]
        return sorted(rows, key=lambda j: (j.at, j.id))

    def newest_now(self, edge, side: str):
        now = self.today_of(edge)
        rows = [
            j
            for j in self.words(edge)
            if j.side == side and (j.fp_link, j.fp_lower, j.fp_upper) == now
        ]
        return rows[-1] if rows else None

    def confirmed_at(self, edge):
        rows = [self.newest_now(edge, side) for side in SIDES]
        if all(row is not None and row.word == "valid" for row in rows):
            return max(row.at for row in rows)
        return None

    def owners(self, edge, side: str) -> set:
        if isinstance(edge, FocusLinkEdge):
            goals = [self.goal[edge.goal_id]]
            own = None
        else:
            goals = [
                self.goal[e.goal_id]
                for e in self.focus_links
                if e.work_id == edge.work_id and e.goal_id is not None
            ]
            own = self.kpi[edge.measure_id].owner_id if side == "technology" else None
        return ({getattr(g, f"{side}_owner_id") for g in goals} | {own}) - {None}

    def agreement_codes(self, edge) -> list[str]:
        link, lower, upper = self.today_of(edge)
        codes, silent = set(), False
        for side in SIDES:
            newest = self.newest_now(edge, side)
            if newest is not None:
                left = not newest.by_active or newest.by_user_id not in self.owners(edge, side)
                if newest.word == "valid" and left:
                    codes.add("C5")
                continue
            silent = True
            past = [j for j in self.words(edge) if j.side == side]
            if not past:
                continue
            if not past[-1].known:
                codes.add("C4")
                continue
            for known in ([j for j in past if j.known], [past[-1]]):
                changed = set()
                if upper not in {j.fp_upper for j in known}:
                    changed.add("C2")
                if lower not in {j.fp_lower for j in known}:
                    changed.add("C3")
                if link not in {j.fp_link for j in known}:
                    changed.add("C3")
                if changed:
                    codes |= changed
                    break
        if silent and not codes & {"C2", "C3", "C4"}:
            codes.add("C1")
        return sorted(codes)

    def refused(self, edge) -> bool:
        rows = [self.newest_now(edge, side) for side in SIDES]
        return any(row is not None and row.word == "refused" for row in rows)

    def link_notes(self, edge) -> list[str]:
        notes = []
        nothing = says_nothing(edge.because, self.graph.not_blanks)
        if isinstance(edge, KpiLinkEdge):
            reason = " ".join(edge.because.lower().split())
            others = [
                e
                for e in self.kpi_links
                if e.measure_id == edge.measure_id
                and e.id != edge.id
                and " ".join(e.because.lower().split()) == reason
            ]
            nothing = nothing or bool(others)
            twins = [
                e
                for e in self.kpi_links
                if (e.measure_id, e.work_id) == (edge.measure_id, edge.work_id)
            ]
        else:
            twins = [
                e
                for e in self.focus_links
                if (e.work_id, e.goal_id) == (edge.work_id, edge.goal_id)
            ]
        if nothing:
            notes.append("L9")
        if len(twins) > 1:
            notes.append("I4")
        return notes

    # lines

    def _find_lines(self, k: MeasureNode) -> list[dict]:
        lines = []
        if k.missing_outcome:
            lines.append(self._line(k, None, None, None))
        elif k.outcome_of in self.goal:
            lines.append(self._line(k, None, None, k.outcome_of))
        for link in self.kpi_links:
            if link.measure_id != k.id:
                continue
            ups = [e for e in self.focus_links if e.work_id == link.work_id]
            if link.work_id is None or not ups:
                lines.append(self._line(k, link, None, None))
            lines += [self._line(k, link, up, up.goal_id) for up in ups if link.work_id is not None]
        return lines

    def _line(self, k, link, up, goal_id) -> dict:
        integrity, structure, doubts, notes = [], [], [], []
        goal = self.goal.get(goal_id)
        area = self.work.get(link.work_id) if link else None
        if self.same_ref(self.kpi, k.id):
            integrity.append("I3")
        if link is None and goal is None:
            integrity.append("I1")
        if link is not None:
            if area is None:
                integrity.append("I1")
            else:
                notes += self.link_notes(link)
                structure += ["L7"] if self.refused(link) else []
                doubts += self.agreement_codes(link)
        if area is not None:
            integrity += ["I3"] if self.same_ref(self.work, area.id) else []
            if area.status == "retired":
                structure.append("L6")
            elif up is None:
                structure.append("L2")
        if up is not None:
            if goal is None:
                integrity.append("I1")
            else:
                notes += self.link_notes(up)
                structure += ["L7"] if self.refused(up) else []
                doubts += self.agreement_codes(up)
        if goal is not None:
            integrity += ["I2"] if self.circle(goal.id) else []
            integrity += ["I3"] if self.same_ref(self.goal, goal.id) else []
            timing = self.timing(goal)
            structure += [c for c in timing if c == "L3"]
            doubts += [c for c in timing if c != "L3"]
        if goal is not None and link is not None:
            if goal.status == "active" and self.closed_above(goal.id) is not None:
                doubts.append("G8")
            if self.no_story(goal):
                doubts.append("S1")
            if goal.id in self.story:
                doubts += [] if k.id in self.story[goal.id].measures else ["S4"]
                doubts += [] if area.id in self.story[goal.id].work else ["S5"]
        amber = any(CATALOGUE[c].severity == AMBER for c in doubts)
        broken = bool(integrity or structure)
        return {
            "kpi_link": link.id if link else None,
            "focus": link.work_id if link else None,
            "focus_link": up.id if up else None,
            "goal": goal_id,
            "rank": 2 if broken else 1 if amber else 0,
            "codes": sorted(integrity or structure or doubts, key=RANK.get)
            + sorted(notes, key=RANK.get),
            "order": (
                2 if broken else 1 if amber else 0,
                goal.rank if goal else float("inf"),
                self._when(up) if goal else float("inf"),
                self._when(link) if area else float("inf"),
                up.id if up else 0,
                link.id if link else 0,
            ),
        }

    def _when(self, edge) -> float:
        at = self.confirmed_at(edge) if edge is not None else None
        return float("inf") if at is None else at.timestamp()

    def lines(self, kpi_id: int) -> list[dict]:
        lines = sorted(self._lines[kpi_id], key=lambda line: line["order"])
        if lines and lines[0]["rank"] == 2:
            through_live = [
                line
                for line in lines
                if line["focus"] is not None and self.work[line["focus"]].status == "active"
            ]
            if through_live and all(line["focus_link"] is None for line in through_live):
                lines.remove(through_live[0])
                lines.insert(0, through_live[0])
        return lines

    # KPIs

    def excused_until(self, kind: str, item_id: int, code: str) -> date | None:
        days = [
            row.expires_on
            for row in self.graph.exemptions
            if row.kind == kind
            and row.item_id == item_id
            and ("" if row.code == "L1" else row.code) == code
        ]
        return max(days, default=None)

    def waived(self, kind: str, item_id: int, code: str) -> bool:
        until = self.excused_until(kind, item_id, code)
        return CATALOGUE[code].waivable and until is not None and until >= self.today

    def kpi_finding(self, k: MeasureNode) -> dict:
        lines = self.lines(k.id)
        best = lines[0] if lines else None
        verdict = ("sound", "in_doubt", "broken")[best["rank"]] if best else "none"
        own, of_line = [], best["codes"] if best else []
        sound = [line for line in lines if line["rank"] == 0]
        tops = {self.roll_up_chain(line["goal"])[-1] for line in sound}
        until = self.excused_until("kpi", k.id, "")
        if verdict in {"none", "broken"}:
            if until is not None and until >= self.today:
                own.append("X1")
            else:
                own += ["X2"] if until is not None else []
                own += ["L1"] if verdict == "none" else []
        if not lines and self.same_ref(self.kpi, k.id):
            own.append("I3")
        if self.looks_like_another(k):
            own.append("I5")
        if k.due and k.baseline_on and k.due < k.baseline_on:
            own.append("I6")
        if sound and len(sound) < len(lines):
            own.append("L10")
        if len(tops) >= 3:
            own.append("L11")
        excused = [] if "X1" not in own else of_line
        if "X1" in own:
            verdict, of_line = "exempt", []
        goal = self.goal.get(best["goal"]) if best else None
        kept, dropped = [], list(excused)
        for code in [*own, *of_line, *self.measure_codes(k, goal)]:
            (dropped if self.waived("kpi", k.id, code) else kept).append(code)
        data = self.data_codes(k)
        doubt = ""
        if verdict == "in_doubt":
            doubt = "changed" if {"C2", "C3", "C4"} & set(of_line) else "waiting"
        every = kept + [code for code, _ in data]
        return {
            "verdict": verdict,
            "doubt": doubt,
            "headline": min(every, key=RANK.get, default=None),
            "severity": max(
                [*(CATALOGUE[c].severity for c in kept), *(s for _, s in data)], default=None
            ),
            "trace": Counter(c for c in kept if CATALOGUE[c].axis == "trace"),
            "agreement": Counter(c for c in kept if CATALOGUE[c].axis == "agreement"),
            "measure": Counter(c for c in kept if CATALOGUE[c].axis == "measure"),
            "data": Counter(data),
            "waived": Counter(dropped),
            "lines": [
                (li["kpi_link"], li["focus"], li["focus_link"], li["goal"], li["rank"], li["codes"])
                for li in lines
            ],
            "sound_lines": len(sound),
            "goals": sorted({line["goal"] for line in lines if line["goal"] is not None}),
            "top_goals": len(tops),
        }

    def looks_like_another(self, k: MeasureNode) -> bool:
        def key(text):
            return " ".join(text.lower().split())

        return any(
            other.id != k.id
            and (
                (key(k.title) and key(other.title) == key(k.title))
                or (
                    k.source
                    and k.unit
                    and (key(k.source), key(k.unit)) == (key(other.source), key(other.unit))
                )
            )
            for other in self.assessed
        )

    def measure_codes(self, k: MeasureNode, goal: GoalNode | None) -> list[str]:
        codes = []
        figures = [x for x in (k.target, k.low, k.high) if x is not None]
        no_figure = not figures and k.change is None
        milestone, hold = k.kind == "milestone", k.kind == "hold"
        no_target = no_figure and not k.target_words.strip() and not milestone
        texts = (k.title, k.target_words, k.baseline_words, k.due_words)
        blank = any(has_blanks(text, "strict", self.graph.not_blanks) for text in texts)
        codes += ["M1"] if no_target else []
        codes += ["M2"] if blank else []
        codes += ["M3"] if k.baseline is None and not (hold or milestone) else []
        codes += ["M5"] if k.owner_id is None or not k.owner_active else []
        codes += ["M6"] if k.cadence == "" and k.kind != "milestone" else []
        codes += ["M7"] if not milestone and (k.direction == "" or not k.unit.strip()) else []
        codes += ["M13"] if k.goalposts_moved_on else []
        codes += ["M14"] if k.reports_light and (no_target or blank) else []
        if no_target:
            return codes
        codes += ["M4"] if k.due is None and not hold else []
        codes += ["M8"] if no_figure and not blank and not milestone else []
        codes += ["M11"] if k.due and k.due < self.today and k.recorded == "" else []
        codes += ["M12"] if k.due and goal and goal.end and k.due > goal.end else []
        if milestone:
            return codes
        up, down = (k.direction == way and not hold for way in ("up", "down"))
        aim = k.target
        if aim is None:
            aim = k.low if up else k.high
        comparable = (up or down) and aim is not None and k.baseline is not None
        impossible = k.low is not None and k.high is not None and k.low > k.high
        if k.unit.strip().lower() in {"%", "percent", "per cent", "percentage", "pct"}:
            impossible |= any(x < 0 or x > 100 for x in figures)
        if k.kind == "count":
            impossible |= any(x < 0 for x in figures)
        if comparable:
            impossible |= aim < k.baseline if up else aim > k.baseline
        if impossible:
            codes.append("M9")
        elif comparable and aim == k.baseline:
            codes.append("M10")
        return codes

    def data_codes(self, k: MeasureNode) -> list[tuple[str, int]]:
        if k.status == "paused":
            return []
        codes = []
        since = k.last_on or (k.live_since - timedelta(days=1) if k.live_since else None)
        if k.cadence and since and k.kind != "milestone":
            missed, period = 0, period_of(since, k.cadence).next
            while period.last + period.grace < self.today:
                missed, period = missed + 1, period.next
            if missed and k.last_on:
                codes.append(("D2", AMBER) if missed == 1 else ("D3", RED))
            elif missed:
                codes.append(("D1", AMBER if missed == 1 else RED))
        codes += [("D4", GREY)] if k.holes else []
        codes += [("D5", AMBER)] if k.has_future else []
        gone = k.source_discontinued_on
        codes += [("D6", AMBER)] if gone and gone <= self.today else []
        codes += [("D7", GREY)] if k.rewritten else []
        return codes

    # goals

    def reaching(self, goal_id: int, *, ties: bool = False) -> dict[int, int]:
        """The KPIs with a line to the goal or below it, each with its best verdict there."""
        below = self.below(goal_id)
        best: dict[int, int] = {}
        for k in self.assessed:
            ranks = [
                line["rank"]
                for line in self._lines[k.id]
                if line["goal"] in below and (line["kpi_link"] is None) == ties
            ]
            if ranks:
                best[k.id] = min(ranks)
        return best

    def technology(self, goal_id: int) -> dict[int, int]:
        return {
            kpi: rank
            for kpi, rank in self.reaching(goal_id).items()
            if self.kpi[kpi].outcome_of != goal_id
        }

    def goal_finding(self, goal: GoalNode) -> dict:
        codes: list[tuple[str, int]] = []

        def add(code, severity=None):
            codes.append((code, CATALOGUE[code].severity if severity is None else severity))

        below = self.below(goal.id)
        kpis = self.technology(goal.id)
        ranks = list(kpis.values())
        own_work = self.live_work_of(goal.id)
        all_work = set().union(*(self.live_work_of(one) for one in below))
        bare = [w for w in own_work if not self.live_kpis_of(w)]
        children = [
            c
            for c in self.goal.values()
            if len(self.roll_up_chain(c.id)) > 1
            and self.roll_up_chain(c.id)[1] == goal.id
            and self.live(c)
            and c.expects_technology != "no"
            and not self.technology(c.id)
        ]
        if self.circle(goal.id):
            add("I2")
        if self.same_ref(self.goal, goal.id):
            add("I3")
        if goal.missing_parent:
            add("I1")
        active = goal.status == "active"
        if goal.status not in FINISHED and goal.start and goal.end and goal.end < goal.start:
            add("I6")
        if active:
            if not all_work and self.live(goal) and goal.expects_technology != "no":
                add("G1", RED if goal.expects_technology == "yes" else YELLOW)
            if all_work and not kpis:
                add("G2")
            if kpis and (bare or children):
                add("G3")
            if kpis and 0 not in ranks:
                add("G4")
            outcomes = [k for k in self.assessed if k.outcome_of == goal.id]
            if not [
                k
                for k in outcomes
                if not has_blanks(k.title, "strict", self.graph.not_blanks)
                and not has_blanks(k.target_words, "strict", self.graph.not_blanks)
            ]:
                add("G5")
            if goal.expects_technology == "no" and self.has_direct_line(goal.id):
                add("G6")
            if goal.end and goal.end < self.today:
                add("G7")
            if self.closed_above(goal.id) is not None:
                add("G8")
            if goal.business_owner_id is None or not goal.business_owner_active:
                add("G9")
            if len(kpis) == 1:
                add("G10")
            if self.no_story(goal):
                add("S1")
        telling, waiting = "none", ()
        if goal.id in self.story:
            telling, waiting = self.telling(goal.id)
            if active:
                for code, severity in self.story_codes(goal.id):
                    add(code, severity)
        kept = [c for c in codes if not self.waived("objective", goal.id, c[0])]
        verdict = "none"
        if ranks:
            verdict = ("sound", "in_doubt", "broken")[min(ranks)]
        lines = [
            line
            for line in chain.from_iterable(self._lines.values())
            if line["kpi_link"] is not None and line["goal"] in below
        ]
        return {
            "verdict": verdict if active else "not_assessed",
            "faults": Counter(kept),
            "waived": Counter(c for c in codes if c not in kept),
            "telling": telling,
            "waiting_for": waiting,
            "lines": len(lines),
            "sound_lines": sum(line["rank"] == 0 for line in lines),
            "kpis": len(ranks),
            "by_rank": [ranks.count(rank) for rank in (0, 1, 2)],
            "work": len(own_work),
            "measured_work": len(own_work) - len(bare),
            "outcomes": sum(k.outcome_of == goal.id for k in self.assessed),
        }

    def _signatures(self, goal_id: int):
        story = self.story[goal_id]
        rows = sorted(story.signatures, key=lambda row: (row.at, row.id))
        for side in SIDES:
            mine = [row for row in rows if row.side == side]
            now = [row for row in mine if row.fp == story.fp]
            yield side, mine, now

    def telling(self, goal_id: int) -> tuple[str, tuple[str, ...]]:
        missing = tuple(side for side, _, now in self._signatures(goal_id) if not now)
        if self.story_refusers(goal_id):
            return "refused", missing
        ever = any(mine for _, mine, _ in self._signatures(goal_id))
        if not missing:
            return "agreed", ()
        if len(missing) == 1:
            return f"waiting_{missing[0]}", missing
        return ("changed" if ever else "unsigned"), missing

    def story_refusers(self, goal_id: int) -> set[str]:
        ups = [e for e in self.graph.focus_links if e.goal_id == goal_id and e.work_id in self.work]
        named = [
            e
            for e in self.graph.kpi_links
            if e.work_id in {up.work_id for up in ups}
            and e.measure_id in self.story[goal_id].measures
            and e.measure_id in {one.id for one in self.assessed}
        ]
        words = [(side, self.newest_now(edge, side)) for edge in ups + named for side in SIDES]
        return {side for side, row in words if row is not None and row.word == "refused"}

    def story_codes(self, goal_id: int) -> list[tuple[str, int]]:
        story, codes, hands = self.story[goal_id], set(), []
        refusers = self.story_refusers(goal_id)
        for side, mine, now in self._signatures(goal_id):
            if now:
                hands.append(now[-1].by_user_id)
            elif mine or side not in refusers:
                codes.add(("S3" if mine else "S2", AMBER))
        if len(hands) == 2 and hands[0] is not None and hands[0] == hands[1]:
            codes.add(("S9", YELLOW))
        if story.has_blanks:
            codes.add(("S8", AMBER))
        live = {k.id for k in self.assessed}
        named = [k for k in story.measures if k in self.kpi]
        dead = [k for k in named if k not in live]
        dead += [w for w in story.work if w in self.work and self.work[w].status != "active"]
        if story.gone or dead:
            codes.add(("S7", AMBER))
        reached = {**self.reaching(goal_id), **self.reaching(goal_id, ties=True)}
        unlinked = [k for k in named if k in live and k not in reached]
        severity = AMBER if len(named) == 1 else YELLOW
        return [*codes, *(("S6", severity) for _ in unlinked)]

    # work

    def work_finding(self, area) -> dict:
        codes = ["I3"] if self.same_ref(self.work, area.id) else []
        links = [e for e in self.focus_links if e.work_id == area.id]
        kpis = self.live_kpis_of(area.id)
        goals = {e.goal_id for e in links if e.goal_id is not None}
        if area.status == "active":
            codes += [] if goals else ["F1"]
            codes += [] if kpis else ["F2"]
            codes += ["F3"] if says_nothing(area.rationale, self.graph.not_blanks) else []
        kept = [c for c in codes if not self.waived("focus", area.id, c)]
        return {
            "verdict": "not_assessed" if area.status == "retired" else self._work_verdict(area),
            "faults": Counter(kept),
            "waived": Counter(c for c in codes if c not in kept),
            "goals": sorted(goals),
            "kpis": len(kpis),
        }

    def _work_verdict(self, area) -> str:
        best = None
        for edge in self.focus_links:
            if edge.work_id != area.id:
                continue
            goal, rank = self.goal.get(edge.goal_id), 0
            if (
                goal is None
                or self.same_ref(self.work, area.id)
                or self.refused(edge)
                or self.circle(goal.id)
                or self.same_ref(self.goal, goal.id)
                or "L3" in self.timing(goal)
            ):
                rank = 2
            elif (
                self.timing(goal)
                or set(self.agreement_codes(edge)) - {"C5"}
                or (goal.status == "active" and self.closed_above(goal.id) is not None)
                or self.no_story(goal)
                or (goal.id in self.story and area.id not in self.story[goal.id].work)
            ):
                rank = 1
            best = rank if best is None else min(best, rank)
        return "none" if best is None else ("sound", "in_doubt", "broken")[best]
