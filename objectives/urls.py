"""Writing goals, work and the links between them; reading them is in stories."""

from django.urls import path

from objectives import views

app_name = "objectives"
urlpatterns = [
    path("objectives/new/", views.objective_new, name="objective-new"),
    path("objectives/<int:pk>/edit/", views.objective_edit, name="objective-edit"),
    path("objectives/<int:pk>/delete/", views.objective_delete, name="objective-delete"),
    path(
        "objectives/<int:pk>/work/new/",
        views.objective_focus_link_new,
        name="objective-focus-link-new",
    ),
    path("focus-areas/new/", views.focus_area_new, name="focus-area-new"),
    path("focus-areas/<int:pk>/edit/", views.focus_area_edit, name="focus-area-edit"),
    path("focus-areas/<int:pk>/delete/", views.focus_area_delete, name="focus-area-delete"),
    path("focus-areas/<int:pk>/goals/new/", views.focus_link_new, name="focus-link-new"),
    path("focus-links/<int:pk>/edit/", views.focus_link_edit, name="focus-link-edit"),
    path("focus-links/<int:pk>/delete/", views.focus_link_delete, name="focus-link-delete"),
]
