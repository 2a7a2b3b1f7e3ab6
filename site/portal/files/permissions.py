"""Who may see a file."""

from __future__ import annotations

from .models import Document, Image
from .services import is_public


def can_see(person, file: Document | Image) -> bool:
    """Everybody sees public files; a private one its uploader and the department's people with a post."""
    if is_public(file):
        return True
    if not person.is_authenticated:
        return False
    return file.uploaded_by_user_id == person.pk or person.has_perm("wagtailadmin.access_admin")


__all__ = ["can_see", "is_public"]
