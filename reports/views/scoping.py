"""Scopes that somebody saved: to save one, to make one home, to take one away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import PageRequest
from accounts.sending import once
from alignment.lib.form_pages import FormPage, Saved, served, way_back
from reports.access import scope_to_change
from reports.forms import ScopeForm
from reports.pages.my_scopes import WHOLE, list_scopes
from reports.scopes import scope_of, words_for
from reports.scoping import delete_scope, save_scope, set_home


@require_safe
def scope_list(request: PageRequest) -> HttpResponse:
    """Show all scopes that somebody saved."""
    return render(request, "reports/scope_list.html", {"page": list_scopes(request.user)})


def scope_new(request: PageRequest) -> HttpResponse:
    """Save the part of the company that the address names."""
    scope = scope_of(request.GET)
    words = words_for(request.user, scope)
    here = f"/?{scope.text}" if scope.text else WHOLE
    form = ScopeForm.asked(request, initial={"name": words[:80].strip(" “”")})
    page = FormPage(
        title="Save this scope",
        kicker=words,
        submit="Save it",
        cancel=way_back(request, here),
        section="alignment",
    )

    def save() -> Saved:
        said = form.cleaned_data
        name, home, by = said["name"], said["home"], request.user
        saved = save_scope(scope=scope, name=name, home=home, by=by, at=timezone.now())
        return Saved(f"“{saved}” is saved.", here)

    return served(request, form, page, once(request, form, save))


@require_POST
def scope_home(request: PageRequest, pk: int) -> HttpResponse:
    """Let the alignment page begin with a scope, or with the whole company again."""
    saved = scope_to_change(request.user, pk)
    set_home(saved=saved, home=not saved.is_home, by=request.user, at=timezone.now())
    begins = f"“{saved}”" if saved.is_home else "the whole company"
    messages.success(request, f"The alignment page now begins with {begins}.")
    return redirect("reports:scope-list")


@require_POST
def scope_delete(request: PageRequest, pk: int) -> HttpResponse:
    """Take a saved scope away."""
    saved = scope_to_change(request.user, pk)
    delete_scope(saved=saved, by=request.user, at=timezone.now())
    messages.success(request, f"“{saved}” is taken away.")
    return redirect("reports:scope-list")
