"""Addresses of the registry."""

from django.urls import path

from registry import views

app_name = "registry"

urlpatterns = [
    path("migrants/", views.migrants, name="migrants"),
    path("migrants/nouveau/", views.new_migrant, name="new_migrant"),
    path("migrants/<uuid:pk>/", views.dossier, name="dossier"),
    path("migrants/<uuid:pk>/inscrit/", views.registered, name="registered"),
]
