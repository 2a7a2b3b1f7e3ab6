"""What every way of running the portal shares; `dev`, `test` and `production` say what differs."""

from pathlib import Path
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from . import environment

ROOT = environment.ROOT
VAR = environment.var_dir()

SECRET_KEY: str
DEBUG = False
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = [
    # Rooms that dress or extend the admin come before Wagtail, so that their templates win.
    "home",
    "special_topics",
    "interaction",
    "interaction.applications",
    "interaction.live",
    "interaction.activities",
    "interaction.hot_issues",
    "columns",
    "search",
    "portal.demonstration",
    "portal.oversight",
    "portal.tiles",
    "portal.oa",
    "portal.approvals",
    "portal.screening",
    "portal.theme",
    "portal.organisation",
    "portal.outbox",
    "portal.notices",
    "portal.registers",
    "portal.usage",
    "portal.calendars",
    "portal.addons",
    # Packages of others that bring models of their own; what has none needs its entry point only.
    *[name for name in environment.optional("APPS").split(",") if name],
    "wagtail_modeladmin",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.contrib.table_block",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    # After Wagtail: its file policies take the place of those that wagtail.documents and wagtail.images register.
    "portal.files",
    "django_tasks",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.files.middleware.RequestSizeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.approvals.middleware.GuardRefusalMiddleware",
    "portal.approvals.middleware.GoneMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "search.followed.middleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.theme.context.chrome",
            ],
        },
    },
]

