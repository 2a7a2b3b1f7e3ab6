"""Tests: a throw-away `var/`, fast hashing, no manifest of static files."""

import os
import tempfile
from pathlib import Path

_VAR = Path(tempfile.mkdtemp(prefix="gongkai-test-"))
os.environ["GONGKAI_VAR"] = str(_VAR)

from .base import *  # noqa: F403
from .base import GONGKAI, STORAGES
from .environment import database, optional

SECRET_KEY = "tests only"
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": database(optional("DATABASE", f"sqlite:///{_VAR / 'test.sqlite3'}"))}
DATABASES["default"]["TEST"] = (
    {"NAME": str(_VAR / "test_db.sqlite3")}
    if "sqlite" in DATABASES["default"]["ENGINE"]
    else {"TEMPLATE": optional("TEST_TEMPLATE", "") or None}  # a migrated database saves migrating again
)
GONGKAI["USAGE_SECONDS"] = float("inf")  # written where a test says so, and nowhere in between
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
