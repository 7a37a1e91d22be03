"""Measures in Django's admin, to look at; they are changed on their pages."""

from django.contrib import admin

from alignment.lib.administration import RecordAdmin
from kpis.models import Kpi


@admin.register(Kpi)
class KpiAdmin(RecordAdmin):
    """Measures."""

    page_name = "stories:kpi-page"
    list_display = ("ref", "title", "status", "kind", "unit", "owner", "team", "due_on")
    list_filter = ("status", "kind", "perspective", "cadence", "team")
    list_select_related = ("owner", "team")
    search_fields = ("ref", "title")
    ordering = ("title", "pk")
