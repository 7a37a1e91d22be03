"""Addresses of what was done to things and how they stood; `stories.urls` takes them in."""

from django.urls import path

from stories.views import bygone, history

talk_patterns = [
    path("objectives/<int:pk>/as-of/", bygone.objective_day, name="objective-day"),
    path("objectives/<int:pk>/as-of/<date:on>/", bygone.objective_as_of, name="objective-as-of"),
    path("objectives/<int:pk>/history/", history.objective_history, name="objective-history"),
    path("focus-areas/<int:pk>/history/", history.focus_area_history, name="focus-area-history"),
    path("kpis/<int:pk>/history/", history.kpi_history, name="kpi-history"),
    path("history/<int:pk>/restore/", history.history_restore, name="history-restore"),
]
