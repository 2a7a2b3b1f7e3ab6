"""The rules of the disclosure catalogue as versioned rows: its lists of terms, and how index numbers are made (D1)."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .. import terms


class Scheme(models.TextChoices):
    """What a rule is about."""

    TOPIC = "topic", _("topics")
    GENRE = "genre", _("genres")
    AUDIENCE = "audience", _("audiences")
    GROUND = "ground", _("grounds of what isn't disclosed")
    INDEX_NUMBER = "index_number", _("rule of index numbers")


class CatalogueRule(models.Model):
    """One version of a list of the catalogue, or of the rule of its index numbers.

    Versions are added, never changed; which one is live changes through an approved case only. A scheme without a live
    version goes by the portal's own default (:mod:`columns.catalogue_defaults`).
    """

    scheme = models.CharField(_("what it rules"), max_length=12, choices=Scheme)
    text = models.TextField(
        _("rule"),
        max_length=40_000,
        help_text=_(
            "A list: one entry a line, its code, a space, its name; two spaces before it put it below the line above. "
            "Index numbers: a pattern of {org}, {year} and {serial:05}."
        ),
    )
    note = models.CharField(_("reason"), max_length=200)
    live = models.BooleanField(_("live"), default=False, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "rule of the catalogue")
        verbose_name_plural = pgettext_lazy("gongkai", "rules of the catalogue")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["scheme"], condition=models.Q(live=True), name="catalogue_rule_one_live")
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} · {timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"

    def clean(self) -> None:
        """Say at the field what is wrong with the text, line by line."""
        super().clean()
        self.text = self.text.replace("\r\n", "\n").rstrip()
        if problems := self.text_problems():
            raise ValidationError({"text": problems})

    def text_problems(self) -> list[str]:
        """Return everything wrong with the text, as sentences."""
        if self.scheme == Scheme.INDEX_NUMBER:
            return terms.pattern_problems(self.text)
        return terms.problems(self.text)
