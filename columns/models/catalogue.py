"""The rules of the disclosure catalogue as versioned rows: its lists of terms, and how index numbers are made (D1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.approvals.rule_texts import RuleText

from .. import terms


class Scheme(models.TextChoices):
    """What a rule is about."""

    TOPIC = "topic", _("topics")
    GENRE = "genre", _("genres")
    AUDIENCE = "audience", _("audiences")
    GROUND = "ground", _("grounds of what isn't disclosed")
    INDEX_NUMBER = "index_number", _("rule of index numbers")


class CatalogueRule(RuleText):
    """One version of a list of the catalogue, or of the rule of its index numbers.

    A scheme without a live version goes by the portal's own default (:mod:`columns.catalogue_defaults`).
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

    class Meta(RuleText.Meta):
        verbose_name = pgettext_lazy("gongkai", "rule of the catalogue")
        verbose_name_plural = pgettext_lazy("gongkai", "rules of the catalogue")
        constraints = [
            models.UniqueConstraint(fields=["scheme"], condition=models.Q(live=True), name="catalogue_rule_one_live")
        ]

    def text_problems(self) -> list[str]:
        """Return everything wrong with the text, as sentences."""
        if self.scheme == Scheme.INDEX_NUMBER:
            return terms.pattern_problems(self.text)
        return terms.problems(self.text)
