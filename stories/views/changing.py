"""Forms to change and delete what is there already, one sort of thing like the other."""

from dataclasses import dataclass
from datetime import datetime
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
from stories.impact import impact_of
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
class Change(Generic[M]):
    """What a person asks for with a form: of which thing, when, and whether only in other words."""

    kind: Kind[M]
    thing: M
    form: WritingForm
    by: User
    at: datetime
    same_meaning: bool

    def store(self) -> None:
        """Store what the form says."""
        self.kind.store(self.thing, self.form, self.by, self.at)

    def weigh(self) -> Consequences | None:
        """Return what there is to know before it is stored."""
        if self.same_meaning:
            return None
        impact = impact_of(change=self.store, by=self.by, today=timezone.localdate(self.at))
        carried = None
        if impact.stories or impact.focus_links or impact.kpi_links:
            carried = could_carry(thing=self.thing, change=self.store, by=self.by, at=self.at)
        return consequences(impact, self.by, carried, ending="move_to" in self.form.fields)

    @in_one_go
    def save(self) -> Saved:
        """Move what is to be moved, store the rest, and say so."""
        kind, thing, by, at = self.kind, self.thing, self.by, self.at
        moved = ""
        if kind.moves and (to := self.form.cleaned_data.get("move_to")):
            moved = told_of_moving(
                kind.moves.on_closing(**{kind.takes: thing}, to=to, by=by, at=at), to
            )
        with carrying_over(thing=thing, by=by, at=at, same_meaning=self.same_meaning) as carried:
            self.store()
        said = (self.form.what_changed(), moved, told_of_carrying(carried))
        return Saved(" ".join(filter(None, said)), kind.page(thing))


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
    change = Change(kind, thing, form, user, at, same_meaning=is_same)

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

    @in_one_go
    def save() -> Saved:
        at, moved = timezone.now(), ""
        if kind.moves and (to := form.cleaned_data.get("move_to")):
            moved = told_of_moving(
                kind.moves.on_deleting(**{kind.takes: thing}, to=to, by=user, at=at), to
            )
        kind.remove(thing, form, user, at)
        said = " ".join(filter(None, (moved, kind.says.deleted(thing))))
        gone = kind.address("delete", pk).removesuffix("delete/")
        return Saved(said, kind.after(thing), stay_away=way_back(request, "").startswith(gone))

    form.weighed = _weighed_deletion(kind, thing, user)
    return served(request, form, page, save, hanging=hanging)


def _onward(href: str, came: str) -> str:
    """Return an address that remembers where the person came from."""
    return f"{href}?{urlencode({'next': came})}" if came else href


def _weighed_deletion(kind: Kind[M], thing: M, by: User) -> Consequences | None:
    """Return what would go with a thing; None where it cannot be deleted as things are."""
    at = timezone.now()

    def remove() -> None:
        kind.delete(**{kind.takes: thing}, by=by, at=at)

    try:
        return consequences(impact_of(change=remove, by=by, today=timezone.localdate(at)), by)
    except DomainError:
        return None
