"""WSGI entry point, served by gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ciom.settings")

application = get_wsgi_application()

from ciom.checks import refuse_unsafe_start  # noqa: E402 - Django must be loaded first

refuse_unsafe_start()
