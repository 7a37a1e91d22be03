"""Pages that read across: the alignment page, findings, workbooks brought in and given out."""

from django.urls import path

from reports.views import exchange, mapping, reading

app_name = "reports"
urlpatterns = [
    path("", reading.alignment, name="alignment"),
    path("findings/", reading.finding_list, name="finding-list"),
    path("map/", mapping.map_page, name="map-page"),
    path("map/matrix/", mapping.map_matrix, name="map-matrix"),
    path("map/tree/", mapping.map_tree, name="map-tree"),
    path("exchange/", exchange.exchange, name="exchange"),
    path("exchange/imports/", exchange.import_start, name="import-start"),
    path("exchange/imports/<uuid:token>/", exchange.import_preview, name="import-preview"),
    path("exchange/imports/<uuid:token>/store/", exchange.import_store, name="import-store"),
    path("exchange/imports/<uuid:token>/abandon/", exchange.import_abandon, name="import-abandon"),
    path("exchange/workbook/", exchange.export_workbook, name="export-workbook"),
]