AUTH_USER_MODEL = "organisation.User"
AUTHENTICATION_BACKENDS = ["portal.organisation.backends.PostBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = reverse_lazy("wagtailadmin_login")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
# The second holds what Wagtail leaves untranslated.
LOCALE_PATHS = [ROOT / "locale", ROOT / "locale" / "wagtail"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
DATETIME_FORMAT = "Y-m-d H:i"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "portal.files.storage.PrivateStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Both are shared by all processes of a machine: limits count tries wherever they arrive, in a place of their own,
# where nothing is thrown away before its time.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "limits": {"BACKEND": "portal.organisation.counters.Counters", "LOCATION": VAR / "limits.sqlite3"},
}
CSRF_FAILURE_VIEW = "portal.theme.views.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"

WAGTAIL_SITE_NAME = "公开"
WAGTAILADMIN_USER_LOGIN_FORM = "portal.organisation.sign_in.SignInForm"
WAGTAILADMIN_BASE_URL = environment.optional("BASE_URL", "http://localhost:8000")
WAGTAILIMAGES_IMAGE_MODEL = "files.Image"
WAGTAILDOCS_DOCUMENT_MODEL = "files.Document"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILREDIRECTS_AUTO_CREATE = False  # Wagtail's own would redirect for drafts too; see approvals.receivers
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAIL_MODERATION_ENABLED = False
# One language in the admin: what people do is recorded in the words they saw.
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAIL_I18N_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False  # a mailed link would let whoever keeps the register become anybody
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.admin_backend"}}
TAGGIT_CASE_INSENSITIVE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# The portal's own knobs. Rooms read them from django.conf.settings, never from the environment.
GONGKAI: dict[str, Any] = {
    "VAR": VAR,
    "LEDGER_KEY": environment.optional("LEDGER_KEY", ""),  # empty: a key file under var/keys/, made at first use
    "LEDGER_HEADS": VAR / "ledger" / "heads.jsonl",
    "TICKET_MASTER_KEY": environment.optional("TICKET_MASTER_KEY", ""),  # empty: as above
    "ATTACHMENT_MAX_BYTES": 30 * 1024 * 1024,
    "REQUEST_MAX_BYTES": 32 * 1024 * 1024,  # of the public: a photo that is too large is told at its field
    "STAFF_REQUEST_MAX_BYTES": 200 * 1024 * 1024,  # several attachments in one form
    "ATTACHMENT_EXTENSIONS": [
        "pdf",
        "docx",
        "doc",
        "wps",
        "xlsx",
        "xls",
        "pptx",
        "ofd",
        "txt",
        "csv",
        "zip",
        "png",
        "jpg",
        "jpeg",
        "mp4",
        "webm",
        "vtt",
    ],
    # Hosts whose pages may stand in a frame of a public page (film.example.org, or .example.org for all below it).
    "EMBED_HOSTS": [host for host in environment.optional("EMBED_HOSTS").lower().replace(" ", "").split(",") if host],
    "RENDERINGS": VAR / "renderings",  # pictures of pages, made again when they are missing
    "SNAPSHOTS": VAR / "snapshots",  # special topics as files, made when they are archived
    "SEARCH_ENGINE": environment.optional("SEARCH_ENGINE", "embedded"),
    "SEARCH_DIR": VAR / "search",
    "SEARCH_ENCODER": VAR / "search.encoder",
    "SEARCH_ASKED_ABOUT": environment.optional("SEARCH_ASKED_ABOUT"),  # empty: the list that comes with the portal
    # Where the engine "elasticsearch" finds its cluster; see docs/search.md.
    "SEARCH_SERVER": {
        "urls": tuple(environment.optional("SEARCH_URL", "http://127.0.0.1:9200").split(",")),
        "api_key": environment.optional("SEARCH_API_KEY"),
        "user": environment.optional("SEARCH_USER"),
        "password": environment.optional("SEARCH_PASSWORD"),
        "ca": environment.optional("SEARCH_CA"),
        "timeout": float(environment.optional("SEARCH_TIMEOUT", "5")),
        "prefix": environment.optional("SEARCH_PREFIX"),
        "shards": int(environment.optional("SEARCH_SHARDS", "1")),
        "replicas": environment.optional("SEARCH_REPLICAS", "0-1"),
    },
    # A TrueType font (.ttf, .ttc) to embed in dossiers; empty: STSong-Light, which readers bring along.
    "DOSSIER_FONT": environment.optional("DOSSIER_FONT", ""),
    "DISCLOSURE_WORKING_DAYS": 5,
    # Counts of visits: seconds that a process gathers before it writes them, and how long days are kept.
    "USAGE_SECONDS": 10,
    "USAGE_KEEP_DAYS": 730,
    "SEARCHED_WORDS_KEEP_DAYS": 90,
    # True: the public reads the table of who has to update which column, under /responsibility/ (clause A1).
    "PUBLIC_DUTY_TABLE": environment.flag("PUBLIC_DUTY_TABLE"),
    # How long what people told the department is kept after it was answered.
    "TICKET_RETENTION_DAYS": int(environment.optional("TICKET_RETENTION_DAYS", "730")),
    # How long a complaint's text is kept here after the petition system was seen to hold it (clause S6).
    "COMPLAINT_KEEP_DAYS": int(environment.optional("COMPLAINT_KEEP_DAYS", "10")),
    # Where connectors that use a watched folder find it.
    "EXCHANGE_DIR": Path(environment.optional("EXCHANGE_DIR", str(VAR / "exchange"))),
    # Requests of connected systems: how far their clock may be off, and how long an answer is kept for a repetition.
    "OA_CLOCK_SECONDS": 300,
    "OA_KEEP_DAYS": 7,
    # Hosts of the intranet that connected systems may be told at without encryption ("oa.intranet,…").
    "OA_PLAIN_HTTP_HOSTS": [host for host in environment.optional("OA_PLAIN_HTTP_HOSTS").split(",") if host],
    # Where browsers find the events of live interviews: "" is the portal's own host (a proxy leads /live-events/ to
    # their process), ":8001" another port of it. How many readers a process takes, of all
    # and of one address (an office behind one address is many), and whose players show videos.
    "LIVE_EVENTS": environment.optional("LIVE_EVENTS"),
    "LIVE_READERS": int(environment.optional("LIVE_READERS", "5000")),
    "LIVE_READERS_OF_ADDRESS": int(environment.optional("LIVE_READERS_OF_ADDRESS", "500")),
    "LIVE_VIDEO_HOSTS": [
        host
        for host in environment.optional("LIVE_VIDEO_HOSTS", "player.cntv.cn,player.bilibili.com,v.qq.com").split(",")
        if host
    ],
    # Networks of the department's own proxies, whose word on where a request comes from counts ("10.0.0.0/8,…").
    "TRUSTED_PROXIES": [network for network in environment.optional("TRUSTED_PROXIES").split(",") if network],
}
FORMAT_MODULE_PATH = ["portal.theme.locale_formats"]
