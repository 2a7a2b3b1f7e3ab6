"""Which version of each subject the index has been given, and which words were searched."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_WORDS = 40


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


class SearchedWords(models.Model):
    """How often the public asked for these words on a day, and how often nothing was found as it was asked."""

    day = models.DateField(_("day"))
    words = models.CharField(_("words"), max_length=LONGEST_WORDS)
    asked = models.PositiveIntegerField(_("asked"), default=0)
    nothing_found = models.PositiveIntegerField(_("nothing found"), default=0)

    class Meta:
        verbose_name = _("words searched on a day")
        verbose_name_plural = _("words searched by day")
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["day", "words"], name="search_words_once_a_day")]

    def __str__(self) -> str:
        return f"{self.words} {self.day}"
