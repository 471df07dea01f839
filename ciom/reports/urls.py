"""Addresses of the reports."""

from django.urls import path, re_path

from ciom.reports import views

app_name = "reports"

urlpatterns = [
    path("rapports/", views.month_current, name="month_current"),
    re_path(r"^rapports/(?P<code>[0-9]{4}-[0-9]{2})/$", views.month, name="month"),
]
