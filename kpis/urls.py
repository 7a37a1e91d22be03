"""Recording values; measures themselves begin and change in stories, with their goals."""

from datetime import date

from django.urls import path, register_converter

from kpis import source_views, value_views, views


class DateConverter:
    """A day in an address, as in ISO 8601."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """Return the day; one that is not in the calendar is no address of ours."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """Return the day as written in an address."""
        return value.isoformat()


register_converter(DateConverter, "date")

app_name = "kpis"
urlpatterns = [
    path("kpis/<int:pk>/measurements/new/", views.measurement_new, name="measurement-new"),
    path(
        "kpis/<int:pk>/measurements/<date:on>/correct/",
        views.measurement_correct,
        name="measurement-correct",
    ),
    path("value-files/", value_views.value_file_list, name="value-file-list"),
    path("value-files/new/", value_views.value_file_start, name="value-file-start"),
    path("value-files/<uuid:token>/", value_views.value_file, name="value-file-page"),
    path("value-files/<uuid:token>/store/", value_views.value_file_store, name="value-file-store"),
    path("value-files/<uuid:token>/leave/", value_views.value_file_leave, name="value-file-leave"),
    path("kpis/<int:pk>/source/", source_views.source_edit, name="source-edit"),
    path("kpis/<int:pk>/source/read/", source_views.source_read, name="source-read"),
    path("kpis/<int:pk>/held/", source_views.held_answer, name="held-answer"),
    path("kpis/<int:pk>/source/remove/", source_views.source_remove, name="source-remove"),
]
