"""Goals and work in Django's admin, to look at; they are changed on their pages."""

from django.contrib import admin

from alignment.lib.administration import RecordAdmin
from objectives.models import FocusArea, FocusLink, Objective


@admin.register(Objective)
class ObjectiveAdmin(RecordAdmin):
    """Goals, confidential ones too."""

    page_name = "stories:objective-page"
    list_display = (
        *("ref", "title", "status", "business_owner", "technology_owner", "ends_on"),
        *("confidential", "changed_at"),
    )
    list_filter = ("status", "confidential", "value_driver", "expects_technology")
    list_select_related = ("business_owner", "technology_owner")
    search_fields = ("ref", "title")
    ordering = ("rank", "title", "pk")


@admin.register(FocusArea)
class FocusAreaAdmin(RecordAdmin):
    """Work."""

    page_name = "stories:focus-area-page"
    list_display = ("ref", "title", "status", "owner", "changed_at")
    list_filter = ("status",)
    list_select_related = ("owner",)
    search_fields = ("ref", "title")
    ordering = ("title", "pk")


@admin.register(FocusLink)
class FocusLinkAdmin(RecordAdmin):
    """Which work serves which goal."""

    list_display = ("focus_area", "objective", "missing_ref", "because")
    list_select_related = ("focus_area", "objective")
    search_fields = ("focus_area__title", "objective__title", "missing_ref")
    ordering = ("-pk",)

    def page_of(self, obj: FocusLink) -> tuple[str, int]:  # type: ignore[override]
        """Return the page of the work."""
        return "stories:focus-area-page", obj.focus_area_id
