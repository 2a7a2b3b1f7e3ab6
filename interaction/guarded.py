"""Rows that the public sees: refused in Python, with a message, before the database's triggers refuse them (law 1)."""

from __future__ import annotations

from typing import Any

from django.db import models

from portal.approvals.errors import PublishingRefused
from portal.approvals.guard.python import NEEDS_CASE
from portal.approvals.permits import covers_table


class GuardedRow(models.Model):
    """A row that is public while the boolean field ``PUBLIC`` names is true; the table is registered with the guard."""

    PUBLIC = "live"

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to make or change what is public without a permit."""
        self._refuse_without_permit()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._refuse_without_permit()
        return super().delete(*args, **kwargs)

    def _refuse_without_permit(self) -> None:
        rows = type(self)._default_manager.filter(pk=self.pk, **{self.PUBLIC: True})
        public = getattr(self, self.PUBLIC) or (self.pk is not None and rows.exists())
        if public and not covers_table(self._meta.db_table):
            raise PublishingRefused(str(NEEDS_CASE))
