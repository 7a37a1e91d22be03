"""Addresses of goals, work and measures as they are read, and of their lines and stories."""

from django.urls import path

from stories.talk_urls import talk_patterns
from stories.views import checking_in, reading, reminding
from stories.writing_urls import writing_patterns

app_name = "stories"
urlpatterns = [
    path("asked/", reading.asked_page, name="asked-page"),
    path("check-in/", checking_in.check_in, name="check-in"),
    path("check-in/paste/", checking_in.check_in_paste, name="check-in-paste"),
    path("reminders/stop/<str:seal>/", reminding.reminders_stop, name="reminders-stop"),
    path("objectives/", reading.objective_list, name="objective-list"),
    path("objectives/<int:pk>/", reading.objective_page, name="objective-page"),
    path("objectives/<int:pk>/pulse/", reading.objective_pulse, name="objective-pulse"),
    path("focus-areas/", reading.focus_area_list, name="focus-area-list"),
    path("focus-areas/<int:pk>/", reading.focus_area_page, name="focus-area-page"),
    path("kpis/", reading.kpi_list, name="kpi-list"),
    path("kpis/<int:pk>/", reading.kpi_page, name="kpi-page"),
    path("kpis/<int:pk>/series.csv", reading.kpi_series, name="kpi-series"),
    path("search/", reading.search, name="search"),
    *writing_patterns,
    *talk_patterns,
]
