"""Makes `CiomAdminSite` the administration that every app registers with."""

from django.contrib.admin.apps import AdminConfig


class CiomAdminConfig(AdminConfig):
    default_site = "ciom.admin_site.CiomAdminSite"
