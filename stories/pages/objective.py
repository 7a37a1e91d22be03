"""The page of an objective: its canvas, its story, both sides' word, and what is to be mended."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from uuid import UUID

from accounts.access import may
from accounts.models import User
from accounts.roles import Action
from alignment.lib.canvas import Canvas, Letter
from alignment.lib.drawing import Glyph, Kind
from alignment.lib.shown import Shown
from kpis.access import kpis_to_view
from objectives.access import (
    focus_areas_to_view,
    focus_links_to_view,
    may_edit_focus_areas,
    may_edit_objective,
    objectives_to_view,
)
from objectives.models import Objective
from stories.access import kpi_links_to_view, story_of
from stories.audiences import audience_of, hidden_from_person
from stories.lines.engine import Verdicts
from stories.lines.findings import Line
from stories.lines.graph import Graph
from stories.models import Agreement, Judgement, ObjectiveVerdict, Story
from stories.pages.business_case import Case, case_of
from stories.pages.canvas import Drawn, drawn_canvas, kind_of_faults
from stories.pages.findings import ShownFinding, shown_findings
from stories.pages.glyphs import glyph_of_objective, kind_of_line, sound_of
from stories.pages.guide import Guide, guide_to
from stories.pages.history import Entry, history_href, history_of
from stories.pages.lacking import Lacking, lacking
from stories.pages.names import Found, names_for
from stories.pages.objective_list import told
from stories.pages.parts import Fact, Link, links
from stories.pages.plots import Plot, plots_of
from stories.pages.remedies import address, page_of
from stories.pages.rolled import Rolled, rolled_up
from stories.pages.telling import ShownStory, Sign, Told, shown_story, signs_of
from stories.pages.words import period
from stories.verdicts import around_objective

OF_THE_GOAL = frozenset({"S1", "L3", "L4", "L5", "G8", "I2"})
TOLD_BY = {"C1": "S2", "C2": "S3"}
MOST_FINDINGS = 30
MOST_CHILDREN = 50
MOST_PLOTS = 6
_spoken = attrgetter("at", "id")


@dataclass(frozen=True, slots=True)
class Branch(Shown):
    """A goal below this one, as a row of a tree."""

    depth: int
    title: str
    href: str
    note: str
    line: Glyph | None
    kind: Kind = "idle"
    tag: str = ""


@dataclass(frozen=True, slots=True)
class ObjectivePage(Shown):
    """All that the page of an objective shows."""

    pk: int
    section: str
    crumbs: tuple[Link, ...]
    kicker: str
    title: str
    statement: str
    confidential: bool
    actions: tuple[Link, ...]
    line: Glyph
    lines: str
    canvas: Canvas | None
    success: tuple[Plot, ...]
    is_crowded: bool
    rolled: tuple[Rolled, ...]
    lacking: Lacking
    add_work_href: str
    guide: Guide | None
    edit_href: str
    story: ShownStory | None
    write_href: str
    signs: tuple[Sign, ...]
    agreement_kind: Kind
    agreement: str
    findings: tuple[ShownFinding, ...]
    more_findings: int
    kpis_href: str
    children: tuple[Branch, ...]
    more_children: str
    facts: tuple[Fact, ...]
    case: Case
    history: tuple[Entry, ...]
    history_href: str
    day_href: str


def show_objective(user: User, objective: Objective, today: date) -> ObjectivePage:
    """Return the page of an objective that a reader may see, judged now. Constant queries."""
    audience = audience_of(user)
    graph, verdicts, whole = around_objective(
        objective.pk, audience, today, hidden=hidden_from_person(user)
    )
    missing = lacking(user, objective, today, page_of("objective", objective.pk))
    drawn = _drawn(user, objective, graph, verdicts, missing.letters)
    story = story_of(user, objective)
    found = list(_found(objective.pk, drawn))
    shown = shown_findings(
        found, names=names_for(user, found), user=user, page=("objective", objective.pk)
    )
    judged = verdicts.goals[objective.pk]
    kind, agreement = told(judged.telling)
    signs = _signs(user, objective, story, graph, verdicts)
    children, more = _children(user, objective, audience)
    may_tell = may(user, Action.EDIT_STORY)
    return ObjectivePage(
        pk=objective.pk,
        section="objectives",
        crumbs=_crumbs(user, objective),
        kicker=_kicker(objective),
        title=objective.title,
        statement=objective.statement,
        confidential=objective.confidential,
        actions=_actions(user, objective, signs, has_story=story is not None),
        line=_glyph(verdicts, objective.pk),
        lines=sound_of(judged.sound_lines, judged.lines),
        canvas=drawn_canvas(drawn) if drawn.focus_links or drawn.outcomes else None,
        success=plots_of(drawn.outcomes[:MOST_PLOTS]),
        is_crowded=drawn.is_crowded,
        rolled=rolled_up(user, graph, objective.pk, whole=whole),
        lacking=missing,
        add_work_href=_add_work(user, objective),
        guide=guide_to(drawn, story, signs),
        edit_href=_piece(objective, "goal") if drawn.may_edit else "",
        story=_story(user, story, drawn, graph, may_edit=may_tell) if story else None,
        write_href=address("stories:story-edit", objective.pk) if may_tell else "",
        signs=signs,
        agreement_kind=kind,
        agreement=agreement,
        findings=tuple(shown[:MOST_FINDINGS]),
        more_findings=max(len(shown) - MOST_FINDINGS, 0),
        kpis_href=address("stories:kpi-list", objective=objective.pk),
        children=children,
        more_children=more,
        facts=_facts(objective, may_edit=drawn.may_edit),
        case=case_of(objective, _piece(objective, "case") if drawn.may_edit else ""),
        history=history_of(user, objective),
        history_href=history_href(objective),
        day_href=address("stories:objective-day", objective.pk),
    )


def _drawn(
    user: User,
    objective: Objective,
    graph: Graph,
    verdicts: Verdicts,
    smart: tuple[Letter, ...],
) -> Drawn:
    judged = [edge.id for edge in graph.focus_links if edge.goal_id == objective.pk]
    focus_links = list(
        focus_links_to_view(user).filter(pk__in=judged).select_related("focus_area").in_order()
    )
    for link in focus_links:
        link.objective = objective
    kpi_links = list(
        kpi_links_to_view(user)
        .filter(focus_area__in=[link.focus_area_id for link in focus_links])
        .of_current_kpis()
        .select_related("kpi__state")
        .in_order()
    )
    outcomes = kpis_to_view(user).outcomes_of(objective).not_retired().for_listing()
    ending = verdicts.lines_to(objective.pk)
    return Drawn(
        objective=objective,
        outcomes=list(outcomes),
        focus_links=focus_links,
        kpi_links=kpi_links,
        lines={(line.kpi_link_id, line.focus_link_id): line for line in ending if line.focus_id},
        ties={line.kpi_id: line for line in ending if not line.focus_id},
        verdicts=verdicts,
        smart=smart,
        user=user,
        may_edit=may_edit_objective(user, objective),
    )


def _found(pk: int, drawn: Drawn) -> Iterator[Found]:
    """Yield what is to be mended: of the goal, of its work, and of each line that does not hold."""
    own = drawn.verdicts.goals[pk].faults
    codes = frozenset(fault.code for fault in own)
    for fault in own:
        yield Found("objective", pk, fault, beside=codes)
    for area in dict.fromkeys(link.focus_area_id for link in drawn.focus_links):
        for fault in drawn.verdicts.work[area].faults:
            yield Found("focus", area, fault)
    yield from _shaky(drawn, codes)


def _shaky(drawn: Drawn, said: frozenset[str]) -> Iterator[Found]:
    """Yield the gravest matter of each line, but what all lines share through the goal only once.

    A line that only waits for the story to be agreed to is not told again beside the story.
    """
    shaky = [line for line in drawn.lines.values() if line.faults and line.verdict != "sound"]
    for line in sorted(shaky, key=lambda line: -line.faults[0].severity):
        fault = next((one for one in line.faults if one.code not in OF_THE_GOAL), line.faults[0])
        found = Found("kpi", line.kpi_id, fault, line)
        waits = fault.code in TOLD_BY and TOLD_BY[fault.code] in said and found.story_confirms
        if fault.code in said or waits:
            continue
        if fault.code in OF_THE_GOAL:
            said = said | {fault.code}
        yield found


def _crumbs(user: User, objective: Objective) -> tuple[Link, ...]:
    """Return the way down: the list, and the goal above where the reader may know of it."""
    crumbs = [Link("Objectives", address("stories:objective-list"))]
    above = objectives_to_view(user).filter(children=objective).first()
    if above:
        crumbs.append(Link(above.title, page_of("objective", above.pk)))
    return tuple(crumbs)


def _kicker(objective: Objective) -> str:
    driver = objective.get_value_driver_display() if objective.value_driver else ""
    when = period(objective.starts_on, objective.ends_on)
    said = ("Objective", objective.get_status_display(), when, driver)
    return " · ".join(part for part in said if part)


def _actions(
    user: User, objective: Objective, signs: Sequence[Sign], *, has_story: bool
) -> tuple[Link, ...]:
    edit = may_edit_objective(user, objective)
    agree = next((sign.asked_href for sign in signs if sign.asked_href), "")
    tell = not has_story and may(user, Action.EDIT_STORY)
    return links(
        Link("Edit", address("stories:objective-edit", objective.pk) if edit else ""),
        Link("Write the story", address("stories:story-edit", objective.pk) if tell else ""),
        Link("Agree to the story", agree, "primary"),
    )


def _add_work(user: User, objective: Objective) -> str:
    if not may_edit_focus_areas(user):
        return ""
    back = page_of("objective", objective.pk)
    return address("stories:focus-area-add", objective.pk, next=back)


def _glyph(verdicts: Verdicts, pk: int) -> Glyph:
    judged = verdicts.goals[pk]
    changed = any(kind_of_line(line) == "suspect" for line in verdicts.lines_to(pk))
    doubt = "changed" if changed else ""
    return glyph_of_objective(judged.verdict, doubt, judged.lines, judged.sound_lines, judged.work)


def _story(user: User, story: Story, drawn: Drawn, graph: Graph, *, may_edit: bool) -> ShownStory:
    linked = [link.focus_area.uid for link in drawn.focus_links]
    linked += [link.kpi.uid for link in drawn.kpi_links]
    return shown_story(
        story,
        _told(user, story, drawn),
        linked=tuple(dict.fromkeys(linked)),
        not_blanks=graph.not_blanks,
        may_edit=may_edit,
    )


def _told(user: User, story: Story, drawn: Drawn) -> dict[UUID, Told]:
    """Return what the story may name: what it does name, and what is linked to the goal."""
    linked = {link.kpi_id: link.kpi for link in drawn.kpi_links}
    here = {kpi.pk: kpi for kpi in drawn.outcomes} | linked
    areas = [link.focus_area_id for link in drawn.focus_links]
    other_kpis = kpis_to_view(user).filter(mentions__story=story).exclude(pk__in=here)
    other_areas = focus_areas_to_view(user).filter(mentions__story=story).exclude(pk__in=areas)
    kinds = _kinds_by_kpi(drawn.lines.values())
    things = {
        uid: Told(title, page_of("focus", pk), "risk")
        for pk, uid, title in other_areas.values_list("pk", "uid", "title")
    }
    kpis = [*other_kpis.values_list("pk", "uid", "title")]
    kpis += [(kpi.pk, kpi.uid, kpi.title) for kpi in here.values()]
    things |= {
        uid: Told(title, page_of("kpi", pk), kinds.get(pk, "risk")) for pk, uid, title in kpis
    }
    for link in drawn.focus_links:
        kind = kind_of_faults(drawn.verdicts.link("focus", link.pk).faults)
        href = page_of("focus", link.focus_area_id)
        things[link.focus_area.uid] = Told(link.focus_area.title, href, kind)
    return things


def _kinds_by_kpi(lines: Iterable[Line]) -> dict[int, Kind]:
    """Return how each KPI's best line to this goal stands."""
    kinds: dict[int, Kind] = {}
    for line in lines:
        kinds.setdefault(line.kpi_id, kind_of_line(line))
    return kinds


