"""From a form to a service and back: saved and sent on, or refused beside the field."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar, Protocol, Self
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import slugify

from alignment.lib.conflicts import CONTROLS, Conflict, mark_of, met, sent_value
from alignment.lib.errors import DomainError
from alignment.lib.fields import NOT_A_CHOICE

REFUSED, CONFLICT = 422, 409
WAYS = ("GET", "HEAD", "POST")


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, under one heading; folded away where few need them.

    Names within a tuple of their own stand side by side where there is room.
    """

    title: str
    fields: tuple[str | tuple[str, ...], ...]
    lede: str = ""
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """What was done, where to go, what one should still know, and the form that undoes it."""

    message: str
    href: str
    warnings: tuple[str, ...] = ()
    # The page that the person came from may be gone.
    stay_away: bool = False
    undo: str = ""


@dataclass(frozen=True, slots=True)
class FormPage:
    """What a page with a form shows around it. `section` names the part of the topbar.

    `trial` are the words of a second button, which sends `try` along with the form.
    """

    title: str
    submit: str
    cancel: str
    section: str
    kicker: str = ""
    lede: str = ""
    danger: bool = False
    delete: str = ""
    delete_word: str = "Delete it"
    trial: str = ""
    crumbs: tuple[dict[str, str], ...] = ()


class Weighed(Protocol):
    """What a change would do, for a person to decide about; `digest` names exactly this."""

    @property
    def digest(self) -> str:
        """Return a short name for exactly this."""


