"""Rules that are texts with versions, as rows: a room derives its own table (:mod:`portal.approvals.rule_kinds`)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy


class RuleText(models.Model):
    """One version of a rule. Versions are added, never changed; an approved case only makes another one live.

    The table derived from it has a field ``scheme`` with choices, one live row a scheme, and is guarded by ``live``.
    """

    scheme: Any
    get_scheme_display: Any
    text = models.TextField(gettext_lazy("rule"), max_length=40_000)
    note = models.CharField(gettext_lazy("reason"), max_length=200)
    live = models.BooleanField(gettext_lazy("live"), default=False, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(gettext_lazy("made"), default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering = ["-created_at", "-pk"]

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
        raise NotImplementedError
