"""Which version of each subject the index has been given."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class IndexState(models.Model):
    """The version counter of one subject of one source, raised under the subject's lock before every read.

    Engines refuse a lower version, so two workers may write in any order.
    """

    source = models.CharField(_("source"), max_length=60)
    subject_id = models.CharField(_("subject"), max_length=100)
    version = models.PositiveBigIntegerField(_("version"), default=0)

    class Meta:
        verbose_name = _("index state")
        verbose_name_plural = _("index states")
        constraints = [models.UniqueConstraint(fields=["source", "subject_id"], name="search_one_state_a_subject")]

    def __str__(self) -> str:
        return f"{self.source}:{self.subject_id} v{self.version}"