class WritingForm(forms.Form):
    """A form behind which a service writes.

    It carries the version that the person saw and what stood in each field then, the identity of
    what it creates (so that the same form sent twice creates one thing), where the person came
    from, and a token of what they were shown before they said that they mean it.
    """

    GROUPS: ClassVar[tuple[Group, ...]] = ()
    # What can be asked on its own, by its name in the address: `?only=when`.
    PIECES: ClassVar[Mapping[str, Group]] = {}
    # The field beside which the refusals of some codes and constraints belong.
    BESIDE: ClassVar[Mapping[str, str]] = {}
    # The field of this form in which a fact of another name is written.
    WRITTEN_AS: ClassVar[Mapping[str, str]] = {}

    piece: Group | None = None

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    next = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    base = forms.CharField(widget=forms.HiddenInput, required=False)
    meant = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    # What saving would do, or whose save came first: shown above the fields.
    weighed: Weighed | None = None
    is_asking = False
    conflict: Conflict | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        """Give the form its identity, once: a form that comes back keeps its own."""
        options["initial"] = {"uid": uuid4()} | dict(options.get("initial") or {})
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.error_messages["required"] = "This is needed: fill it in."
            if isinstance(field, forms.ChoiceField):
                field.error_messages["invalid_choice"] = NOT_A_CHOICE

    @classmethod
    def asked(cls, request: HttpRequest, **options: Any) -> Self:
        """Return the form as it was sent, or a fresh one that remembers where one came from.

        `?only=` asks one piece of it; what that piece holds may then be given in the address too.
        """
        initial = {"next": request.GET.get("next", "")} | dict(options.pop("initial", None) or {})
        data = request.POST if request.method == "POST" else None
        if request.headers.get("HX-Request"):  # several forms may stand on one page
            options["auto_id"] = f"id_{slugify(request.path)}_%s"
        form = cls(data, initial=initial, **options)
        form.narrow(request.GET.get("only", ""))
        form.choose()
        if form.piece and data is None:
            form.initial["base"] = form.seen_so_far()
            form.initial.update(
                {name: request.GET[name] for name in form.asks() & request.GET.keys()}
            )
        return form

    def narrow(self, only: str) -> None:
        """Ask one piece alone: what is not asked is not sent, and stays as it is stored."""
        self.piece = self.pieces().get(only)
        if self.piece:
            for name in self.fields.keys() - self.asks() - set(CONTROLS):
                del self.fields[name]

    def pieces(self) -> Mapping[str, Group]:
        """Return what can be asked on its own."""
        return self.PIECES

    def asks(self) -> set[str]:
        """Return the names of the fields of the piece that is asked."""
        rows = self.piece.fields if self.piece else ()
        return {name for row in rows for name in ((row,) if isinstance(row, str) else row)}

    def facts(self) -> dict[str, Any]:
        """Return what was said, without what the form needs for itself."""
        return {name: said for name, said in self.cleaned_data.items() if name not in CONTROLS}

    @property
    def seen(self) -> int:
        """Return the version that the person saw; 0 where there was none."""
        return self.cleaned_data.get("version") or 0

    def what_changed(self) -> str:
        """Return in a sentence which fields say something else now."""
        labels = [str(self[name].label) for name in self.changed_data if name not in CONTROLS]
        if not labels:
            return "Nothing was changed."
        return f"Saved: {', '.join(labels)}."

    def groups(self) -> Iterator[dict[str, object]]:
        """Yield each group with its fields, row by row; one with something wrong is open."""
        asked = (self.piece,) if self.piece else self.GROUPS
        for group in asked or (Group("", tuple(self.fields)),):
            rows = [row for names in group.fields if (row := self._row(names))]
            if rows:
                wrong = any(field.errors for row in rows for field in row)
                yield {
                    "title": group.title,
                    "lede": group.lede,
                    "rows": rows,
                    "folded": group.folded,
                    "open": wrong or (group.folded and self.needs(group)),
                }

    def needs(self, group: Group) -> bool:  # noqa: ARG002
        """Say whether what was said so far needs a group that is folded away otherwise."""
        return False

    def _row(self, names: str | tuple[str, ...]) -> list[BoundField]:
        found = (names,) if isinstance(names, str) else names
        return [self[one] for one in found if one in self.fields and not self[one].is_hidden]

    def refuse(self, refusal: DomainError) -> None:
        """Put a service's refusal beside the fields that it is about, or above all."""
        by_field = refusal.facts.get("fields")
        if not isinstance(by_field, Mapping):
            code = str(refusal.facts.get("constraint") or refusal.code)
            by_field = {self.BESIDE.get(code, ""): [refusal.sentence]}
        for name, sentences in by_field.items():
            for sentence in sentences:
                beside = self.WRITTEN_AS.get(name, name)
                problem = ValidationError(sentence[:1].upper() + sentence[1:], code=refusal.code)
                self.add_error(beside if beside in self.fields else None, problem)

    def refuse_values(self, refusal: ValidationError) -> None:
        """Put a model's refusals beside their fields; what has no field here goes above all."""
        by_field = (
            refusal.error_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: [refusal]}
        )
        for name, problems in by_field.items():
            for problem in problems:
                self.add_error(name if name in self.fields else None, problem)

    def see_anew(self) -> None:
        """Carry what is stored now, not what the person saw: the page shows it to them again."""
        for field in self.hidden_fields():
            if field.name not in ("uid", "next", "meant"):
                self.take(field.name, str(self.initial.get(field.name, 0)))

    def choose(self) -> None:
        """Put into the fields what the person chose where two had changed the same.

        Into one that was typed in since, nothing is put: what was typed last is meant.
        """
        for name in self.fields:
            chosen = str(self.data.get(f"choose-{name}", ""))
            untouched = self.data.get(f"shown-{name}") == mark_of(self[name]) if chosen else False
            if untouched and chosen.startswith("="):
                self.take(name, chosen[1:])

    def ask(self, weighed: Weighed) -> None:
        """Show what saving would do; sent again unchanged, it is meant."""
        self.weighed, self.is_asking = weighed, True
        self.take("meant", self._token(weighed))

    def is_meant(self, weighed: Weighed) -> bool:
        """Say whether the person was shown just this about just these words."""
        return self.data.get("meant") == self._token(weighed)

    def _token(self, weighed: Weighed) -> str:
        said = [
            (name, sent_value(self[name].value())) for name in self.fields if name not in CONTROLS
        ]
        return sha256(repr((weighed.digest, said)).encode()).hexdigest()

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """Return what a field starts from; `base` from all that the person sees."""
        if field_name == "base" and "base" not in self.initial:
            return self.seen_so_far()
        return super().get_initial_for_field(field, field_name)

    def seen_so_far(self) -> str:
        """Return what stands in each field of a thing that is there already, as one text."""
        if not self.initial.get("version"):
            return ""
        fields = [(name, one) for name, one in self.fields.items() if name not in CONTROLS]
        return json.dumps(
            {
                name: sent_value(one.prepare_value(self.get_initial_for_field(one, name)))
                for name, one in fields
            }
        )

    def take(self, name: str, value: str) -> None:
        """Put a value in the place of what was sent, for when the form is shown again."""
        if isinstance(self.data, QueryDict):
            data = self.data.copy()
            if isinstance(self.fields.get(name), forms.ModelMultipleChoiceField):
                data.setlist(name, value.split(",") if value else [])
            else:
                data[name] = value
            self.data = data


