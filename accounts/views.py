"""Signing in and out, one's own profile, and whether the installation is well."""

from axes.helpers import get_cool_off
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import PageRequest
from accounts.forms import PasswordForm, ProfileForm, SignInForm
from accounts.services import THEIR_OWN, edit_person, set_password
from alignment.lib.form_pages import FormPage, Saved, served
from alignment.lib.health import is_ready

TOO_MANY = 429
NOT_READY = 503

sign_in = LoginView.as_view(
    template_name="accounts/sign_in.html",
    authentication_form=SignInForm,
    redirect_authenticated_user=True,
)


def locked_out(request: HttpRequest, *_facts: object) -> HttpResponse:
    """Say that too many passwords were tried, and for how long nothing more is tried."""
    wait = get_cool_off(request)
    seconds = int(wait.total_seconds()) if wait else 0
    answer = render(request, "429.html", {"minutes": -(-seconds // 60)}, status=TOO_MANY)
    answer["Retry-After"] = str(seconds)
    return answer


@login_not_required
@require_POST
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and say so."""
    logout(request)
    return render(request, "accounts/signed_out.html")


def profile(request: PageRequest) -> HttpResponse:
    """Show and change what a person says of themself."""
    person = request.user
    known = {name: getattr(person, name) for name in THEIR_OWN}
    form = ProfileForm.asked(request, initial=known)
    page = FormPage(
        title="Your profile",
        kicker=f"{person.email} · {person.get_role_display()}",
        lede="Your role and your teams are set by an administrator.",
        submit="Save",
        cancel="/",
        section="profile",
    )

    def save() -> Saved:
        edit_person(person=person, facts=form.facts(), by=person, at=timezone.now())
        return Saved("Your profile is saved.", reverse("accounts:profile"))

    return served(request, form, page, save, template="accounts/profile.html")


@never_cache
def password(request: PageRequest) -> HttpResponse:
    """Let a person change their password; their other sessions end."""
    person = request.user
    form = PasswordForm.asked(request, person=person)
    page = FormPage(
        title="Change your password",
        lede="Wherever else you are signed in, you will be asked for the new one.",
        submit="Change the password",
        cancel=reverse("accounts:profile"),
        section="profile",
    )

    def save() -> Saved:
        set_password(person=person, password=form.cleaned_data["new"], by=person, at=timezone.now())
        update_session_auth_hash(request, person)
        return Saved("Your password is changed.", reverse("accounts:profile"))

    return served(request, form, page, save)


@login_not_required
@require_safe
@never_cache
def health_live(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return HttpResponse("alive", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def health_ready(_request: HttpRequest) -> HttpResponse:
    """Say whether the process can serve; why not stands in its own log, not here."""
    if is_ready():
        return HttpResponse("ready", content_type="text/plain")
    return HttpResponse("not ready", content_type="text/plain", status=NOT_READY)
