"""Every address of the product; each app owns the names below its own prefix."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("objectives.urls")),
    path("", include("kpis.urls")),
    path("", include("stories.urls")),
    path("", include("reports.urls")),
]
