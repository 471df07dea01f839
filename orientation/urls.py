"""Addresses of receptions and interviews."""

from django.urls import path

from orientation import views

app_name = "orientation"

urlpatterns = [
    path("accueils/nouveau/<uuid:pk>/", views.new_reception, name="new_reception"),
    path("entretiens/nouveau/<uuid:pk>/", views.new_interview, name="new_interview"),
    path("entretiens/<uuid:pk>/", views.interview, name="interview"),
]
