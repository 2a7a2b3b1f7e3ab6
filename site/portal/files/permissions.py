"""Who may see a file."""

from __future__ import annotations

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


def colleagues(person) -> Q:
    """Files whose uploaders worked, on the day of the upload, in a unit in which this person holds a post today."""
    today = timezone.localdate()
    uploader = "uploaded_by_user__posts"
    reader = f"{uploader}__unit__posts"
    uploaded_on = F("created_at__date")
    return (
        Q(
            **{
                f"{uploader}__starts_on__lte": uploaded_on,
                f"{reader}__person": person,
                f"{reader}__starts_on__lte": today,
            }
        )
        & (Q(**{f"{uploader}__ends_on": None}) | Q(**{f"{uploader}__ends_on__gte": uploaded_on}))
        & (Q(**{f"{reader}__ends_on": None}) | Q(**{f"{reader}__ends_on__gte": today}))
    )
