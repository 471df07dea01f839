"""Addresses on personal data."""

from django.urls import path

from ciom.privacy import views

app_name = "privacy"

urlpatterns = [
    path("donnees-personnelles/", views.rights, name="rights"),
    path("donnees-personnelles/acces/", views.open_dossier, name="open_dossier"),
    path("donnees-personnelles/journal/", views.journal, name="journal"),
]
