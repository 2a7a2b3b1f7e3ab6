"""What tiles' templates need."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString
from wagtail.rich_text import expand_db_html

from .. import hrefs, snapshots

register = template.Library()


@register.filter
def cleaned(value: Any) -> SafeString:
    """Rich text as HTML that may stand in public, however it came in."""
    return snapshots.clean(expand_db_html(getattr(value, "source", value) or ""))


@register.filter
def href(address: Any) -> str:
    """An address that may be led to, else nothing."""
    return hrefs.safe(address)
