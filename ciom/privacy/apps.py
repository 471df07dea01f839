from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "ciom.privacy"
    label = "privacy"
    verbose_name = "Données personnelles"
