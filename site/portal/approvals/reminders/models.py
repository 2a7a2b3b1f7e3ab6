"""What the clock of a case makes known, and who was urged: each of it once, and on record (clause D3)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Threshold(models.Model):
    """When somebody is told about a clock: so many working days before it runs out (negative) or after."""

    class Audience(models.TextChoices):
        DESK = "desk", _("who has to act now")
        MAKER = "maker", _("who sent it")
        LIAISON = "liaison", _("liaison of the unit")
        HEAD = "head", _("head of the unit")
        OFFICE = "office", pgettext_lazy("gongkai", "Office")
        LEADER = "leader", _("leader in charge")

    code = models.SlugField(_("code"), max_length=20, unique=True)
    days = models.SmallIntegerField(_("working days"), help_text=_("Before the end of the clock below zero."))
    audience = models.JSONField(_("who is told"), default=list)

    class Meta:
        verbose_name = _("threshold of the clock")
        verbose_name_plural = _("thresholds of the clock")
        ordering = ["days"]
        default_permissions = ("change",)

    def __str__(self) -> str:
        return self.code


class ClockMark(models.Model):
    """A threshold that the clock of a case has passed. ``told``: people were told; else a later one told them more."""

    case = models.ForeignKey("approvals.Case", models.PROTECT, related_name="clock_marks")
    code = models.CharField(max_length=20)
    due_at = models.DateTimeField(help_text=_("The deadline that it counted to: a clock counted anew begins anew."))
    at = models.DateTimeField(default=timezone.now)
    told = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "code", "due_at"], name="clock_mark_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.code}"


class Urge(models.Model):
    """Somebody urged a case on: once a working day. ``stage`` and ``desks`` say where it waited."""

    case = models.ForeignKey("approvals.Case", models.PROTECT, related_name="urges")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    on = models.DateField(_("day"))
    at = models.DateTimeField(_("time"), default=timezone.now)
    desks = models.JSONField(default=list)
    told = models.PositiveSmallIntegerField(_("people told"), default=0)

    class Meta:
        default_permissions = ()
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "on"], name="urge_once_a_day")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.on}"
