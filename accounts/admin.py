"""People and teams in Django's admin, written through services; what was done, to look at."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import admin as of_django
from django.contrib.auth.models import Group
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts import services
from accounts.access import PageRequest
from accounts.forms import PasswordField
from accounts.models import AuditEvent, Team, User
from alignment.lib.administration import RecordAdmin
from alignment.lib.errors import DomainError

OF_A_PERSON = {"email", "name", "job_title", "time_zone"}
REFUSAL = "_refusal_of_a_service"

if of_django and admin.site.is_registered(Group):  # rights hang on roles, not on groups
    admin.site.unregister(Group)


class WrittenForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form whose row a service writes; what it refused stands beside its field."""

    refusal: ClassVar[DomainError | None] = None

    def clean(self) -> dict[str, Any] | None:
        """Show what the service refused when this was sent."""
        said = super().clean()
        if self.refusal is not None:
            by_field = self.refusal.facts.get("fields")
            complaints = by_field if isinstance(by_field, dict) else {}
            for name, sentences in (
                complaints or {NON_FIELD_ERRORS: [self.refusal.sentence]}
            ).items():
                self.add_error(name if name in self.fields else None, sentences)
        return said


class WrittenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that are changed here, each change through a service."""

    form = WrittenForm
    list_per_page = 50
    show_full_result_count = False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or save a row; what a service refuses comes back with what was typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as refusal:
            setattr(request, REFUSAL, refusal)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,  # noqa: FBT001, FBT002 - as Django calls it
        **options: Any,
    ) -> "type[forms.ModelForm[Any]]":
        """Return the form, with what a service refused of it."""
        form = super().get_form(request, obj, change, **options)
        return type(form.__name__, (form,), {"refusal": getattr(request, REFUSAL, None)})

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Leave out deleting many at once, which would pass the service by."""
        actions: dict[str, Any] = super().get_actions(request)
        return {name: one for name, one in actions.items() if name != "delete_selected"}

    def save_related(self, *_facts: Any) -> None:
        """Write nothing beside the service."""


class PersonForm(WrittenForm):
    """A person, and a new password if they are to have one."""

    new_password = PasswordField(
        label="New password",
        autocomplete="new-password",
        required=False,
        help_text="Left empty, the password stays as it is; a new person cannot sign in without.",
    )

    class Meta:
        model = User
        fields: ClassVar = ["email", "name", "job_title", "role", "teams", "time_zone", "is_active"]


@admin.register(User)
class PersonAdmin(WrittenAdmin):
    """People: who they are, what they may do, whether they may sign in."""

    form = PersonForm
    list_display = ("name", "email", "job_title", "role", "is_active", "last_login")
    list_filter = ("role", "is_active", "teams")
    search_fields = ("name", "email", "job_title")
    ordering = ("name", "pk")
    actions = ("unlock",)

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Say that people are kept: what they did stays theirs."""
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: Any,
        form: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        """Write what was changed, each by its service."""
        by, at, said = request.user, timezone.now(), form.cleaned_data
        assert isinstance(by, User)  # noqa: S101 - the admin lets nobody else in
        new, facts = said["new_password"], {name: said[name] for name in OF_A_PERSON}
        if not change:
            facts |= {"role": said["role"], "teams": list(said["teams"])}
            made = services.create_person(facts=facts, password=new or None, by=by, at=at)
            obj.pk, obj._state.adding = made.pk, False  # noqa: SLF001
        person = User.objects.get(pk=obj.pk)
        if change:
            _change(person, form, by, at)
        if said["is_active"] != person.is_active:
            again = services.reactivate_person if said["is_active"] else services.deactivate_person
            again(person=person, by=by, at=at)

    @admin.action(description="Let them try to sign in again")
    def unlock(self, request: PageRequest, people: "QuerySet[User]") -> None:
        """Forget the wrong passwords that were tried for people."""
        for person in people:
            services.unlock_person(person=person, by=request.user, at=timezone.now())
        self.message_user(request, "They may try to sign in again.", messages.SUCCESS)


def _change(person: User, form: Any, by: User, at: Any) -> None:
    said, changed = form.cleaned_data, set(form.changed_data)
    if changed & OF_A_PERSON:
        facts = {name: said[name] for name in changed & OF_A_PERSON}
        services.edit_person(person=person, facts=facts, by=by, at=at)
    if "role" in changed:
        services.set_role(person=person, role=said["role"], by=by, at=at)
    if "teams" in changed:
        services.set_teams(person=person, teams=list(said["teams"]), by=by, at=at)
    if said["new_password"]:
        services.set_password(person=person, password=said["new_password"], by=by, at=at)


@admin.register(Team)
class TeamAdmin(WrittenAdmin):
    """Teams: their names. Who is in one is said of the person."""

    search_fields = ("name",)
    ordering = ("name", "pk")
    fields = ("name",)

    def save_model(
        self,
        request: HttpRequest,
        obj: Any,
        form: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        """Create or rename the team by its service."""
        by, at, name = request.user, timezone.now(), form.cleaned_data["name"]
        assert isinstance(by, User)  # noqa: S101 - the admin lets nobody else in
        if change:
            services.rename_team(team=Team.objects.get(pk=obj.pk), name=name, by=by, at=at)
        else:
            made = services.create_team(name=name, by=by, at=at)
            obj.pk, obj._state.adding = made.pk, False  # noqa: SLF001

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Delete a team; one that answers for KPIs stays, and it is said why."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except DomainError as refusal:
            self.message_user(request, refusal.sentence, messages.ERROR)
            return redirect("admin:accounts_team_change", object_id)

    def delete_model(self, request: HttpRequest, obj: Team) -> None:
        """Delete the team by its service."""
        assert isinstance(request.user, User)  # noqa: S101 - the admin lets nobody else in
        services.delete_team(team=obj, by=request.user, at=timezone.now())


@admin.register(AuditEvent)
class AuditEventAdmin(RecordAdmin):
    """What was done: by whom, to what, when."""

    list_display = ("at", "actor", "verb", "kind", "label")
    list_filter = ("kind", "verb")
    list_select_related = ("actor",)
    search_fields = ("label", "actor__name", "actor__email")
    ordering = ("-pk",)
