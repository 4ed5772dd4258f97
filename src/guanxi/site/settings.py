"""Django's settings; everything that differs between machines comes from `environment`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg.conninfo
from django.utils.translation import gettext_lazy as _

from guanxi.site import environment as env
from guanxi.site import sign_in

ROOT = Path(__file__).resolve().parent.parent

SECRET_KEY = env.secret_key()
FIELD_KEYS = env.field_keys
DEBUG = env.debug()
ALLOWED_HOSTS = env.allowed_hosts()
PROXIES = env.proxies()
PUBLIC_URL = env.public_url()
SECURE = PUBLIC_URL.startswith("https://")
DATA_DIR = env.data_dir()
FILES_DIR = DATA_DIR / "files"
LIVE_PORT = env.live_port()
LIVE_URL = env.live_url()

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "guanxi.engine",
    "guanxi.engine.customentities",
    "guanxi.people",
    "guanxi.messaging",
    "guanxi.diary",
    "guanxi.privacy",
    "guanxi.ownership",
    "guanxi.grading",
    "guanxi.web",
    "guanxi.api",
    "guanxi.modules.customers",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "guanxi.site",
]

MIDDLEWARE = [
    "guanxi.site.middleware.Origin",
    "guanxi.api.middleware.Problems",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "guanxi.site.compressing.Compressed",
    "guanxi.site.middleware.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "guanxi.people.middleware.LastClick",
    "guanxi.people.middleware.Preferences",
    "guanxi.people.middleware.PasswordDue",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "guanxi.site.answering.AnsweredAnew",
]

GUANXI_METRICS = env.metrics()
if GUANXI_METRICS:
    MIDDLEWARE.insert(0, "guanxi.site.metrics.Measured")

ROOT_URLCONF = "guanxi.site.urls"
WSGI_APPLICATION = "guanxi.site.wsgi.application"


def _database(dsn: str) -> dict[str, Any]:
    parts = psycopg.conninfo.conninfo_to_dict(dsn)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "guanxi"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parts,
    }


DATABASES = {"default": _database(env.database_dsn())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "guanxi.web.templating.loader.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "guanxi.web.context.shell",
            ],
        },
    }
]

# --- sign-in -------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "guanxi.people.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "guanxi_session"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "guanxi_csrf"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "guanxi.web.errors.csrf_failure"

PASSWORD_POLICY = env.password_policy()
IDLE_MINUTES = env.idle_minutes()
globals().update(sign_in.settings(secure=SECURE))

# --- languages -----------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("zh-hant", _("Traditional Chinese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / room / "locale" for room in ("engine", "people", "messaging", "web", "api", "cli", "site")]
FORMAT_MODULE_PATH = "guanxi.site.formats"
TIME_ZONE = env.time_zone()
COUNTRY = env.country()
USE_TZ = True
USE_I18N = True
LANGUAGE_COOKIE_NAME = "guanxi_language"
GUANXI_CURRENCY = "CNY"

# --- files ---------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "web" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
GUANXI_MOST_IMPORT_BYTES = 200 * 1000 * 1000
FILES_MOST_OF_ONE_PERSON = 20 * 1024 * 1024 * 1024
RECYCLE_BIN_DAYS = 30
UNMERGE_DAYS = env.unmerge_days()
IMPORT_FOLDERS = env.import_folders()
OUTGOING_HOSTS = env.outgoing_hosts()

# --- api -----------------------------------------------------------------------------------------------------------

GUANXI_API_RATE = env.api_rate()
"""Requests a minute, for each token and person and web process."""

DUPLICATES_BY_PROGRAMS = env.api_duplicates()

READING_CEILING = env.reading_ceiling()

# --- headers -------------------------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
X_FRAME_OPTIONS = "DENY"
USE_X_FORWARDED_HOST = False

# --- work and mail -------------------------------------------------------------------------------------------------

PROCRASTINATE_ON_APP_READY = None
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 86_400}  # What no worker was there for is made up for within a day.
MAIL = env.smtp()
DEFAULT_FROM_EMAIL = env.mail_from()
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_BACKEND = "guanxi.engine.mail.backend.OutboxBackend"
EMAIL_TIMEOUT = 15
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"] if not SECURE else []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"secrets": {"()": "guanxi.site.logs.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": env.log_level()},
    "loggers": {"procrastinate": {"level": "WARNING"}},
}
