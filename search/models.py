"""What each subject's version in the index is, which words were searched, searches people saved, and editors' lists."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
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
    """How often the public asked for these words on a day, how often nothing was found as it was asked, and how often a
    result was followed.
    """

    day = models.DateField(_("day"))
    words = models.CharField(_("words"), max_length=LONGEST_WORDS)
    asked = models.PositiveIntegerField(_("asked"), default=0)
    nothing_found = models.PositiveIntegerField(_("nothing found"), default=0)
    followed = models.PositiveIntegerField(_("followed"), default=0)

    class Meta:
        verbose_name = _("words searched on a day")
        verbose_name_plural = _("words searched by day")
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["day", "words"], name="search_words_once_a_day")]

    def __str__(self) -> str:
        return f"{self.words} {self.day}"


class SavedSearch(models.Model):
    """Somebody wants to be told by mail what is new among the results of a search.

    ``sealed`` holds their address and the search, encrypted (law 7); ``digest`` and ``whose`` are keyed digests of both
    and of the address. Until ``confirmed_at`` nothing is sent but the question whether they really do. What was
    published from ``since`` on has not been told yet; ``next_at`` is when to look, for those who aren't told at once.
    """

    class How(models.TextChoices):
        AT_ONCE = "at_once", _("as soon as there is something")
        DAILY = "daily", _("once a day, in the morning")
        WEEKLY = "weekly", _("once a week, on Monday morning")

    sealed = models.BinaryField()
    digest = models.CharField(max_length=64, unique=True)
    whose = models.CharField(max_length=64, db_index=True)
    how = models.CharField(_("how often"), max_length=8, choices=How)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    since = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.pk}"


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
