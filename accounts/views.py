"""Signing in and out, one's own profile and tokens, and whether the installation is well."""

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

from accounts.access import PageRequest, token_to_revoke, tokens_to_view
from accounts.forms import PasswordForm, ProfileForm, SignInForm, TokenForm
from accounts.pages import token_list
from accounts.sending import once
from accounts.services import THEIR_OWN, edit_person, set_password
from accounts.tokens import make_service_token, make_token, revoke_token
from alignment.lib.form_pages import DeletionForm, FormPage, Saved, served
from alignment.lib.health import tables_are_current

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


@require_safe
def tokens(request: PageRequest) -> HttpResponse:
    """Show the tokens a person may revoke: what each opens, until when, and its last use."""
    page = token_list(tokens_to_view(request.user), timezone.now())
    return render(request, "accounts/tokens.html", {"page": page})


@never_cache
def token_new(request: PageRequest) -> HttpResponse:
    """Make a token, and show it this once."""
    person, secrets = request.user, []
    form = TokenForm.asked(request, person=person)
    page = FormPage(
        title="Make a token",
        lede="A program shows it instead of a password. You will see it once: copy it then.",
        submit="Make the token",
        cancel=reverse("accounts:token-list"),
        section="profile",
    )

    def save() -> Saved:
        make = make_service_token if form.is_for_a_program else make_token
        token, secret = make(facts=form.said(), by=person, at=timezone.now())
        secrets.append(secret)
        return Saved(f"“{token}” was made.", reverse("accounts:token-list"))

    answer = served(request, form, page, once(request, form, save))
    if not secrets:
        return answer
    return render(request, "accounts/token_made.html", {"secret": secrets[0], "section": "profile"})


def token_revoke(request: PageRequest, pk: int) -> HttpResponse:
    """Take a token back."""
    token = token_to_revoke(request.user, pk)
    page = FormPage(
        title=f"Revoke “{token}”?",
        lede="Whatever shows it is refused from then on. It cannot be given back.",
        submit="Revoke it",
        cancel=reverse("accounts:token-list"),
        section="profile",
        danger=True,
    )

    def save() -> Saved:
        revoke_token(token=token, by=request.user, at=timezone.now())
        return Saved(f"“{token}” is revoked.", reverse("accounts:token-list"))

    return served(request, DeletionForm.asked(request), page, save)


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
    if tables_are_current():
        return HttpResponse("ready", content_type="text/plain")
    return HttpResponse("not ready", content_type="text/plain", status=NOT_READY)
