"""Who may see a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from portal.addons import registry

from .models import Document, Image
from .services import is_public


def can_see(person, file: Document | Image) -> bool:
    """Everybody sees public files; a private one its uploader, their colleagues, the supervising functions, and those
    to whom something shows it that they may see (a case that waits for them, say). What belongs to a case only is seen
    by its uploader and by those to whom the case shows it.
    """
    if is_public(file):
        return True
    if not person.is_authenticated or not person.has_perm("wagtailadmin.access_admin"):
        return False
    if file.uploaded_by_user_id == person.pk:
        return True
    if not getattr(file, "case_only", False) and _is_near(person, file):
        return True
    return any(registry.manager.hook.shows_file(person=person, file=file))


def _is_near(person, file: Document | Image) -> bool:
    if person.has_perm("approvals.view_entry"):
        return True
    return type(file).objects.filter(colleagues(person), pk=file.pk).exists()


def foreign(files: Iterable[Document | Image], units: Iterable[Any], owner: int | None) -> list[Document | Image]:
    """Return those of some files that are not for units to publish: neither public, nor uploaded by somebody who worked
    in one of them that day, or by the owner (a user's id) of what shows them. What the portal made belongs to nobody.
    """
    strange = []
    worked_there = Q(uploaded_by_user__posts__unit__in=list(units)) & _held_on(
        F("created_at__date"), "uploaded_by_user__posts"
    )
    for model in (Document, Image):
        asked = {file.pk: file for file in files if isinstance(file, model)}
        own = Q(uploaded_by_user=None) | Q(uploaded_by_user=owner) | worked_there
        mine = set(model.objects.filter(own, pk__in=asked).values_list("pk", flat=True))
        strange += [file for pk, file in asked.items() if pk not in mine and not is_public(file)]
    return strange


def colleagues(person) -> Q:
    """Files whose uploaders worked, on the day of the upload, in a unit in which this person holds a post today."""
    uploader = "uploaded_by_user__posts"
    reader = f"{uploader}__unit__posts"
    worked_there = _held_on(F("created_at__date"), uploader)
    return Q(**{f"{reader}__person": person}) & worked_there & _held_on(timezone.localdate(), reader)


def _held_on(day: Any, post: str) -> Q:
    """Posts at the end of a path that were held on a day (a date, or a field that holds one)."""
    begun = Q(**{f"{post}__starts_on__lte": day})
    return begun & (Q(**{f"{post}__ends_on": None}) | Q(**{f"{post}__ends_on__gte": day}))