class DeletionForm(WritingForm):
    """Nothing is asked but that one means it."""


def stored_facts(form: type[WritingForm], thing: Model) -> dict[str, object]:
    """Return the columns of a row that a form asks for, and its version; a relation by its id."""
    columns = {column.name: column.attname for column in thing._meta.concrete_fields}
    asked = [name for name in form.base_fields if name in columns and name != "uid"]
    return {name: getattr(thing, columns[name]) for name in asked}


def served(
    request: HttpRequest,
    form: WritingForm,
    page: FormPage,
    save: Callable[[], Saved],
    *,
    fresh: Callable[[], WritingForm] | None = None,
    template: str = "form_page.html",
    **more: object,
) -> HttpResponse:
    """Show a form; when it is sent, save it and go on, or show it again with what is wrong.

    `fresh` makes a form of what is stored now: with it, a save over somebody else's shows both.
    """
    if request.method not in WAYS:
        return HttpResponseNotAllowed(WAYS)
    status = 200
    if request.method == "POST" and "put" not in request.POST:
        saved, stale = _attempt(form, save)
        if stale and fresh:
            form.conflict = met(form, fresh(), stale.sentence, form.take)
            if not form.conflict:
                saved = Saved("Saved: it stood like this already.", page.cancel)
        elif stale:
            form.see_anew()
            form.add_error(None, stale.sentence)
        if saved is not None:
            return gone_on(request, saved)
        status = CONFLICT if stale else 200 if form.is_asking else REFUSED
    context = {"here": request.get_full_path(), "page": page, "form": form, **more}
    page_again = render(request, template, context, status=status)
    page_again["HX-Push-Url"] = "false"  # a form that comes back where a thing stands is no page
    return page_again


def gone_on(request: HttpRequest, saved: Saved) -> HttpResponseRedirect:
    """Say what was done and go to where the person came from, or to the thing's page."""
    here = saved.href if saved.stay_away else way_back(request, saved.href)
    messages.success(request, with_undo(saved, here))
    for warning in saved.warnings:
        messages.warning(request, warning)
    return HttpResponseRedirect(here)


def with_undo(saved: Saved, back: str) -> str:
    """Return what was done, with the way to undo it where there is one."""
    if not saved.undo:
        return saved.message
    href = f"{saved.undo}{'&' if '?' in saved.undo else '?'}{urlencode({'next': back})}"
    return format_html('{} <a href="{}">Undo</a>', saved.message, href)


def way_back(request: HttpRequest, default: str) -> str:
    """Return where the person came from, if that is an address of this host."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    mine = asked.startswith("/") and url_has_allowed_host_and_scheme(
        asked, allowed_hosts=None, require_https=request.is_secure()
    )
    return asked if mine else default


def if_meant(
    form: WritingForm, save: Callable[[], Saved], weigh: Callable[[], Weighed | None]
) -> Callable[[], Saved]:
    """Return `save` so that a person is first asked, once, about what it would do.

    `weigh` returns that; what is false needs no asking.
    """

    def saved() -> Saved:
        weighed = weigh()
        if weighed and not form.is_meant(weighed):
            form.ask(weighed)
            raise _AskedFirst
        return save()

    return saved


class _AskedFirst(Exception):  # noqa: N818
    """Nothing is wrong; a person has to say that they mean it."""


def _attempt(
    form: WritingForm, save: Callable[[], Saved]
) -> tuple[Saved | None, DomainError | None]:
    """Save; the second is the refusal where somebody else saved first."""
    if not form.is_valid():
        return None, None
    try:
        return save(), None
    except _AskedFirst:
        return None, None
    except DomainError as refusal:
        if refusal.code == "stale":
            return None, refusal
        form.refuse(refusal)
    except ValidationError as refusal:
        form.refuse_values(refusal)
    return None, None
