from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "ciom.reports"
    label = "reports"
    verbose_name = "Rapports"
