"""Pages that read across: the alignment page, findings, workbooks brought in and given out."""

from django.urls import path

from reports.views import (
    acting,
    deciding,
    exchange,
    mapping,
    packs,
    reading,
    reviewing,
    scoping,
    stopping,
)

app_name = "reports"
urlpatterns = [
    path("", reading.alignment, name="alignment"),
    path("scopes/", scoping.scope_list, name="scope-list"),
    path("scopes/new/", scoping.scope_new, name="scope-new"),
    path("scopes/<int:pk>/home/", scoping.scope_home, name="scope-home"),
    path("scopes/<int:pk>/delete/", scoping.scope_delete, name="scope-delete"),
    path("trend/table/", reading.trend_table, name="trend-table"),
    path("value/", reading.value, name="value-page"),
    path("value/table/", reading.value_table, name="value-table"),
    path("findings/", reading.finding_list, name="finding-list"),
    path("map/", mapping.map_page, name="map-page"),
    path("map/matrix/", mapping.map_matrix, name="map-matrix"),
    path("map/tree/", mapping.map_tree, name="map-tree"),
    path("reviews/", reviewing.review_list, name="review-list"),
    path("reviews/new/", reviewing.review_new, name="review-new"),
    path("reviews/<int:pk>/", reviewing.review_page, name="review-page"),
    path("reviews/<int:pk>/edit/", reviewing.review_edit, name="review-edit"),
    path("reviews/<int:pk>/cancel/", reviewing.review_cancel, name="review-cancel"),
    path("reviews/<int:pk>/open/", reviewing.review_open, name="review-open"),
    path("reviews/<int:pk>/close/", reviewing.review_close, name="review-close"),
    path("reviews/<int:pk>/minutes/", reviewing.review_minutes, name="review-minutes"),
    path(
        "reviews/<int:pk>/minutes/pdf/", reviewing.review_minutes_file, name="review-minutes-file"
    ),
    path("reviews/<int:pk>/matters/new/", reviewing.matter_new, name="matter-new"),
    path("matters/<int:pk>/", deciding.matter_page, name="matter-page"),
    path("matters/<int:pk>/move/", deciding.matter_move, name="matter-move"),
    path("matters/<int:pk>/skip/", deciding.matter_skip, name="matter-skip"),
    path("actions/", acting.action_list, name="action-list"),
    path("actions/<int:pk>/", acting.action_page, name="action-page"),
    path("actions/<int:pk>/reopen/", acting.action_reopen, name="action-reopen"),
    path("exchange/", exchange.exchange, name="exchange"),
    path("exchange/imports/", exchange.import_start, name="import-start"),
    path("exchange/imports/<uuid:token>/", exchange.import_preview, name="import-preview"),
    path("exchange/imports/<uuid:token>/store/", exchange.import_store, name="import-store"),
    path("exchange/imports/<uuid:token>/abandon/", exchange.import_abandon, name="import-abandon"),
    path("exchange/workbook/", exchange.export_workbook, name="export-workbook"),
    path("packs/", packs.pack_list, name="pack-list"),
    path("packs/start/", packs.pack_start, name="pack-start"),
    path("packs/<uuid:token>/", packs.pack, name="pack-page"),
    path("packs/<uuid:token>/files/<slug:kind>/", packs.pack_file, name="pack-file"),
    path("packs/<uuid:token>/remove/", packs.pack_remove, name="pack-remove"),
    path("digests/", packs.digest_list, name="digest-list"),
    path("digests/start/", packs.digest_start, name="digest-start"),
    path("digests/<int:pk>/stop/", packs.digest_stop, name="digest-stop"),
    path("digests/end/<str:seal>/", stopping.digest_end, name="digest-end"),
]
