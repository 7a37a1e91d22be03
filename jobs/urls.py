"""The page of jobs, and whether everything works."""

from django.urls import path

from jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.job_list, name="job-list"),
    path("jobs/run/", views.run_start, name="run-start"),
    path("jobs/run-again/", views.run_again, name="run-again"),
    path("health/", views.health, name="health"),
]
