"""Addresses of what was done to things and how they stood; `stories.urls` takes them in."""

from django.urls import path

from stories.views import bygone, history, talking

talk_patterns = [
    path("objectives/<int:pk>/as-of/", bygone.objective_day, name="objective-day"),
    path("objectives/<int:pk>/as-of/<date:on>/", bygone.objective_as_of, name="objective-as-of"),
    path("kpis/<int:pk>/as-of/", bygone.kpi_day, name="kpi-day"),
    path("kpis/<int:pk>/as-of/<date:on>/", bygone.kpi_as_of, name="kpi-as-of"),
    path("objectives/<int:pk>/history/", history.objective_history, name="objective-history"),
    path("focus-areas/<int:pk>/history/", history.focus_area_history, name="focus-area-history"),
    path("kpis/<int:pk>/history/", history.kpi_history, name="kpi-history"),
    path("objectives/<int:pk>/talk/", talking.objective_talk, name="objective-talk"),
    path("focus-areas/<int:pk>/talk/", talking.focus_area_talk, name="focus-area-talk"),
    path("kpis/<int:pk>/talk/", talking.kpi_talk, name="kpi-talk"),
    path("objectives/<int:pk>/people/", talking.objective_people, name="objective-people"),
    path("focus-areas/<int:pk>/people/", talking.focus_area_people, name="focus-area-people"),
    path("kpis/<int:pk>/people/", talking.kpi_people, name="kpi-people"),
    path("comments/<int:pk>/answer/", talking.comment_answer, name="comment-answer"),
    path("comments/<int:pk>/edit/", talking.comment_edit, name="comment-edit"),
    path("comments/<int:pk>/remove/", talking.comment_remove, name="comment-remove"),
    path("comments/<int:pk>/settle/", talking.comment_settle, name="comment-settle"),
    path("history/<int:pk>/restore/", history.history_restore, name="history-restore"),
]
