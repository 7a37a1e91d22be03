"""Forms to change and delete what is there already, one sort of thing like the other."""

from typing import TypeVar

from django.db.models import Model
from django.http import HttpResponse
from django.utils import timezone

from accounts.access import PageRequest
from alignment.lib.form_pages import DeletionForm, FormPage, Saved, WritingForm, served, way_back
from stories.views.kinds import Kind

M = TypeVar("M", bound=Model)


def edit(request: PageRequest, pk: int, kind: Kind[M]) -> HttpResponse:
    """Change a thing."""
    user, thing = request.user, kind.door(request.user, pk)
    form = kind.form(request, user, thing)
    page = FormPage(
        title=kind.says.change,
        kicker=str(thing),
        submit="Save",
        cancel=way_back(request, kind.page(thing)),
        section=kind.section,
        delete=kind.address("delete", pk),
        delete_word=kind.says.word,
    )

    def save() -> Saved:
        kind.store(thing, form, user, timezone.now())
        return Saved(form.what_changed(), kind.page(thing))

    def fresh() -> WritingForm:
        return kind.form(None, user, kind.door(user, pk))

    hanging = kind.hanging and kind.hanging(thing, user)
    return served(request, form, page, save, fresh=fresh, hanging=hanging)


def delete(request: PageRequest, pk: int, kind: Kind[M]) -> HttpResponse:
    """Delete a thing that nothing hangs on, or remove a line."""
    user, thing = request.user, kind.door(request.user, pk)
    form = DeletionForm.asked(request, initial={"version": kind.known(thing)["version"]})
    page = FormPage(
        title=kind.says.delete.format(thing),
        kicker="" if "{}" in kind.says.delete else str(thing),
        lede=kind.says.lede,
        submit=kind.says.submit,
        cancel=way_back(request, kind.page(thing)),
        section=kind.section,
        danger=True,
    )

    def save() -> Saved:
        kind.remove(thing, form, user, timezone.now())
        return Saved(kind.says.deleted(thing), kind.after(thing), stay_away=True)

    hanging = kind.hanging and kind.hanging(thing, user)
    return served(request, form, page, save, hanging=hanging)
