"""What the public sees of responses to hot issues."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max, QuerySet

from .models import Response


def last_publication() -> datetime | None:
    """Return when a response was last published, or None; a change of one isn't another."""
    return Response.objects.filter(live=True).aggregate(last=Max("published_at"))["last"]


def public_responses() -> QuerySet[Response]:
    """Return the responses that everybody sees, the newest first; issue and unit come with the same query."""
    return Response.objects.filter(live=True).select_related("issue__unit").order_by("-published_at", "-pk")
