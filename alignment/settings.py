"""Every setting, each from the environment; `.env.example` lists and explains them.

Two modes. `trial` (the default while no server and no key is given) is for trying, developing and
testing on this machine: it may use the embedded servers and makes its own key. `production` takes
nothing for granted and refuses to start with settings that would be unsafe.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

import environ
from cryptography.fernet import Fernet
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from alignment import embedded
from alignment.lib.ciphers import are_keys
from alignment.lib.outbound.addresses import Listed, read_listed

BASE_DIR = Path(__file__).resolve().parent.parent

# Slides bring lxml, which believes what an XML file declares. Where it is, openpyxl reads by it and
# not by defusedxml, unless told so before it is first imported.
os.environ["OPENPYXL_LXML"] = "False"
env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

GIVEN = [name for name in ("DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS") if env.str(name, "")]
MODE = env.str("THROUGHLINE_MODE", "production" if GIVEN else "trial")
TRIAL = MODE == "trial"
SHORTEST_KEY = 50
EXAMPLE_KEY = "replace-me-with-fifty-random-characters-or-more-1234567890"


def _secret_key() -> str:
    given: str = env.str("SECRET_KEY", "")
    return given if given or not TRIAL else _kept("secret_key", secrets.token_urlsafe(64))


def _field_keys() -> list[str]:
    given: list[str] = env.list("FIELD_KEYS", default=[])
    return given if given or not TRIAL else [_kept("field_key", Fernet.generate_key().decode())]


def _kept(name: str, fresh: str) -> str:
    """Return a key of a trial's own, the same at each start."""
    kept = embedded.var() / name
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(fresh)
        kept.chmod(0o600)
    return kept.read_text().strip()


def _server(name: str, own: Callable[[], str]) -> str:
    """Return the address of a server; that of a trial's own only where no other is given."""
    given: str = env.str(name, "")
    return given or own()


def _outbound_allowed() -> list[Listed]:
    try:
        return [read_listed(one) for one in env.list("OUTBOUND_ALLOWED", default=[])]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"Throughline will not start: OUTBOUND_ALLOWED: {error}."
        ) from None


def _unsafe_keys() -> list[str]:
    found = []
    if len(SECRET_KEY) < SHORTEST_KEY or SECRET_KEY == EXAMPLE_KEY:
        found.append(f"SECRET_KEY must be your own, {SHORTEST_KEY} characters or longer")
    if not are_keys(FIELD_KEYS):
        found.append("FIELD_KEYS must hold at least one key that secrets are kept with")
    return found


def _refuse_unsafe_production() -> None:
    complaints = []
    if MODE not in {"trial", "production"}:
        complaints.append("THROUGHLINE_MODE must be trial or production")
    if not TRIAL:
        complaints += _unsafe_keys()
        if DEBUG:
            complaints.append("DEBUG must be off")
        if not ALLOWED_HOSTS or any("*" in host for host in ALLOWED_HOSTS):
            complaints.append("ALLOWED_HOSTS must name the hosts that people use, without *")
        complaints += [
            f"{name} must name a server of your own"
            for name in ("DATABASE_URL", "REDIS_URL")
            if not env.str(name, "")
        ]
        if env.str("EMAIL_URL", "") and not env.str("SITE_URL", "").startswith("http"):
            complaints.append("SITE_URL must be the address that links in mails begin with")
    if complaints:
        raise ImproperlyConfigured("Throughline will not start: " + "; ".join(complaints) + ".")


SECRET_KEY = _secret_key()
# What secrets of sources are encrypted with: the newest first, older ones still read.
FIELD_KEYS = _field_keys()
# Targets inside the network that sources may ask; nobody can add to them in the browser.
OUTBOUND_ALLOWED = _outbound_allowed()
DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if TRIAL else []
)
_refuse_unsafe_production()

INSTALLED_APPS = [
    "accounts",
    "jobs",
    "objectives",
    "kpis",
    "stories",
    "reports",
    "accounts.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    "axes",
    "heroicons",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

# Who else asks people for something, besides goals and their lines; see `stories.asked`.
ASKED_ELSEWHERE = ["reports.reviews.asking.open_actions"]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "alignment.lib.rest.slashes.SlashMayBeLeftOut",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "stories.middleware.SettleVerdicts",
]

ROOT_URLCONF = "alignment.urls"
WSGI_APPLICATION = "alignment.wsgi.application"
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
                "stories.context.asked",
                "stories.context.figures",
                "stories.context.owed",
            ],
            "builtins": ["alignment.lib.fragments"],
        },
    },
]

FORM_RENDERER = "alignment.lib.controls.Controls"

DATABASES = {"default": env.db_url_config(_server("DATABASE_URL", embedded.database_url))}
DATABASES["default"] |= {
    "ATOMIC_REQUESTS": False,
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"] |= {
    "connect_timeout": 5,
    "options": "-c statement_timeout=60s -c lock_timeout=5s"
    " -c idle_in_transaction_session_timeout=60s"
    # No statement here runs long enough to repay compiling it.
    " -c jit=off",
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = _server("REDIS_URL", embedded.redis_url)
CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_TIME_LIMIT = 240
CELERY_TASK_SOFT_TIME_LIMIT = 200
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_timeout": 5,
    "socket_connect_timeout": 3,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_BEAT_SCHEDULER = "jobs.beat:LedgerScheduler"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "accounts.views.locked_out"
AXES_HTTP_RESPONSE_CODE = 429
AXES_USERNAME_FORM_FIELD = "username"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if not TRIAL:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 365 * 24 * 3600)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^health/"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

# A trial writes its mails into files; without EMAIL_URL, production sends none.
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
MAIL = env.email_url("EMAIL_URL", "filemail://" if TRIAL else "dummymail://")
EMAIL_BACKEND = MAIL["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = MAIL.get("EMAIL_HOST") or "localhost", MAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = MAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = MAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.get("EMAIL_USE_TLS", False), MAIL.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = MAIL.get("EMAIL_FILE_PATH") or str(embedded.var() / "mail")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", "Throughline <throughline@localhost>")

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "alignment.lib.charting.bundle.BundleFinder",
]
ASSETS = embedded.var() / "assets"  # what is made once out of installed packages
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TRIAL
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
_STATIC_STORAGE = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if TRIAL
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC_STORAGE},
}
LARGEST_UPLOAD_BYTES = 20 * 1024 * 1024
# Above every field's own limit: a text that is too long comes back to its form with a sentence.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", 600)
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["alignment.lib.rest.reading.Json"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "alignment.lib.rest.refusals.answer_to",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Throughline",
    "VERSION": "1",
    "DESCRIPTION": "KPIs, their values and their lines to goals. Make a token under Your profile.",
    "SERVE_URLCONF": "alignment.urls",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)r"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "WARNING")},
    # What goes to sources and comes from them is in no log, however much is logged.
    "loggers": {"httpcore": {"level": "WARNING"}, "httpx": {"level": "WARNING"}},
}
