"""Addresses of what was done to things; `stories.urls` takes them in."""

from django.urls import path

from stories.views import history

talk_patterns = [
    path("objectives/<int:pk>/history/", history.objective_history, name="objective-history"),
    path("focus-areas/<int:pk>/history/", history.focus_area_history, name="focus-area-history"),
    path("kpis/<int:pk>/history/", history.kpi_history, name="kpi-history"),
    path("history/<int:pk>/restore/", history.history_restore, name="history-restore"),
]
