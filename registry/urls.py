"""Addresses of the registry."""

from django.urls import path, register_converter

from registry import consent_views, duplicate_views, views
from registry.cards.views import card, cards
from registry.census.views import census_page, census_pdf, census_xlsx
from registry.directory.views import directory, directory_figures_page
from registry.export.views import export, export_counts
from registry.sections.row_views import add_row, correct_row, remove_row
from registry.sections.rows import RowSectionSlug
from registry.sections.views import section
from registry.sites.moving_views import move_people
from registry.sites.views import site, sites, sites_map

register_converter(RowSectionSlug, "rows")

app_name = "registry"

urlpatterns = [
    path("migrants/", views.migrants, name="migrants"),
    path("migrants/nouveau/", views.new_migrant, name="new_migrant"),
    path("migrants/nouveau/refus/", consent_views.registration_refused, name="registration_refused"),
    path("migrants/repertoire/", directory, name="directory"),
    path("migrants/repertoire/chiffres/", directory_figures_page, name="directory_figures"),
    path("migrants/export/", export, name="export"),
    path("migrants/export/chiffres/", export_counts, name="export_counts"),
    path("migrants/recensement/", census_page, name="census"),
    path("migrants/recensement.pdf", census_pdf, name="census_pdf"),
    path("migrants/recensement.xlsx", census_xlsx, name="census_xlsx"),
    path("migrants/cartes/", cards, name="cards"),
    path("migrants/<uuid:pk>/carte/", card, name="card"),
    path("migrants/doublons/", duplicate_views.duplicates, name="duplicates"),
    path("migrants/doublons/<uuid:pk>/", duplicate_views.duplicate, name="duplicate"),
    path("migrants/doublons/<uuid:pk>/deux-personnes/", duplicate_views.not_same, name="not_same"),
    path("migrants/fusions/<uuid:pk>/", duplicate_views.merge, name="merge"),
    path("migrants/<uuid:pk>/", views.dossier, name="dossier"),
    path("migrants/<uuid:first>/accompagnant/", views.new_migrant, name="new_companion"),
    path("migrants/<uuid:pk>/inscrit/", views.registered, name="registered"),
    path("migrants/<uuid:pk>/accord/", consent_views.consent, name="consent"),
    path("migrants/<uuid:pk>/accord/retirer/", consent_views.withdraw_consent, name="withdraw_consent"),
    path(
        "migrants/<uuid:pk>/accord/<uuid:consent>/recu/",
        consent_views.consent_receipt,
        name="consent_receipt",
    ),
    path("migrants/<uuid:pk>/<rows:slug>/ajouter/", add_row, name="add_row"),
    path("migrants/<uuid:pk>/<rows:slug>/<uuid:row>/", correct_row, name="correct_row"),
    path("migrants/<uuid:pk>/<rows:slug>/<uuid:row>/retirer/", remove_row, name="remove_row"),
    path("migrants/<uuid:pk>/<slug:slug>/", section, name="section"),
    path("sites/", sites, name="sites"),
    path("sites/carte/", sites_map, name="sites_map"),
    path("sites/<slug:code>/", site, name="site"),
    path("sites/<slug:code>/changer/", move_people, name="move_people"),
]
