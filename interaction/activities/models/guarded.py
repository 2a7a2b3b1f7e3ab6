"""Rows that the public sees once they are ``published``: a helpful refusal before the database's own (law 1)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.approvals.errors import PublishingRefused
from portal.approvals.guard.python import NEEDS_CASE
from portal.approvals.permits import covers_table


class GuardedRow(models.Model):
    """A row of a guarded table. ``PUBLIC`` names the fields that everybody sees while it is published."""

    PUBLIC: tuple[str, ...] = ()

    published = models.BooleanField(_("public"), default=False, db_index=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to make or change what is public without a permit."""
        before = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
        if self._changes_the_public(before) and not covers_table(self._meta.db_table):
            raise PublishingRefused(str(NEEDS_CASE))
        super().save(*args, **kwargs)

    def _changes_the_public(self, before: Any) -> bool:
        if before is None or before.published != self.published:
            return self.published or before is not None
        return self.published and any(getattr(before, name) != getattr(self, name) for name in self.PUBLIC)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse to delete what is public without a permit."""
        if self.published and not covers_table(self._meta.db_table):
            raise PublishingRefused(str(NEEDS_CASE))
        return super().delete(*args, **kwargs)
