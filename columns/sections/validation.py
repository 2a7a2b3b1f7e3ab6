"""What must be right before a request about a section is sent, and again before it is carried out."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.approvals.models import Case

from ..models import OpeningRequest


def problems(request: Any, kind: str) -> list[str]:
    """Return everything that keeps a request from being sent."""
    try:
        request.clean()
    except ValidationError as error:
        return list(error.messages)
    if _other_is_open(_same(request), request, kind):
        return [_("The same has been asked for already, and is on its way.")]
    return []


def _same(request: Any) -> QuerySet:
    """Requests for the same address, or about the same section."""
    rows = type(request)._default_manager.all()
    if isinstance(request, OpeningRequest):
        return rows.filter(slug=request.slug, parent=request.parent_id, page=None)
    return rows.filter(page=request.page_id)


def _other_is_open(requests: QuerySet, own: Any, kind: str) -> bool:
    keys = [str(pk) for pk in requests.exclude(pk=own.pk).values_list("pk", flat=True)]
    return Case.objects.locking().filter(kind=kind, subject_id__in=keys).exists()
