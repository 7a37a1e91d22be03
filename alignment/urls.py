"""Every address of the product; each app owns the names below its own prefix."""

from django.contrib import admin
from django.urls import include, path

handler400 = "alignment.api.refused"
handler404 = "alignment.api.not_found"
handler500 = "alignment.api.failed"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("alignment.api")),
    path("", include("accounts.urls")),
    path("", include("jobs.urls")),
    path("", include("objectives.urls")),
    path("", include("kpis.urls")),
    path("", include("stories.urls")),
    path("", include("reports.urls")),
]
