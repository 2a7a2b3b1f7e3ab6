"""Which version of each subject the index has been given, which words were searched, and the lists editors keep."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.approvals.rule_texts import RuleText

from . import word_lists

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


class Scheme(models.TextChoices):
    """What a list of search is about."""

    SYNONYMS = "synonyms", _("everyday words for official ones")
    BEST_BETS = "best_bets", _("what stands above the results")


class SearchRule(RuleText):
    """One version of a list that editors keep for search. Without a live version the portal's own is in force."""

    scheme = models.CharField(_("list"), max_length=12, choices=Scheme)
    text = models.TextField(
        _("lines"),
        max_length=40_000,
        blank=True,
        help_text=_(
            "A line each: what people type, “=”, what is meant; several with 、 between them. In the second list the "
            "right side is the address of a page here, such as /disclosure/. Lines that begin with # are remarks."
        ),
    )

    class Meta(RuleText.Meta):
        verbose_name = _("list of words for search")
        verbose_name_plural = _("lists of words for search")
        constraints = [
            models.UniqueConstraint(fields=["scheme"], condition=models.Q(live=True), name="search_rule_one_live")
        ]

    def text_problems(self) -> list[str]:
        """Return everything wrong with the list, as sentences."""
        from . import best_bets  # it asks what is public, and so the models

        found = list(word_lists.problems(self.text))
        return found or (list(best_bets.problems(self.text)) if self.scheme == Scheme.BEST_BETS else [])
