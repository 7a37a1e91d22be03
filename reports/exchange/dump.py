"""Writes what an installation knows, as far as a person may see it, into a document."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from accounts.models import User
from alignment.lib.tables import Sheet
from kpis.models import Kpi, KpiStep, Measurement
from objectives.models import FocusArea, FocusLink, Objective
from reports.exchange.document import (
    AgreementRow,
    Document,
    ExemptionRow,
    FocusAreaRow,
    FocusLinkRow,
    JudgementRow,
    KpiLinkRow,
    KpiRow,
    MeasurementRow,
    NotABlankRow,
    ObjectiveRow,
    PersonRow,
    Section,
    StepRow,
)
from reports.exchange.tabular import written_sheets
from stories.models import Agreement, Exemption, Judgement, KpiLink, NotABlank, Story
from stories.prose import Mention, to_written


def export_workbook(user: User | None = None) -> dict[str, Sheet]:
    """Return the sheets of the workbook with what a person may see; None for everything.

    People, who are named by their addresses anyway, come along only for admins and for None.
    A constant number of queries; everything in the order in which it was made.
    """
    return written_sheets(export_document(user))


def export_document(user: User | None = None) -> Document:
    """Return all that a person may see as a document; None for everything."""
    seen = _Seen(user)
    return Document(
        people=Section(rows=tuple(_people(seen))),
        objectives=Section(rows=tuple(_objectives(seen))),
        focus_areas=Section(rows=tuple(map(_focus_area, seen.focus_areas))),
        focus_links=Section(rows=tuple(_focus_links(seen))),
        kpis=Section(rows=tuple(_kpi(kpi, seen) for kpi in seen.kpis.values())),
        steps=Section(rows=tuple(_steps(seen))),
        kpi_links=Section(rows=tuple(_kpi_links(seen))),
        measurements=Section(rows=tuple(_measurements(seen))),
        exemptions=Section(rows=tuple(_exemptions(seen))),
        judgements=Section(rows=tuple(_judgements(seen))),
        agreements=Section(rows=tuple(_agreements(seen))),
        not_blanks=Section(rows=tuple(map(_not_a_blank, _all_not_blanks()))),
    )


class _Seen:
    """What a person may see, read once."""

    def __init__(self, user: User | None) -> None:
        self.user = user
        self.may_see_all = user is None or user.is_admin
        goals = Objective.objects.select_related("business_owner", "technology_owner", "parent")
        kpis = Kpi.objects.select_related("owner", "team", "outcome_of", "confidence_by")
        if user is not None:
            goals, kpis = goals.visible_to(user), kpis.visible_to(user)
        self.objectives = {goal.pk: goal for goal in goals.order_by("pk")}
        self.kpis = {kpi.pk: kpi for kpi in kpis.order_by("pk")}
        self.focus_areas = list(FocusArea.objects.select_related("owner").order_by("pk"))
        self.focus_links = [
            link
            for link in FocusLink.objects.select_related("focus_area").order_by("pk")
            if link.objective_id is None or link.objective_id in self.objectives
        ]
        self.kpi_links = [
            link
            for link in KpiLink.objects.select_related("focus_area").order_by("pk")
            if link.kpi_id in self.kpis
        ]
        self.names = _names(self.kpis.values(), self.focus_areas)


def _names(kpis: Iterable[Kpi], work: Iterable[FocusArea]) -> Mapping[UUID, str]:
    """Return the references by which stories name things, without those that name two."""
    by_kpi, by_work = {kpi.ref: kpi.uid for kpi in kpis}, {one.ref: one.uid for one in work}
    both = by_kpi.keys() & by_work.keys()
    named = [*by_kpi.items(), *by_work.items()]
    return {uid: ref for ref, uid in named if ref not in both}


def _email(person: User | None) -> str:
    return person.email if person else ""


def _people(seen: _Seen) -> Iterable[PersonRow]:
    if not seen.may_see_all:
        return
    for person in User.objects.prefetch_related("teams").order_by("pk"):
        yield PersonRow(
            email=person.email,
            name=person.name,
            job_title=person.job_title,
            role=person.role,
            teams=tuple(sorted(team.name for team in person.teams.all())),
            time_zone=person.time_zone,
            active=person.is_active,
        )


def _objectives(seen: _Seen) -> Iterable[ObjectiveRow]:
    stories = {
        story.objective_id: story for story in Story.objects.filter(objective__in=seen.objectives)
    }
    people = dict(User.objects.values_list("pk", "email"))
    shared: dict[int, list[str]] = {}
    for tie in Objective.shared_with.through.objects.filter(objective__in=seen.objectives):
        shared.setdefault(tie.objective_id, []).append(people[tie.user_id])
    for goal in seen.objectives.values():
        story = stories.get(goal.pk)
        yield _objective(goal, seen, story, tuple(sorted(shared.get(goal.pk, []))))


def _objective(
    goal: Objective, seen: _Seen, story: Story | None, shared_with: tuple[str, ...]
) -> ObjectiveRow:
    def name_of(mention: Mention) -> str | None:
        return seen.names.get(mention.uid)

    parent = seen.objectives.get(goal.parent_id or 0)
    return ObjectiveRow(
        ref=goal.ref,
        title=goal.title,
        statement=goal.statement,
        why=goal.why,
        parent=parent.ref if parent else "",
        value_driver=goal.value_driver,
        expects_technology=goal.expects_technology,
        business_owner=_email(goal.business_owner),
        technology_owner=_email(goal.technology_owner),
        status=goal.status,
        start=goal.starts_on,
        end=goal.ends_on,
        story=to_written(story.body, name_of) if story else "",
        uid=goal.uid,
        order=goal.rank,
        confidential=goal.confidential,
        shared_with=shared_with,
        problem=goal.problem,
        proposal=goal.proposal,
        sourcing=goal.sourcing,
        benefit=goal.benefit,
        benefit_from=goal.benefit_from,
        benefit_by=goal.benefit_by,
        cost=goal.cost,
        cost_from=goal.cost_from,
        cost_by=goal.cost_by,
        currency=goal.currency,
        risk=goal.risk,
        story_version=story.version if story else None,
    )


def _focus_area(work: FocusArea) -> FocusAreaRow:
    return FocusAreaRow(
        ref=work.ref,
        title=work.title,
        description=work.description,
        owner=_email(work.owner),
        status=work.status,
        rationale=work.rationale,
        uid=work.uid,
    )


def _focus_links(seen: _Seen) -> Iterable[FocusLinkRow]:
    for link in seen.focus_links:
        goal = seen.objectives.get(link.objective_id or 0)
        yield FocusLinkRow(
            focus_area=link.focus_area.ref,
            objective=goal.ref if goal else link.missing_ref,
            because=link.because,
            uid=link.uid,
        )


def _kpi(kpi: Kpi, seen: _Seen) -> KpiRow:
    goal = seen.objectives.get(kpi.outcome_of_id or 0)
    return KpiRow(
        ref=kpi.ref,
        title=kpi.title,
        definition=kpi.definition,
        meaning=kpi.meaning,
        unit=kpi.unit,
        decimals=kpi.decimals,
        kind=kpi.kind,
        direction=kpi.direction,
        baseline=kpi.baseline,
        baseline_on=kpi.baseline_on,
        target=kpi.target,
        due=kpi.due_on,
        cadence=kpi.cadence,
        owner=_email(kpi.owner),
        team=kpi.team.name if kpi.team else "",
        perspective=kpi.perspective,
        outcome_of=goal.ref if goal else "",
        status=kpi.status,
        target_words=kpi.target_words,
        formula=kpi.formula,
        low=kpi.low,
        high=kpi.high,
        strict=kpi.strict,
        change_by=kpi.change_by,
        change=kpi.change,
        aggregate=kpi.aggregate,
        warn_low=kpi.warn_low,
        warn_high=kpi.warn_high,
        pace=kpi.pace,
        pace_points=kpi.pace_points,
        on_course_by=kpi.on_course_by,
        behind_by=kpi.behind_by,
        weight=kpi.weight,
        start=kpi.starts_on,
        live_since=kpi.live_since,
        goalposts_moved_on=kpi.goalposts_moved_on,
        result=kpi.result,
        source=kpi.source,
        source_ended_on=kpi.source_ended_on,
        yearly_cost=kpi.yearly_cost,
        currency=kpi.currency,
        confidence=kpi.confidence,
        confidence_on=kpi.confidence_on,
        confidence_by=_email(kpi.confidence_by),
        uid=kpi.uid,
    )


def _steps(seen: _Seen) -> Iterable[StepRow]:
    for step in KpiStep.objects.filter(kpi__in=seen.kpis).order_by("kpi", "position", "pk"):
        kpi = seen.kpis[step.kpi_id]
        yield StepRow(kpi=kpi.ref, title=step.title, weight=step.weight, done=step.done_on)


def _kpi_links(seen: _Seen) -> Iterable[KpiLinkRow]:
    for link in seen.kpi_links:
        yield KpiLinkRow(
            kpi=seen.kpis[link.kpi_id].ref,
            focus_area=link.focus_area.ref if link.focus_area else link.missing_ref,
            because=link.because,
            uid=link.uid,
        )


def _measurements(seen: _Seen) -> Iterable[MeasurementRow]:
    rows = Measurement.objects.current().filter(kpi__in=seen.kpis)
    for row in rows.order_by("kpi", "observed_on"):
        yield MeasurementRow(
            kpi=seen.kpis[row.kpi_id].ref,
            date=row.observed_on,
            value=row.value,
            note=row.note,
            version=row.version,
            reason=row.reason,
            source=row.source,
        )


def _exemptions(seen: _Seen) -> Iterable[ExemptionRow]:
    work = {one.pk: one for one in seen.focus_areas}
    for one in Exemption.objects.select_related("approver").order_by("pk"):
        kpi = seen.kpis.get(one.kpi_id or 0)
        focus_area = work.get(one.focus_area_id or 0)
        goal = seen.objectives.get(one.objective_id or 0)
        if kpi or focus_area or goal:
            yield ExemptionRow(
                kpi=kpi.ref if kpi else "",
                reason=one.reason,
                approver=one.approver.email,
                expires=one.expires_on,
                focus_area=focus_area.ref if focus_area else "",
                objective=goal.ref if goal else "",
                code=one.code,
                granted=one.granted_on,
                ended=one.ended_on,
            )


def _judgements(seen: _Seen) -> Iterable[JudgementRow]:
    focus_links = {link.pk: link.uid for link in seen.focus_links}
    kpi_links = {link.pk: link.uid for link in seen.kpi_links}
    for one in Judgement.objects.select_related("given_by").order_by("pk"):
        link = focus_links.get(one.focus_link_id or 0) or kpi_links.get(one.kpi_link_id or 0)
        if link:
            yield JudgementRow(
                link=link,
                side=one.side,
                word=one.word,
                given_by=one.given_by.email,
                given_at=one.given_at,
                fp_link=one.fp_link,
                fp_lower=one.fp_lower,
                fp_upper=one.fp_upper,
                fp_version=one.fp_version,
                origin=one.origin,
                note=one.note,
            )


def _agreements(seen: _Seen) -> Iterable[AgreementRow]:
    rows = Agreement.objects.select_related("story", "given_by").defer("content").order_by("pk")
    for one in rows.filter(story__objective__in=seen.objectives):
        yield AgreementRow(
            objective=seen.objectives[one.story.objective_id].ref,
            side=one.side,
            given_by=one.given_by.email,
            given_at=one.given_at,
            fingerprint=one.fingerprint,
            story_version=one.story_version,
        )


def _all_not_blanks() -> Iterable[NotABlank]:
    return NotABlank.objects.select_related("said_by").order_by("pk")


def _not_a_blank(one: NotABlank) -> NotABlankRow:
    return NotABlankRow(text=one.text, said_by=one.said_by.email, said_at=one.said_at)
