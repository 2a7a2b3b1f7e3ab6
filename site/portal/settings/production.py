"""Production: PostgreSQL, TLS, and no secret with a default."""

from .base import *  # noqa: F403
from .base import GONGKAI
from .environment import database, optional, required

SECRET_KEY = required("SECRET_KEY")
ALLOWED_HOSTS = required("HOSTS").split(",")
DATABASES = {"default": database(required("DATABASE"))}
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
GONGKAI["LEDGER_KEY"] = required("LEDGER_KEY")
GONGKAI["TICKET_MASTER_KEY"] = required("TICKET_MASTER_KEY")
# Behind a proxy every visitor would be one otherwise, and reach every limit together.
GONGKAI["TRUSTED_PROXIES"] = required("TRUSTED_PROXIES").split(",")
WAGTAILADMIN_BASE_URL = required("BASE_URL")  # mails lead there

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
EMAIL_HOST = optional("EMAIL_HOST", "localhost")
DEFAULT_FROM_EMAIL = optional("EMAIL_FROM", "portal@localhost")
