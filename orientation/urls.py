"""Addresses of receptions, interviews and information sheets."""

from django.urls import path

from orientation import import_views, sheet_views, views

app_name = "orientation"

urlpatterns = [
    path("migrants/import/", import_views.imports, name="imports"),
    path("migrants/import/<uuid:pk>/", import_views.register_import, name="register_import"),
    path("migrants/import/<uuid:pk>/colonnes/", import_views.import_columns, name="import_columns"),
    path("migrants/import/<uuid:pk>/lecture/", import_views.import_reading, name="import_reading"),
    path("migrants/import/<uuid:pk>/decision/", import_views.import_decision, name="import_decision"),
    path(
        "migrants/import/<uuid:pk>/confirmer/", import_views.import_confirmation, name="import_confirmation"
    ),
    path("migrants/import/<uuid:pk>/compte-rendu/", import_views.import_report, name="import_report"),
    path("migrants/import/<uuid:pk>/annuler/", import_views.import_undoing, name="import_undoing"),
    path("migrants/import/<uuid:pk>/abandonner/", import_views.import_abandonment, name="import_abandonment"),
    path("accueils/nouveau/<uuid:pk>/", views.new_reception, name="new_reception"),
    path("entretiens/nouveau/<uuid:pk>/", views.new_interview, name="new_interview"),
    path("entretiens/<uuid:pk>/", views.interview, name="interview"),
    path("fiches/", sheet_views.sheets, name="sheets"),
    path("fiches/<slug:code>/", sheet_views.sheet, name="sheet"),
]
