"""What the portal tells a person: a line in the portal, and a mail beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> NoticeQuerySet:
        """Notices that their person has not read yet."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One thing that one person is told. Texts name a subject and what is asked, and quote nothing (law 7)."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("person")
    )
    text = models.CharField(_("text"), max_length=400)
    url = models.CharField(_("address"), max_length=500, blank=True)
    topic = models.CharField(_("topic"), max_length=40, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "notice")
        verbose_name_plural = pgettext_lazy("gongkai", "notices")
        ordering = ["-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_of_person"),
            models.Index(fields=["person"], name="notice_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.text


class MailChoiceQuerySet(models.QuerySet["MailChoice"]):
    def not_at_once(self, people: Iterable[int]) -> set[int]:
        """Return which of these people (ids) get no mail for each notice; one query."""
        return set(
            self.filter(person__in=list(people)).exclude(how=MailChoice.How.AT_ONCE).values_list("person", flat=True)
        )


class MailChoice(models.Model):
    """How a person gets notices by mail. Without a row: each at once, and what is in the portal stays there anyway."""

    class How(models.TextChoices):
        AT_ONCE = "at_once", _("each notice at once")
        DIGEST = "digest", _("one mail a working day")
        MINIMUM = "minimum", _("none, but for what the law asks (overdue)")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_choice", verbose_name=_("person")
    )
    how = models.CharField(_("mail"), max_length=10, choices=How, default=How.AT_ONCE)
    digest_at = models.TimeField(
        _("time of the daily mail"), default=time(8, 30), help_text=_("On working days, from this time on.")
    )
    digested_at = models.DateTimeField(_("last daily mail"), null=True, blank=True, editable=False)

    objects = MailChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice of mail")
        verbose_name_plural = _("choices of mail")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.person}: {self.get_how_display()}"
