"""Addresses of the accounts."""

from django.urls import path

from . import views

urlpatterns = [
    path("connexion/", views.sign_in, name="sign_in"),
    path("deconnexion/", views.sign_out, name="sign_out"),
    path("compte/", views.account, name="account"),
    path("compte/mot-de-passe/", views.change_password, name="change_password"),
]
