"""What people send in to an activity, sealed (law 7), and what the unit makes of it."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ... import crypto
from .activities import Activity


class OpinionGroup(models.Model):
    """What several people said alike about the text or one clause of it, and the unit's answer to them."""

    class Verdict(models.TextChoices):
        ADOPTED = "adopted", _("adopted")
        PARTLY = "partly", _("partly adopted")
        NOT_ADOPTED = "not_adopted", _("not adopted")
        EXPLAINED = "explained", _("explained")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="groups")
    part = models.CharField(_("part of the text"), max_length=12, blank=True)
    said = models.TextField(_("what was said, in the unit's words"), max_length=2000)
    verdict = models.CharField(_("outcome"), max_length=12, choices=Verdict, blank=True)
    answer = models.TextField(pgettext_lazy("activity", "answer"), max_length=4000, blank=True)

    class Meta:
        verbose_name = _("group of opinions")
        verbose_name_plural = _("groups of opinions")
        ordering = ["part", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.said[:60]


class Entry(models.Model):
    """Something that one person sent in: an opinion, a suggestion, a slogan, a filled-in survey, a registration.

    In clear stand only what is counted (``answers``: choices and numbers of a survey), states and ids. ``sealed`` holds
    who it is and every free text.
    """

    class Seat(models.TextChoices):
        """A registration for a training."""

        GIVEN = "given", _("has a place")
        WAITING = "waiting", _("on the waiting list")
        GIVEN_UP = "given_up", _("given up")

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="entries")
    number = models.CharField(_("number"), max_length=32, unique=True)
    query_code_digest = models.CharField(max_length=64, blank=True, editable=False)
    at = models.DateTimeField(_("received"), default=timezone.now)
    part = models.CharField(_("part of the text"), max_length=12, blank=True)
    answers = models.JSONField(default=dict)
    sealed = models.BinaryField(_("what was sent in (encrypted)"))
    text_digest = models.CharField(max_length=64, editable=False)
    voter = models.CharField(max_length=64, blank=True, editable=False)
    group = models.ForeignKey(OpinionGroup, models.SET_NULL, null=True, related_name="entries")
    shortlisted = models.BooleanField(_("on the shortlist"), default=False)
    seat = models.CharField(_("place"), max_length=8, choices=Seat, blank=True)
    attended = models.BooleanField(_("attended"), null=True)
    erased_at = models.DateTimeField(_("erased"), null=True)

    class Meta:
        verbose_name = pgettext_lazy("activity", "entry")
        verbose_name_plural = pgettext_lazy("activity", "entries")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["activity", "part"], name="entry_part")]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "voter"], condition=~models.Q(voter=""), name="entry_one_per_voter"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @cached_property
    def data_key(self) -> bytes | None:
        """The entry's data key, or None once it has been destroyed."""
        row = EntryKey.objects.filter(entry=self).first()
        return crypto.unwrap(row.wrapped) if row else None


class EntryKey(models.Model):
    """The wrapped data key of an entry. Without this row nothing opens the entry's bytes again."""

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True, related_name="key_row")
    wrapped = models.BinaryField()

    class Meta:
        verbose_name = _("key of an entry")
        verbose_name_plural = _("keys of entries")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.entry_id)


class Score(models.Model):
    """What one juror gave one slogan."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="scores")
    juror = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(_("points"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["entry", "juror"], name="score_one_per_juror")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.juror_id}: {self.points}"
