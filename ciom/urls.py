"""Table of contents of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from ciom import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("centre/", views.centre, name="centre"),
    path("", include("ciom.accounts.urls")),
    path("", include("registry.urls")),
    path("", include("orientation.urls")),
    path("", include("referrals.urls")),
    path("", include("ciom.reports.urls")),
    path("", include("ciom.privacy.urls")),
    path("sante/", views.health, name="health"),
    path("admin/", admin.site.urls),
]

if settings.DEVELOPMENT:
    from ciom import gallery

    urlpatterns += [
        path("composants/", gallery.gallery, name="gallery"),
        path("composants/erreurs/", gallery.gallery_errors, name="gallery_errors"),
    ]
