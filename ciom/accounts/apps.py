"""The accounts of the people who use the software."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ciom.accounts"
    verbose_name = "Comptes"
