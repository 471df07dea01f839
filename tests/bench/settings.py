"""Settings of the measures: those of the site, with the peers beside it, and no files to collect first."""

from ciom.settings import *  # noqa: F403
from ciom.settings import INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench"]
ROOT_URLCONF = "tests.bench.urls"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
