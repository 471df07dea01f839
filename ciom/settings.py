"""One settings module. Every default is safe in production; `ciom/checks.py` refuses the start otherwise."""

from datetime import timedelta
from pathlib import Path

import csp.constants
import environ
import pghistory
from django.urls import reverse_lazy

from ciom.database.embedded import embedded_databases
from ciom.placeholders import without_placeholder
from ciom.secret_key import read_or_make_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(env("CIOM_ENV_FILE", default=str(BASE_DIR / ".env")))

VAR_DIR = Path(env("CIOM_VAR", default=str(BASE_DIR / "var"))).absolute()

# A machine of one's own, without HTTPS: asked for by `make run` and `make test`; nothing else turns it on.
DEVELOPMENT = env.bool("CIOM_DEVELOPMENT", default=False)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or (read_or_make_secret_key(VAR_DIR) if DEVELOPMENT else "")
# Keys that encrypt the numbers of papers, the newest first; none is ever removed.
DOCUMENT_KEYS = env.list("DOCUMENT_KEYS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEVELOPMENT else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
PUBLIC_URL = env("PUBLIC_URL", default="http://127.0.0.1:8000" if DEVELOPMENT else "")

# What the centre prints on its slips and pages.
CENTRE_CODE = "KAY"
CENTRE_PHONE = without_placeholder(env("CENTRE_PHONE", default=""))
CENTRE_ADDRESS = env("CENTRE_ADDRESS", default="")
CENTRE_HOURS = env("CENTRE_HOURS", default="")
# File number of the receipt of the data-protection authority (APDP). Missing: administrators are warned.
APDP_RECEIPT = without_placeholder(env("APDP_RECEIPT", default=""))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "ciom.admin_config.CiomAdminConfig",
    "django.forms",
    "crispy_forms",
    "pgtrigger",
    "pghistory",
    "axes",
    "csp",
    "phonenumber_field",
    "django_filters",
    "django_htmx",
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
    # Pages are text: a fifth of the weight. Django pads them against BREACH and masks the CSRF token.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ciom.accounts.middleware.PageHeadersMiddleware",
    "ciom.accounts.middleware.SessionLimitsMiddleware",
    "ciom.accounts.middleware.ChangeAuthorMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "ciom.accounts.middleware.ProvisionalPasswordMiddleware",
    "ciom.accounts.middleware.RefusedAccessMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
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
                "ciom.navigation.house",
            ],
            # What every template may use without `{% load %}`.
            "builtins": [
                "django.templatetags.static",
                "crispy_forms.templatetags.crispy_forms_tags",
                "ciom.templatetags.icons",
                "ciom.templatetags.french",
                "ciom.templatetags.components",
                "ciom.templatetags.charts",
                "ciom.templatetags.report_tables",
                "ciom.templatetags.markdown",
            ],
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
    DATABASES = embedded_databases(VAR_DIR)
# The owner serves no request: a transaction on it for each would be a connection for nothing.
DATABASES["default"]["ATOMIC_REQUESTS"] = True
for _alias in DATABASES.values():
    _alias["CONN_MAX_AGE"] = 60
    _alias["CONN_HEALTH_CHECKS"] = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
# Our words in place of those of Django.
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Africa/Bamako"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = reverse_lazy("sign_in")
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "full_name", "email"]},
    },
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
]

# Five failures close one username from one address for 30 minutes; never an address alone, which a whole
# office shares. `ciom/accounts/throttle.py` says what is counted.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are in the journal
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "ciom.accounts.throttle.username_digest"
AXES_CLIENT_IP_CALLABLE = "ciom.accounts.throttle.client_address"
AXES_LOCKOUT_CALLABLE = "ciom.accounts.views.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "kept", "next", "csrfmiddlewaretoken"]
# How many proxies of ours stand in front and add to X-Forwarded-For. The header is not believed beyond them.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# The limits of 30 minutes and 12 hours are kept by SessionLimitsMiddleware. The row lives longer than that, so
# that whoever comes back to a form left open is still recognised as its author.
SESSION_COOKIE_AGE = 24 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEVELOPMENT
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# The prefix makes browsers refuse a cookie planted by a neighbouring host; it needs HTTPS.
SESSION_COOKIE_NAME = "session" if DEVELOPMENT else "__Host-session"
CSRF_COOKIE_NAME = "csrf" if DEVELOPMENT else "__Host-csrf"
CSRF_FAILURE_VIEW = "ciom.accounts.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_SSL_REDIRECT = not DEVELOPMENT
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 0 if DEVELOPMENT else 2 * 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEVELOPMENT
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [csp.constants.NONE],
        "script-src": [csp.constants.SELF],
        "style-src": [csp.constants.SELF],
        "img-src": [csp.constants.SELF],
        "font-src": [csp.constants.SELF],
        "connect-src": [csp.constants.SELF],
        "manifest-src": [csp.constants.SELF],
        "object-src": [csp.constants.NONE],
        "form-action": [csp.constants.SELF],
        "frame-ancestors": [csp.constants.NONE],
        "base-uri": [csp.constants.NONE],
    }
}

PHONENUMBER_DEFAULT_REGION = "ML"

# History of every domain table. The type of the context column can never change later.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()

# Everything goes to stderr, nothing by mail. `DiscreetFormatter` keeps persons out.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {
            "()": "ciom.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
            "exception_messages": DEVELOPMENT,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        name: {"handlers": ["stderr"], "level": "INFO", "propagate": False}
        for name in ("django", "django.server")
    },
}
