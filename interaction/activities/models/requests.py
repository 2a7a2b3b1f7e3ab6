"""What a case of its own decides about an activity: its result, a later end, and an early stop."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...guarded import GuardedRow
from .activities import Activity


class Result(GuardedRow):
    """The result of an activity, as the unit tells it (clause S2).

    ``content`` holds the figures and answers frozen when it was written; what the public sees is exactly that.
    """

    SHOWN = ("activity_id", "text", "content")

    activity = models.OneToOneField(Activity, models.PROTECT, related_name="result")
    text = models.TextField(_("report"), max_length=20000)
    content = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    writers = models.JSONField(default=list)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    published = models.BooleanField(_("public"), default=False, db_index=True)
    published_at = models.DateTimeField(_("published"), null=True)

    class Meta:
        verbose_name = _("result of an activity")
        verbose_name_plural = _("results of activities")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.activity)


class Prolongation(models.Model):
    """A unit asks that an activity ends later, and says why."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="prolongations")
    closes_at = models.DateTimeField(_("new end"))
    reason = models.TextField(_("reason"), max_length=1000)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("prolongation of an activity")
        verbose_name_plural = _("prolongations of activities")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.activity)


class Stop(models.Model):
    """A unit asks that an activity ends at once, and says why."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="stops")
    reason = models.TextField(_("reason"), max_length=1000)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("early stop of an activity")
        verbose_name_plural = _("early stops of activities")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.activity)
