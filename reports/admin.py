"""Files brought in and days looked back on, in Django's admin: history, to look at."""

from django.contrib import admin

from alignment.lib.administration import RecordAdmin
from reports.models import ImportRun, Snapshot


@admin.register(ImportRun)
class ImportRunAdmin(RecordAdmin):
    """Files that somebody wanted to bring in."""

    list_display = ("started_at", "name", "state", "started_by")
    list_filter = ("state", "started_at")
    list_select_related = ("started_by",)
    search_fields = ("name", "started_by__name")
    exclude = ("content",)
    ordering = ("-pk",)


@admin.register(Snapshot)
class SnapshotAdmin(RecordAdmin):
    """The verdict of each day."""

    list_display = ("day", "scope", "audience", "taken_at")
    list_filter = ("scope", "day")
    ordering = ("-day", "scope", "audience")
