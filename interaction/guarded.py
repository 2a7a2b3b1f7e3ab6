"""Rows that the public sees: refused in Python, with a message, before the database's triggers refuse them (law 1)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from portal.approvals.errors import PublishingRefused
from portal.approvals.guard.python import NEEDS_CASE
from portal.approvals.permits import covers_table


class GuardedRow(models.Model):
    """A row that is public while the boolean field ``PUBLIC`` names is true; the table is registered with the guard.

    ``SHOWN`` names the fields that everybody sees then; None where it is all of them.
    """

    PUBLIC: ClassVar[str] = "published"
    SHOWN: ClassVar[tuple[str, ...] | None] = None

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to make or change what is public without a permit."""
        before = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
        if self._changes_the_public(before):
            self._need_permit()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse to delete what is public without a permit."""
        if self._is_public() or type(self)._base_manager.filter(pk=self.pk, **{self.PUBLIC: True}).exists():
            self._need_permit()
        return super().delete(*args, **kwargs)

    def _is_public(self) -> bool:
        return bool(getattr(self, self.PUBLIC))

    def _changes_the_public(self, before: GuardedRow | None) -> bool:
        was_public = before is not None and before._is_public()
        if was_public != self._is_public() or self.SHOWN is None:
            return was_public or self._is_public()
        return was_public and any(getattr(before, name) != getattr(self, name) for name in self.SHOWN)

    def _need_permit(self) -> None:
        if not covers_table(self._meta.db_table):
            raise PublishingRefused(str(NEEDS_CASE))
