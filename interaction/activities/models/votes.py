"""Ballots: added, never changed. What doesn't count stands beside them, with its reason."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .activities import Activity


class Ballot(models.Model):
    """One person's vote. ``voter``, ``address`` and ``agent`` are digests salted by the activity: nobody is named.

    ``pick`` are the ids of the chosen candidates, sorted and joined by commas: one grouped query counts a vote.
    """

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="ballots")
    voter = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    agent = models.CharField(max_length=64)
    pick = models.CharField(max_length=400)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["activity", "voter"], name="ballot_one_per_voter")]
        indexes = [models.Index(fields=["activity", "pick"], name="ballot_pick")]

    def __str__(self) -> str:
        return str(self.pk)


class Discard(models.Model):
    """A ballot that doesn't count, because somebody of the unit said why."""

    ballot = models.OneToOneField(Ballot, models.PROTECT, related_name="discard", primary_key=True)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("discarded ballot")
        verbose_name_plural = _("discarded ballots")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.ballot_id)


class AddressCount(models.Model):
    """How many ballots or sheets came from one address: the cap holds also for two that come at once."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="address_counts")
    address = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of an address")
        verbose_name_plural = _("counts of addresses")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["activity", "address"], name="address_count_once")]

    def __str__(self) -> str:
        return str(self.count)


class Refusal(models.Model):
    """How many votes or sheets were not taken, by reason. The report of an activity's result shows it."""

    class Reason(models.TextChoices):
        TWICE = "twice", _("had taken part before")
        ADDRESS = "address", _("more from one network address than the rules allow")
        NO_DEVICE = "no_device", _("no mark of a device (cookies refused)")
        TRAP = "trap", _("filled in by a program")
        INVALID = "invalid", _("not filled in by the rules")
        LATE = "late", _("before the beginning or after the end")
        IDENTITY = "identity", _("the person could not be confirmed")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="refusals")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("refused votes")
        verbose_name_plural = _("refused votes")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["activity", "reason"], name="refusal_once_per_reason")]

    def __str__(self) -> str:
        return f"{self.reason}: {self.count}"
