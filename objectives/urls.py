"""Beginning goals, work and the links between them; reading and changing them is in stories."""

from django.urls import path

from objectives import views

app_name = "objectives"
urlpatterns = [
    path("objectives/new/", views.objective_new, name="objective-new"),
    path(
        "objectives/<int:pk>/work/new/",
        views.objective_focus_link_new,
        name="objective-focus-link-new",
    ),
    path("focus-areas/new/", views.focus_area_new, name="focus-area-new"),
    path("focus-areas/<int:pk>/goals/new/", views.focus_link_new, name="focus-link-new"),
]
