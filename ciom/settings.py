"""One settings module. Every default is safe in production; `ciom/checks.py` refuses the start otherwise."""

from pathlib import Path

import environ
import pghistory
from django.urls import reverse_lazy

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env("CIOM_VAR", default=str(BASE_DIR / "var"))).absolute()

# A machine of one's own, without HTTPS: asked for by `make run` and `make test`; nothing else turns it on.
DEVELOPMENT = env.bool("CIOM_DEVELOPMENT", default=False)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
PUBLIC_URL = env("PUBLIC_URL", default="")

# What the centre prints on its slips and pages.
CENTRE_CODE = "KAY"
CENTRE_PHONE = env("CENTRE_PHONE", default="")
CENTRE_ADDRESS = env("CENTRE_ADDRESS", default="")
CENTRE_HOURS = env("CENTRE_HOURS", default="")
# File number of the receipt of the data-protection authority (APDP). Missing: administrators are warned.
APDP_RECEIPT = env("APDP_RECEIPT", default="")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.admin",
    "django.forms",
    "crispy_forms",
    "pgtrigger",
    "pghistory",
    "axes",
    "csp",
    "phonenumber_field",
    "ciom",
    "ciom.accounts",
    "ciom.reports",
    "ciom.privacy",
    "registry",
    "orientation",
    "referrals",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "ciom.urls"
WSGI_APPLICATION = "ciom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "ciom"
CRISPY_TEMPLATE_PACK = "ciom"

# Two roles on one database: the owner migrates, the application only reads and writes rows.
if env("DATABASE_URL", default=""):
    DATABASES = {
        "default": env.db("DATABASE_URL"),
        "owner": env.db("DATABASE_OWNER_URL", default=env("DATABASE_URL")),
    }
else:
    from ciom import database

    DATABASES = database.embedded_databases(VAR_DIR)
for _alias in DATABASES.values():
    _alias["ATOMIC_REQUESTS"] = True
    _alias["CONN_MAX_AGE"] = 60
    _alias["CONN_HEALTH_CHECKS"] = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Africa/Bamako"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = reverse_lazy("sign_in")
LOGIN_REDIRECT_URL = "/"

PHONENUMBER_DEFAULT_REGION = "ML"

# History of every domain table. The type of the context column can never change later.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_APPEND_ONLY = True