def _signs(
    user: User, objective: Objective, story: Story | None, graph: Graph, verdicts: Verdicts
) -> tuple[Sign, ...]:
    node = next((one for one in graph.stories if one.goal_id == objective.pk), None)
    newest: Sequence[Agreement] = list(Agreement.objects.newest_of(story)) if story else []
    refused = {row.side: row.id for row in sorted(verdicts.refusals_of(objective.pk), key=_spoken)}
    said = Judgement.objects.filter(pk__in=refused.values()).select_related("given_by")
    return signs_of(user, objective, node, newest, {row.side: row for row in said})


def _children(user: User, objective: Objective, audience: int) -> tuple[tuple[Branch, ...], str]:
    rows = list(
        objectives_to_view(user).filter(parent=objective).for_listing()[: MOST_CHILDREN + 1]
    )
    judged = {
        row.objective_id: row
        for row in ObjectiveVerdict.objects.for_audience(audience).filter(objective__in=rows)
    }
    more = (
        address("stories:objective-list", under=objective.pk) if len(rows) > MOST_CHILDREN else ""
    )
    return tuple(_child(row, judged.get(row.pk)) for row in rows[:MOST_CHILDREN]), more


def _child(row: Objective, judged: ObjectiveVerdict | None) -> Branch:
    kind, tag = told(judged.story_state if judged else "")
    return Branch(
        depth=0,
        title=row.title,
        href=page_of("objective", row.pk),
        note=period(row.starts_on, row.ends_on),
        line=glyph_of_objective(
            judged.verdict, judged.doubt, judged.lines, judged.sound_lines, judged.focus_areas
        )
        if judged
        else None,
        kind=kind,
        tag=tag,
    )


def _facts(objective: Objective, *, may_edit: bool) -> tuple[Fact, ...]:
    business, technology = objective.business_owner, objective.technology_owner
    driver = objective.get_value_driver_display() if objective.value_driver else ""
    facts = (
        (Fact("Why it matters", objective.why), "why"),
        (Fact("Value driver", driver), "why"),
        (Fact("Owner, business", _name(business), small=_job(business)), "owners"),
        (Fact("Owner, technology", _name(technology), small=_job(technology)), "owners"),
        (Fact("Period", period(objective.starts_on, objective.ends_on)), "when"),
        (Fact("Status", objective.get_status_display()), "when"),
        (Fact("Needs technology", objective.get_expects_technology_display()), "technology"),
        (Fact("Reference", objective.ref), ""),
    )
    return tuple(
        replace(fact, edit=_piece(objective, only), place=f"place-fact-{at}")
        if only and may_edit
        else fact
        for at, (fact, only) in enumerate(facts)
    )


def _piece(objective: Objective, only: str) -> str:
    back = page_of("objective", objective.pk)
    return address("stories:objective-edit", objective.pk, only=only, next=back)


def _name(person: User | None) -> str:
    return person.name if person else ""


def _job(person: User | None) -> str:
    return person.job_title if person else ""
