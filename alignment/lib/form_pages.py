"""From a form to a service and back: saved and sent on, or refused beside the field."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast
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
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import slugify

from alignment.lib.errors import DomainError
from alignment.lib.fields import NOT_A_CHOICE

if TYPE_CHECKING:
    from django.db.models import QuerySet

CONTROLS = ("version", "uid", "next")
REFUSED, CONFLICT = 422, 409
WAYS = ("GET", "HEAD", "POST")
MOST_NAMED = 12


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
    """What was done, where to go, and what the person should still know."""

    message: str
    href: str
    warnings: tuple[str, ...] = ()
    # The page that the person came from may be gone.
    stay_away: bool = False


@dataclass(frozen=True, slots=True)
class FormPage:
    """What a page with a form shows around it. `section` names the part of the topbar."""

    title: str
    submit: str
    cancel: str
    section: str
    kicker: str = ""
    lede: str = ""
    danger: bool = False
    delete: str = ""
    delete_word: str = "Delete it"
    crumbs: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hanging:
    """Things of one sort that hang on what is changed: how many, and the first of them."""

    title: str
    count: int
    names: tuple[str, ...]

    @classmethod
    def of(cls, title: str, names: "QuerySet[Any, str]") -> Self:
        """Return what a query of names finds. Two queries."""
        return cls(title, names.count(), tuple(names[:MOST_NAMED]))

    @property
    def more(self) -> int:
        """Return how many are not named."""
        return self.count - len(self.names)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which what is stored and what was typed are not the same."""

    label: str
    theirs: str
    typed: str


class WritingForm(forms.Form):
    """A form behind which a service writes.

    It carries the version that the person saw, the identity of what it creates (so that the same
    form sent twice creates one thing) and where the person came from.
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
        if form.piece and data is None:
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
            if field.name not in ("uid", "next"):
                self.take(field.name, str(self.initial.get(field.name, 0)))

    def differences(self, fresh: "WritingForm") -> list[Difference]:
        """Return where what was typed differs from what a fresh form would show."""
        return [
            Difference(str(field.label), *both)
            for field in self
            if field.name in fresh.fields
            and field.name not in CONTROLS
            and (both := (in_words(fresh[field.name]), in_words(field)))
            and both[0] != both[1]
        ]

    def take(self, name: str, value: str) -> None:
        """Put a value in the place of what was sent, for when the form is shown again."""
        if isinstance(self.data, QueryDict):
            data = self.data.copy()
            data[self.add_prefix(name)] = value
            self.data = data


class DeletionForm(WritingForm):
    """Nothing is asked but that one means it."""


def stored_facts(form: type[WritingForm], thing: Model) -> dict[str, object]:
    """Return the columns of a row that a form asks for, and its version; a relation by its id."""
    columns = {column.name: column.attname for column in thing._meta.concrete_fields}
    asked = [name for name in form.base_fields if name in columns and name != "uid"]
    return {name: getattr(thing, columns[name]) for name in asked}


def in_words(field: BoundField) -> str:
    """Return what a field holds as a person reads it: a choice by its name."""
    value = field.value()
    if isinstance(field.field, forms.ChoiceField):
        held = {str(one) for one in (value if isinstance(value, list | tuple) else [value])}
        choices = cast("Iterable[tuple[object, object]]", field.field.choices)
        return ", ".join(str(label) for key, label in choices if key and str(key) in held)
    if isinstance(field.field, forms.BooleanField):
        return "yes" if value else "no"
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


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
    status, differences, stale = 200, None, None
    if request.method == "POST":
        saved, stale = _attempt(form, save)
        if stale and fresh:
            stored = fresh()
            differences = form.differences(stored)
            form.take("version", str(stored.initial.get("version", 0)))
            if not differences:
                saved = Saved("Saved: it stood like this already.", page.cancel)
        elif stale:
            form.see_anew()
            form.add_error(None, stale.sentence)
        if saved is not None:
            return gone_on(request, saved)
        status = CONFLICT if stale else REFUSED
    context = {
        "here": request.get_full_path(),
        "page": page,
        "form": form,
        "differences": differences,
        "stale": stale and stale.sentence,
        **more,
    }
    return render(request, template, context, status=status)


def gone_on(request: HttpRequest, saved: Saved) -> HttpResponseRedirect:
    """Say what was done and go to where the person came from, or to the thing's page."""
    messages.success(request, saved.message)
    for warning in saved.warnings:
        messages.warning(request, warning)
    here = saved.href if saved.stay_away else way_back(request, saved.href)
    return HttpResponseRedirect(here)


def way_back(request: HttpRequest, default: str) -> str:
    """Return where the person came from, if that is an address of this host."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    mine = asked.startswith("/") and url_has_allowed_host_and_scheme(
        asked, allowed_hosts=None, require_https=request.is_secure()
    )
    return asked if mine else default


def _attempt(
    form: WritingForm, save: Callable[[], Saved]
) -> tuple[Saved | None, DomainError | None]:
    """Save; the second is the refusal where somebody else saved first."""
    if not form.is_valid():
        return None, None
    try:
        return save(), None
    except DomainError as refusal:
        if refusal.code == "stale":
            return None, refusal
        form.refuse(refusal)
    except ValidationError as refusal:
        form.refuse_values(refusal)
    return None, None
