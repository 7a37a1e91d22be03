"""The sorts of things that are changed and deleted on pages of their own: in words and deeds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.urls import reverse

from accounts.access import PageRequest
from accounts.models import User
from alignment.lib.fields import Pick
from alignment.lib.form_pages import WritingForm
from kpis.access import kpi_to_edit
from kpis.forms import KpiForm
from kpis.models import Kpi
from kpis.services import delete_kpi, edit_whole_kpi
from objectives.access import focus_area_to_edit, focus_link_to_edit, objective_to_edit
from objectives.forms import FocusAreaForm, FocusLinkEditForm, ObjectiveForm
from objectives.models import FocusArea, FocusLink, Objective
from objectives.services import (
    delete_focus_area,
    delete_objective,
    edit_focus_area,
    edit_focus_link,
    edit_objective,
    unlink_focus_area,
)
from stories.access import kpi_link_to_edit
from stories.forms import WORK, KpiLinkForm, work_to_choose
from stories.lines.graph import FINISHED
from stories.models import KpiLink
from stories.pages.hanging import (
    Hanging,
    goals_to_move_to,
    hanging_on_focus_area,
    hanging_on_kpi,
    hanging_on_objective,
    something_measures,
    something_serves,
)
from stories.pages.lacking import Lacking, lacking_beside_form
from stories.services import (
    Moved,
    Thing,
    edit_kpi_link,
    move_from_focus_area,
    move_from_objective,
    unlink_kpi,
)

M = TypeVar("M", bound=Thing)
LINK_WORDS = {"delete": "Remove this line?", "submit": "Remove the line"}


@dataclass(frozen=True, slots=True)
class Words(Generic[M]):
    """What the pages about a sort of thing say. `deleted` says it of the thing itself."""

    change: str
    delete: str
    submit: str
    lede: str
    deleted: Callable[[M], str]
    word: str = "Delete it"
    name: Callable[[M], str] = str


@dataclass(frozen=True, slots=True)
class Moves(Generic[M]):
    """How what hangs on a thing moves to another one when the thing comes to an end.

    `waiting` says whether anything does. `on_closing` leaves what belongs to the thing's history
    where it is, `on_deleting` leaves nothing.
    """

    label: str
    waiting: Callable[[M, User], bool]
    targets: Callable[[M, User], QuerySet[Any]]
    on_closing: Callable[..., Moved]
    on_deleting: Callable[..., Moved]
    named_by: tuple[str, ...] = ("title", "ref")

    def asked(self, thing: M, by: User, label: str = "") -> Pick:
        """Return the field that asks where to."""
        return Pick(
            label=label or self.label,
            named_by=self.named_by,
            queryset=self.targets(thing, by),
            required=False,
            empty_label="Leave it where it is",
            help_text="Lines that move have to be confirmed again.",
        )


@dataclass(frozen=True, slots=True)
class Kind(Generic[M]):
    """A sort of thing: its door, its form, its services, its words, and where its pages are.

    `takes` is the name under which form and services take the thing; `lacks` tells beside the form
    what it lacks as it is stored.
    """

    name: str
    section: str
    takes: str
    door: Callable[[User, int], M]
    shape: type[WritingForm]
    known: Callable[[M], dict[str, object]]
    edit: Callable[..., object]
    delete: Callable[..., object]
    says: Words[M]
    page: Callable[[M], str]
    after: Callable[[M], str]
    hanging: Callable[[M, User], list[Hanging]] | None = None
    ended: frozenset[str] = frozenset()
    moves: Moves[M] | None = None
    lacks: Callable[[User, M, date], Lacking] | None = None

    def form(self, request: PageRequest | None, by: User, thing: M) -> WritingForm:
        """Return the form of a thing as it was sent; fresh without a request."""
        options = {"by": by, self.takes: thing, "initial": self.known(thing)}
        return self.shape.asked(request, **options) if request else self.shape(**options)

    def store(self, thing: M, form: WritingForm, by: User, at: datetime) -> None:
        """Store what the form says of a thing.

        Raises:
            DomainError: it is refused, or somebody saved meanwhile.
        """
        self.edit(**{self.takes: thing}, facts=form.facts(), version=form.seen, by=by, at=at)

    def remove(self, thing: M, form: WritingForm, by: User, at: datetime) -> None:
        """Delete a thing.

        Raises:
            DomainError: something hangs on it, or somebody saved meanwhile.
        """
        self.delete(**{self.takes: thing}, version=form.seen, by=by, at=at)

    def ends(self, thing: M, form: WritingForm) -> bool:
        """Say whether the form brings a thing to an end that goes on so far."""
        said = str(form["status"].value()) if "status" in form.fields else ""
        return said in self.ended and getattr(thing, "status", "") not in self.ended

    def address(self, deed: str, pk: int) -> str:
        """Return where something is done with a thing of this sort."""
        return reverse(f"stories:{self.name}-{deed}", args=[pk])


def _page(name: str, pk: int | None) -> str:
    return reverse(f"stories:{name}-page", args=[pk])


def _list(name: str) -> str:
    return reverse(f"stories:{name}-list")


OBJECTIVE: Kind[Objective] = Kind(
    name="objective",
    section="objectives",
    takes="objective",
    door=objective_to_edit,
    shape=ObjectiveForm,
    known=ObjectiveForm.known,
    edit=edit_objective,
    delete=delete_objective,
    page=lambda goal: _page("objective", goal.pk),
    after=lambda _: _list("objective"),
    hanging=hanging_on_objective,
    lacks=lacking_beside_form,
    ended=FINISHED,
    moves=Moves(
        label="Move its work and the goals under it to",
        waiting=something_serves,
        targets=goals_to_move_to,
        on_closing=move_from_objective,
        on_deleting=partial(move_from_objective, with_measures=True),
    ),
    says=Words(
        change="Change the goal",
        delete="Delete “{}”?",
        submit="Delete the goal",
        lede="Only a goal that nothing hangs on can be deleted. Move what hangs on it first, or "
        "close it instead: give it the status achieved, not achieved or dropped, and its history "
        "stays.",
        deleted=lambda goal: f"“{goal}” is deleted.",
    ),
)
FOCUS_AREA: Kind[FocusArea] = Kind(
    name="focus-area",
    section="focus-areas",
    takes="focus_area",
    door=focus_area_to_edit,
    shape=FocusAreaForm,
    known=FocusAreaForm.known,
    edit=edit_focus_area,
    delete=delete_focus_area,
    page=lambda area: _page("focus-area", area.pk),
    after=lambda _: _list("focus-area"),
    hanging=hanging_on_focus_area,
    ended=frozenset({FocusArea.Status.RETIRED.value}),
    moves=Moves(
        label="Move its KPIs to",
        waiting=something_measures,
        targets=lambda area, by: work_to_choose(by).exclude(pk=area.pk),
        named_by=WORK,
        on_closing=move_from_focus_area,
        on_deleting=partial(move_from_focus_area, with_goals=True),
    ),
    says=Words(
        change="Change the focus area",
        delete="Delete “{}”?",
        submit="Delete the focus area",
        lede="Only work that serves no goal and has no measure can be deleted. Move them first, or "
        "retire the work instead: its history stays.",
        deleted=lambda area: f"“{area}” is deleted.",
    ),
)
FOCUS_LINK: Kind[FocusLink] = Kind(
    name="focus-link",
    section="focus-areas",
    takes="link",
    door=focus_link_to_edit,
    shape=FocusLinkEditForm,
    known=FocusLinkEditForm.known,
    edit=edit_focus_link,
    delete=unlink_focus_area,
    page=lambda link: _page("focus-area", link.focus_area_id),
    after=lambda link: _page("focus-area", link.focus_area_id),
    says=Words(
        change="Change the line",
        **LINK_WORDS,
        lede="Measures that reach the goal by this line alone no longer reach it, and what both "
        "sides said of the line goes with it. The history keeps that it was there.",
        deleted=lambda link: (
            f"“{link.focus_area}” no longer serves “{link.objective or link.missing_ref}”."
        ),
        word="Remove the line",
        name=lambda link: f"{link.focus_area} → {link.objective or link.missing_ref}",
    ),
)
KPI: Kind[Kpi] = Kind(
    name="kpi",
    section="kpis",
    takes="kpi",
    door=kpi_to_edit,
    shape=KpiForm,
    known=KpiForm.known,
    edit=edit_whole_kpi,
    delete=delete_kpi,
    page=lambda kpi: _page("kpi", kpi.pk),
    after=lambda _: _list("kpi"),
    hanging=hanging_on_kpi,
    ended=frozenset({Kpi.Status.RETIRED.value}),
    says=Words(
        change="Change the KPI",
        delete="Delete “{}”?",
        submit="Delete the KPI",
        lede="Only a KPI that was never measured and that nothing hangs on can be deleted. "
        "Another is retired instead: it leaves the lists, and its history stays.",
        deleted=lambda kpi: f"“{kpi}” is deleted.",
    ),
)
KPI_LINK: Kind[KpiLink] = Kind(
    name="kpi-link",
    section="kpis",
    takes="link",
    door=kpi_link_to_edit,
    shape=KpiLinkForm,
    known=KpiLinkForm.known,
    edit=edit_kpi_link,
    delete=unlink_kpi,
    page=lambda link: _page("kpi", link.kpi_id),
    after=lambda link: _page("kpi", link.kpi_id),
    says=Words(
        change="Change the line",
        **LINK_WORDS,
        lede="The KPI no longer reaches the goals behind this work by this line, and what both "
        "sides said of the line goes with it. The history keeps that it was there.",
        deleted=lambda link: (
            f"“{link.kpi}” no longer measures “{link.focus_area or link.missing_ref}”."
        ),
        word="Remove the line",
        name=lambda link: f"{link.kpi} → {link.focus_area or link.missing_ref}",
    ),
)
