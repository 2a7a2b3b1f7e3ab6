"""What the public sees of responses to hot issues."""

from __future__ import annotations

from django.db.models import QuerySet

from .models import Response


def public_responses() -> QuerySet[Response]:
    """Return the responses that everybody sees, the newest first; issue and unit come with the same query."""
    return Response.objects.filter(live=True).select_related("issue__unit").order_by("-published_at", "-pk")
