"""Files brought in, days looked back on and reviews, in Django's admin: history, to look at."""

from django.contrib import admin

from alignment.lib.administration import RecordAdmin
from reports.models import Action, ImportRun, Kept, Review, SavedScope, Snapshot


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


@admin.register(Kept)
class KeptAdmin(RecordAdmin):
    """What was so of things on past days."""

    list_display = ("kind", "item_id", "verdict", "first_day", "until", "audience")
    list_filter = ("kind", "verdict")
    ordering = ("-pk",)


@admin.register(SavedScope)
class SavedScopeAdmin(RecordAdmin):
    """Parts of the company that people look at often."""

    list_display = ("name", "person", "is_home", "saved_at")
    list_select_related = ("person",)
    search_fields = ("name", "person__name")
    ordering = ("-pk",)


@admin.register(Review)
class ReviewAdmin(RecordAdmin):
    """What the steering committee looked at."""

    list_display = ("day", "title", "state", "schedule", "chair")
    list_filter = ("state", "schedule", "day")
    list_select_related = ("chair",)
    search_fields = ("title",)
    exclude = ("seen",)
    ordering = ("-day", "-pk")


@admin.register(Action)
class ActionAdmin(RecordAdmin):
    """What somebody is to do after a review."""

    list_display = ("due_on", "what", "owner", "done_at", "escalated_at")
    list_filter = ("due_on",)
    list_select_related = ("owner",)
    search_fields = ("what", "owner__name")
    ordering = ("due_on", "pk")
