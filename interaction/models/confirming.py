"""Confirming people without keeping who they are: codes sent to telephones, and real-name checks elsewhere."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PhoneCode(models.Model):
    """A code that was sent to a telephone. Of number and code only keyed digests are kept, and those not for long."""

    number_digest = models.CharField(max_length=64, db_index=True)
    purpose = models.CharField(max_length=60)
    code_digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"), db_index=True)
    tries = models.PositiveSmallIntegerField(_("wrong tries"), default=0)
    used_at = models.DateTimeField(_("used"), null=True)

    class Meta:
        verbose_name = _("code by telephone")
        verbose_name_plural = _("codes by telephone")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class RealNameCheck(models.Model):
    """Somebody's name and identity number are checked elsewhere: only yes or no and a keyed digest stay here."""

    class Answer(models.TextChoices):
        WAITING = "waiting", _("is being checked")
        YES = "yes", _("they belong together")
        NO = "no", _("they don't belong together")

    name = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=60)
    person_digest = models.CharField(max_length=64)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, default=Answer.WAITING)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"), db_index=True)

    class Meta:
        verbose_name = _("real-name check")
        verbose_name_plural = _("real-name checks")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
