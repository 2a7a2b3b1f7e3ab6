"""When a public answer is looked at anew: beside the answer, since what everybody reads is changed by cases only."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .replies import Reply


class AnswerReview(models.Model):
    """The day on which the unit looks at one of its public answers anew, and who last said that it is still right.

    ``reminded_at`` is when the unit was told that this day has come. ``version`` counts the acts.
    """

    reply = models.OneToOneField(Reply, models.CASCADE, related_name="review")
    review_on = models.DateField(_("to be looked at anew on"), db_index=True)
    reminded_at = models.DateTimeField(_("the unit was told"), null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(_("last found to be still right"), null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = pgettext_lazy("answer", "review")
        verbose_name_plural = pgettext_lazy("answer", "reviews")
        ordering = ["review_on", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.reply_id} {self.review_on}"

    def is_due(self, today: date | None = None) -> bool:
        """Say whether its day has come."""
        return self.review_on <= (today or timezone.localdate())
