"""Every knob of the portal, read from the environment once.

Names start with ``GONGKAI_``. A knob without a default raises :class:`ImproperlyConfigured` where it is needed
(production), so that a secret can never have a default there.
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlparse

from django.core.exceptions import ImproperlyConfigured

# WAL: readers don't wait for the writer. recursive_triggers: REPLACE removes a row by way of the delete triggers too.
# secure_delete: what is deleted is overwritten, so that a destroyed key isn't in the file any more.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA recursive_triggers=ON; "
    "PRAGMA secure_delete=ON;"
)
ROOT = Path(__file__).resolve().parents[3]


def required(name: str) -> str:
    """Return the value of ``GONGKAI_<name>``; raise ImproperlyConfigured when it is missing or empty."""
    value = os.environ.get(f"GONGKAI_{name}", "")
    if not value:
        raise ImproperlyConfigured(f"GONGKAI_{name} must be set in production.")
    return value


def optional(name: str, default: str = "") -> str:
    """Return the value of ``GONGKAI_<name>``, or ``default`` when it is missing."""
    return os.environ.get(f"GONGKAI_{name}", default)


def flag(name: str, default: bool = False) -> bool:
    """Return ``GONGKAI_<name>`` as a truth value: 1, true, yes, on are true."""
    value = os.environ.get(f"GONGKAI_{name}")
    return default if value is None else value.lower() in {"1", "true", "yes", "on"}


def var_dir() -> Path:
    """Return the directory that holds everything the portal writes (default ``var/`` beside manage.py)."""
    return Path(optional("VAR", str(ROOT / "var"))).resolve()


def database(url: str) -> dict:
    """Translate ``sqlite:///PATH`` or ``postgresql://USER:PASSWORD@HOST:PORT/NAME`` to Django's settings.

    SQLite gets WAL, IMMEDIATE transactions and a busy timeout: with Django's defaults autosave and preview side by
    side answer "database is locked".
    """
    parts = urlparse(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:] if parts.path.startswith("//") else parts.path),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": SQLITE_PRAGMAS,
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured("GONGKAI_DATABASE must start with sqlite:/// or postgresql://")
