"""The number of unread notices, for any template that shows who is signed in."""

from __future__ import annotations

from typing import Any

from django import template

from ..services import unread_count

register = template.Library()


@register.inclusion_tag("notices/unread_badge.html", takes_context=True)
def unread_badge(context: dict[str, Any]) -> dict[str, Any]:
    """Render a link to the notices with the number of unread ones; nothing for visitors or when all is read."""
    request = context.get("request")
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return {"unread": unread_count(user) if known else 0}
