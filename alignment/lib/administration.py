"""Django's admin for the house: its own sign-in, and records that are looked at, not changed."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode


class Administration(admin.AdminSite):
    """The admin site: one signs in, out and changes one's password where everybody does."""

    site_header = site_title = "Throughline administration"
    index_title = "People, settings and records"
    site_url = "/"

    @method_decorator(login_not_required)
    def login(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Send people to the sign-in of the house.

        Raises:
            PermissionDenied: they are signed in, and no admin.
        """
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        back = urlencode({"next": request.GET.get("next", reverse("admin:index"))})
        return redirect(f"{reverse('accounts:sign-in')}?{back}")

    def password_change(  # type: ignore[override]
        self,
        request: HttpRequest,  # noqa: ARG002
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Send people to where everybody changes their password."""
        return redirect("accounts:password")


class RecordAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows to look at: services are the only writers, and history has none."""

    list_per_page = 50
    show_full_result_count = False
    # The page of the product on which the thing is read and changed, by its address's name.
    page_name = ""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Say that nothing is added here."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Say that nothing is changed here."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Say that nothing is deleted here."""
        return False

    def get_view_on_site_url(self, obj: Model | None = None) -> str | None:
        """Return where the thing is read and changed in the product."""
        page = self.page_of(obj) if obj is not None else None
        return reverse(page[0], args=[page[1]]) if page else None

    def page_of(self, obj: Model) -> tuple[str, int] | None:
        """Return the name of the thing's page and the number in its address."""
        return (self.page_name, obj.pk) if self.page_name else None
