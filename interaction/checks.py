"""What an operator could forget, as system checks."""

from __future__ import annotations

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security)
def master_key_is_usable(app_configs, **kwargs) -> list[Error]:
    """interaction.E001: the configured master key is no key."""
    configured = str(settings.GONGKAI["TICKET_MASTER_KEY"])
    if not configured:
        return []
    try:
        Fernet(configured.encode())
    except ValueError:
        hint = "Give 32 random bytes in URL-safe base64, as cryptography.fernet.Fernet.generate_key() makes them."
        return [Error("GONGKAI_TICKET_MASTER_KEY is not a key.", hint=hint, id="interaction.E001")]
    return []
