"""One machine: SQLite, the embedded search engine, data under `var/`. `make demo` runs with these."""

import secrets

from .base import *  # noqa: F403
from .base import STORAGES, VAR
from .environment import database, flag, optional

DEBUG = flag("DEBUG")
ALLOWED_HOSTS = ["*"]
VAR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """Return this machine's own secret key, made at the first start and kept under `var/keys/`."""
    path = VAR / "keys" / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
    return path.read_text()


SECRET_KEY = optional("SECRET_KEY") or _secret_key()
DATABASES = {"default": database(optional("DATABASE", f"sqlite:///{VAR / 'portal.sqlite3'}"))}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
CSRF_TRUSTED_ORIGINS = ["http://localhost", "http://127.0.0.1"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
