"""Forms to change and delete what is there already, one sort of thing like the other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Generic
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils import timezone

from accounts.access import PageRequest
from accounts.models import User
from accounts.saving import in_one_go
from alignment.lib.errors import DomainError
from alignment.lib.form_pages import (
    DeletionForm,
    FormPage,
    Saved,
    WritingForm,
    if_meant,
    served,
    way_back,
)
from stories.impact import Impact, impact_of
from stories.pages.consequences import (
    Consequences,
    consequences,
    could_carry,
    told_of_carrying,
    told_of_moving,
)
from stories.services import carrying_over
from stories.views.kinds import Kind, M


@dataclass(frozen=True, slots=True)
class Deed(Generic[M]):
    """What a person asks for with a form: to do what, to which thing, and when."""

    kind: Kind[M]
    thing: M
    form: WritingForm
    by: User
    at: datetime

    def move(self, *, deleting: bool = False) -> str:
        """Move what hangs on the thing where the person said; return that as a sentence."""
        moves, to = self.kind.moves, self.form.cleaned_data.get("move_to")
        if not moves or not to:
            return ""
        move = moves.on_deleting if deleting else moves.on_closing
        return told_of_moving(
            move(**{self.kind.takes: self.thing}, to=to, by=self.by, at=self.at), to
        )

    def impact(self, change: Callable[[], object]) -> Impact:
        """Return what a change would spoil."""
        return impact_of(change=change, by=self.by, today=timezone.localdate(self.at))


@dataclass(frozen=True, slots=True)
class Change(Deed[M]):
    """A thing is changed, perhaps only in other words, and what hangs on it may move before."""

    same_meaning: bool

    def store(self) -> str:
        """Move what is to be moved and store what the form says; return what was moved."""
        moved = self.move()
        self.kind.store(self.thing, self.form, self.by, self.at)
        return moved

    def weigh(self) -> Consequences | None:
        """Return what there is to know before it is stored."""
        if self.same_meaning:
            return None
        impact = self.impact(self.store)
        carried = None
        if impact.stories or impact.focus_links or impact.kpi_links:
            carried = could_carry(thing=self.thing, change=self.store, by=self.by, at=self.at)
        undecided = "move_to" in self.form.fields and not self.form.cleaned_data["move_to"]
        return consequences(impact, self.by, carried, ending=undecided)

    @in_one_go
    def save(self) -> Saved:
        """Move what is to be moved, store the rest, and say so."""
        same, at = self.same_meaning, self.at
        with carrying_over(thing=self.thing, by=self.by, at=at, same_meaning=same) as carried:
            moved = self.store()
        said = (self.form.what_changed(), moved, told_of_carrying(carried))
        return Saved(" ".join(filter(None, said)), self.kind.page(self.thing))


@dataclass(frozen=True, slots=True)
class Removal(Deed[M]):
    """A thing is deleted, and what hangs on it may move before."""

    def carry_out(self) -> str:
        """Move what is to be moved and delete the thing; return what was moved."""
        moved = self.move(deleting=True)
        self.kind.remove(self.thing, self.form, self.by, self.at)
        return moved

    def as_it_is(self) -> Consequences | None:
        """Return what would go with the thing; None where it cannot be deleted as things are."""
        remove = partial(self.kind.delete, **{self.kind.takes: self.thing}, by=self.by, at=self.at)
        try:
            return consequences(self.impact(remove), self.by)
        except DomainError:
            return None

    def weigh(self) -> Consequences | None:
        """Return what moving would do; what deleting does stands there from the first."""
        if not self.form.cleaned_data.get("move_to"):
            return None
        return consequences(self.impact(self.carry_out), self.by)

    @in_one_go
    def save(self) -> Saved:
        """Move what is to be moved, delete the rest, and say so."""
        moved, kind = self.carry_out(), self.kind
        return Saved(
            " ".join(filter(None, (moved, kind.says.deleted(self.thing)))), kind.after(self.thing)
        )


def edit(request: PageRequest, pk: int, kind: Kind[M]) -> HttpResponse:
    """Change a thing; what that would put in doubt or bring to an end is said first."""
    user, thing = request.user, kind.door(request.user, pk)
    form = kind.form(request, user, thing)
    if kind.moves and kind.ends(thing, form) and kind.moves.waiting(thing, user):
        form.fields["move_to"] = kind.moves.asked(thing, user)
    page = FormPage(
        title=kind.says.change,
        kicker=kind.says.name(thing),
        submit="Save",
        cancel=way_back(request, kind.page(thing)),
        section=kind.section,
        delete=_onward(kind.address("delete", pk), way_back(request, "")),
        delete_word=kind.says.word,
    )
    is_same = request.POST.get("wording") == "only"
    at = timezone.now()
    change = Change(kind, thing, form, user, at, is_same)

    def fresh() -> WritingForm:
        return kind.form(None, user, kind.door(user, pk))

    hanging = kind.hanging and kind.hanging(thing, user)
    lacks = None if form.piece or request.htmx else kind.lacks
    lacking = lacks and lacks(user, thing, timezone.localdate(at))
    save = if_meant(form, change.save, change.weigh)
    return served(request, form, page, save, fresh=fresh, hanging=hanging, lacking=lacking)


def delete(request: PageRequest, pk: int, kind: Kind[M]) -> HttpResponse:
    """Delete a thing that nothing hangs on, or remove a line; what hangs on it may be moved."""
    user, thing = request.user, kind.door(request.user, pk)
    form = DeletionForm.asked(request, initial={"version": kind.known(thing)["version"]})
    hanging = kind.hanging(thing, user) if kind.hanging else []
    if kind.moves and any(one.count for one in hanging):
        form.fields["move_to"] = kind.moves.asked(thing, user, "Move what hangs on it to")
    page = FormPage(
        title=kind.says.delete.format(thing),
        kicker="" if "{}" in kind.says.delete else kind.says.name(thing),
        lede=kind.says.lede,
        submit=kind.says.submit,
        cancel=way_back(request, kind.page(thing)),
        section=kind.section,
        danger=True,
    )

    removal = Removal(kind, thing, form, user, timezone.now())
    gone = kind.address("delete", pk).removesuffix("delete/")
    stay_away = way_back(request, "").startswith(gone)

    def save() -> Saved:
        return replace(removal.save(), stay_away=stay_away)

    form.weighed = removal.as_it_is()
    return served(request, form, page, if_meant(form, save, removal.weigh), hanging=hanging)


def _onward(href: str, came: str) -> str:
    """Return an address that remembers where the person came from."""
    return f"{href}?{urlencode({'next': came})}" if came else href
