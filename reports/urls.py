"""Pages that read across: bringing workbooks in and giving them out."""

from django.urls import path

from reports.views import exchange

app_name = "reports"
urlpatterns = [
    path("exchange/", exchange.exchange, name="exchange"),
    path("exchange/imports/", exchange.import_start, name="import-start"),
    path("exchange/imports/<uuid:token>/", exchange.import_preview, name="import-preview"),
    path("exchange/imports/<uuid:token>/store/", exchange.import_store, name="import-store"),
    path("exchange/imports/<uuid:token>/abandon/", exchange.import_abandon, name="import-abandon"),
    path("exchange/workbook/", exchange.export_workbook, name="export-workbook"),
]
