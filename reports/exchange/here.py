"""What is here already of what a file speaks of, read in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Lower

from accounts.models import Team, User
from kpis.models import Kpi, KpiStep
from objectives.models import FocusArea, FocusLink, Objective
from reports.exchange.document import Document
from stories.models import Agreement, Exemption, Judgement, KpiLink, NotABlank, Story
from stories.prose import unresolved

Thing = TypeVar("Thing", bound=Model)


class _Known(Protocol):
    @property
    def uid(self) -> UUID | None: ...


class _Named(_Known, Protocol):
    @property
    def ref(self) -> str: ...


@dataclass(slots=True)
class Shelf(Generic[Thing]):
    """Things by their reference and by their lasting identity."""

    by_ref: dict[str, Thing]
    by_uid: dict[UUID, Thing]

    @classmethod
    def of(cls, things: Iterable[Thing]) -> "Shelf[Thing]":
        """Return a shelf with these things on it."""
        rows = list(things)
        return cls(
            {row.ref: row for row in rows},  # type: ignore[attr-defined]
            {row.uid: row for row in rows},  # type: ignore[attr-defined]
        )

    def find(self, row: _Named) -> Thing | None:
        """Return the thing a row is about: the one with its identity, else with its reference."""
        found = self.by_uid.get(row.uid) if row.uid else None
        return found or self.by_ref.get(row.ref)


class Here:
    """What is here already; each part is read when it is first asked for.

    `by` is the person who brings the file in, None a command that may see everything.
    """

    def __init__(self, document: Document, by: User | None) -> None:
        """Note what will be asked for."""
        self.document = document
        self.by = by

    @cached_property
    def people(self) -> dict[str, User]:
        """People by their e-mail address in lower case."""
        document = self.document
        named = {row.email for row in document.people.rows}
        for objective in document.objectives.rows:
            named |= {objective.business_owner, objective.technology_owner, *objective.shared_with}
        named |= {row.owner for row in document.focus_areas.rows}
        named |= {row.owner for row in document.kpis.rows}
        named |= {row.confidence_by for row in document.kpis.rows}
        named |= {row.approver for row in document.exemptions.rows}
        named |= {row.given_by for row in document.judgements.rows}
        named |= {row.given_by for row in document.agreements.rows}
        named |= {row.said_by for row in document.not_blanks.rows}
        rows = User.objects.annotate(address=Lower("email")).filter(address__in=named - {""})
        return {row.email.lower(): row for row in rows}

    @cached_property
    def teams(self) -> dict[str, Team]:
        """All teams, by their name in lower case."""
        return {team.name.lower(): team for team in Team.objects.all()}

    @cached_property
    def objectives(self) -> Shelf[Objective]:
        """Objectives that the file names, hidden ones too."""
        document = self.document
        refs = {row.ref for row in document.objectives.rows}
        refs |= {row.parent for row in document.objectives.rows}
        refs |= {row.objective for row in document.focus_links.rows}
        refs |= {row.outcome_of for row in document.kpis.rows}
        refs |= {row.objective for row in document.exemptions.rows}
        refs |= {row.objective for row in document.agreements.rows}
        rows = Objective.objects.select_related("business_owner", "technology_owner", "parent")
        return Shelf.of(_named(rows, refs, document.objectives.rows))

    @cached_property
    def hidden(self) -> frozenset[int]:
        """Ids of the objectives that the person must not know of."""
        if self.by is None or self.by.is_admin:
            return frozenset()
        seen = Objective.objects.visible_to(self.by).values("pk")
        hidden = Objective.objects.confidential().exclude(pk__in=seen)
        return frozenset(hidden.values_list("pk", flat=True))

    @cached_property
    def parents(self) -> dict[int, int | None]:
        """The parent of each objective here."""
        return dict(Objective.objects.values_list("pk", "parent_id"))

    @cached_property
    def shared(self) -> dict[int, list[User]]:
        """With whom the objectives of the file are shared."""
        ties = Objective.shared_with.through.objects.select_related("user")
        found: dict[int, list[User]] = {}
        for tie in ties.filter(objective__in=_ids(self.objectives)):
            found.setdefault(tie.objective_id, []).append(tie.user)
        return found

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """References and titles by which the stories of the file name things."""
        stories = (row.story for row in self.document.objectives.rows if "@[" in row.story)
        return frozenset(name.strip() for story in stories for name in unresolved(story))

    @cached_property
    def focus_areas(self) -> Shelf[FocusArea]:
        """Focus areas that the file names."""
        document = self.document
        refs = {row.ref for row in document.focus_areas.rows} | self.mentioned
        refs |= {row.focus_area for row in document.focus_links.rows}
        refs |= {row.focus_area for row in document.kpi_links.rows}
        refs |= {row.focus_area for row in document.exemptions.rows}
        rows = FocusArea.objects.select_related("owner")
        return Shelf.of(_named(rows, refs, document.focus_areas.rows, self.mentioned))

    @cached_property
    def kpis(self) -> Shelf[Kpi]:
        """KPIs that the file names, hidden ones too."""
        document = self.document
        refs = {row.ref for row in document.kpis.rows} | self.mentioned
        refs |= {row.kpi for row in document.kpi_links.rows}
        refs |= {row.kpi for row in document.measurements.rows}
        refs |= {row.kpi for row in document.exemptions.rows}
        refs |= {row.kpi for row in document.steps.rows}
        rows = Kpi.objects.select_related("owner", "team", "outcome_of", "confidence_by")
        return Shelf.of(_named(rows, refs, document.kpis.rows, self.mentioned))

    @cached_property
    def focus_links(self) -> list[FocusLink]:
        """Links from the focus areas of the file, by identity, or beside one that waits for it."""
        document = self.document
        refs = [row.ref for row in document.objectives.rows]
        waiting = FocusLink.objects.filter(objective=None, missing_ref__in=refs)
        rows = FocusLink.objects.select_related("focus_area", "objective").in_order()
        return list(
            rows.filter(
                Q(focus_area__in=_ids(self.focus_areas) if document.focus_links.rows else [])
                | Q(uid__in=_uids(document.focus_links.rows) | self._judged)
                | Q(focus_area__in=waiting.values("focus_area"))
            )
        )

    @cached_property
    def kpi_links(self) -> list[KpiLink]:
        """Links from the KPIs of the file, by identity, or beside one that waits for it."""
        document = self.document
        refs = [row.ref for row in document.focus_areas.rows]
        waiting = KpiLink.objects.filter(focus_area=None, missing_ref__in=refs)
        rows = KpiLink.objects.select_related("kpi", "focus_area").in_order()
        return list(
            rows.filter(
                Q(kpi__in=_ids(self.kpis) if document.kpi_links.rows else [])
                | Q(uid__in=_uids(document.kpi_links.rows) | self._judged)
                | Q(kpi__in=waiting.values("kpi"))
            )
        )

    @cached_property
    def stories(self) -> dict[int, Story]:
        """Stories of the objectives of the file, by objective."""
        return {
            story.objective_id: story
            for story in Story.objects.filter(objective__in=_ids(self.objectives))
        }

    @cached_property
    def steps(self) -> dict[tuple[int, str], KpiStep]:
        """Steps of the KPIs of the file, by KPI and title."""
        steps = KpiStep.objects.filter(kpi__in=_ids(self.kpis)).order_by("-pk")
        return {(step.kpi_id, step.title): step for step in steps}

    @cached_property
    def exemptions(self) -> list[Exemption]:
        """Exemptions of what the file names, oldest first."""
        return list(
            Exemption.objects.select_related("approver")
            .filter(
                Q(kpi__in=_ids(self.kpis))
                | Q(focus_area__in=_ids(self.focus_areas))
                | Q(objective__in=_ids(self.objectives))
            )
            .order_by("pk")
        )

    @cached_property
    def judgements(self) -> list[Judgement]:
        """What was said of the links that the file speaks of."""
        links = [link.pk for link in self.focus_links], [link.pk for link in self.kpi_links]
        said = Q(focus_link__in=links[0]) | Q(kpi_link__in=links[1])
        return list(Judgement.objects.filter(said))

    @cached_property
    def agreements(self) -> list[Agreement]:
        """Signatures under the stories of the objectives of the file."""
        goals = _ids(self.objectives)
        return list(Agreement.objects.select_related("story").filter(story__objective__in=goals))

    @cached_property
    def not_blanks(self) -> frozenset[str]:
        """Texts of the file that are remembered as no blanks already."""
        texts = [row.text for row in self.document.not_blanks.rows]
        return frozenset(NotABlank.objects.filter(text__in=texts).values_list("text", flat=True))

    @property
    def _judged(self) -> set[UUID]:
        return {row.link for row in self.document.judgements.rows if row.link}


def _named(
    rows: QuerySet[Thing],
    refs: set[str],
    sheet: Iterable[_Known],
    titles: frozenset[str] = frozenset(),
) -> QuerySet[Thing]:
    known = Q(ref__in=refs - {""}) | Q(uid__in=_uids(sheet))
    return rows.filter(known | Q(title__in=titles)).order_by("pk")


def _uids(rows: Iterable[_Known]) -> set[UUID]:
    return {row.uid for row in rows if row.uid}


def _ids(shelf: Shelf[Thing]) -> list[int]:
    return [row.pk for row in shelf.by_ref.values()]
