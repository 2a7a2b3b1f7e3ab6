"""Connectors to other systems, and every message that goes or comes through them as a row."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KEYS = ("text", "data", "master")


class Connector(models.Model):
    """How the portal reaches one other system: one row a party. ``sealed_secret`` is sealed with the master key."""

    party = models.SlugField(_("system"), max_length=20, unique=True)
    transport = models.SlugField(_("how messages travel"), max_length=20, default="hand")
    is_active = models.BooleanField(pgettext_lazy("gongkai", "connected"), default=False)
    url = models.CharField(_("address of the other system"), max_length=300, blank=True)
    key_id = models.CharField(_("name of the key"), max_length=40, blank=True)
    sealed_secret = models.BinaryField(blank=True, default=b"", editable=False)
    folder = models.CharField(_("folder"), max_length=60, blank=True)
    file_format = models.CharField(
        _("written as"), max_length=4, choices=[("json", "JSON"), ("csv", "CSV"), ("xlsx", "Excel")], default="json"
    )
    failures = models.PositiveSmallIntegerField(_("times in a row that it wasn't reached"), default=0)
    rests_until = models.DateTimeField(_("isn't called before"), null=True)
    last_contact_at = models.DateTimeField(_("last reached"), null=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)
    report = models.JSONField(_("comparison of both sides"), default=dict)
    reconciled_at = models.DateTimeField(_("compared"), null=True)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "connector")
        verbose_name_plural = pgettext_lazy("gongkai", "connectors")
        ordering = ["party"]
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return self.party

    def clean(self) -> None:
        """Refuse an address that the portal wouldn't call, and a folder that lies elsewhere."""
        super().clean()
        if self.transport == "http":
            parts = urlsplit(self.url)
            if parts.scheme not in ("https", "http") or not parts.hostname or parts.username is not None:
                raise ValidationError({"url": _("Enter an address that begins with https://.")})
            if parts.scheme == "http" and parts.hostname not in settings.GONGKAI["OA_PLAIN_HTTP_HOSTS"]:
                raise ValidationError({"url": _("Without encryption only hosts of the intranet are called.")})
        if self.transport == "folder" and not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,59}", self.folder):
            raise ValidationError({"folder": _("A name of small letters, digits, “-” and “_”.")})

    def is_resting(self) -> bool:
        """Say whether it couldn't be reached a moment ago."""
        return self.rests_until is not None and self.rests_until > timezone.now()


class Message(models.Model):
    """One message, out or in. Exactly once a connector, direction and id; ``sequence`` orders those of a subject.

    The body is sealed with a key of its ticket (``key``: ``text`` or ``data``), so that erasing the ticket erases it
    here too; one of no ticket yet with the master key. ``digest`` is the SHA-256 of the message as it travels, keyed
    so that nobody finds a text by trying.
    """

    class Direction(models.TextChoices):
        OUT = "out", pgettext_lazy("gongkai", "out")
        IN = "in", pgettext_lazy("gongkai", "in")

    class State(models.TextChoices):
        PENDING = "pending", _("to be sent")
        WRITTEN = "written", _("sent, not acknowledged")
        TAKEN = "taken", _("acknowledged")
        CONFIRMED = "confirmed", _("seen on the other side")
        WAITING = "waiting", _("waits for one before it")
        APPLIED = "applied", pgettext_lazy("exchange", "carried out")
        DEAD = "dead", pgettext_lazy("exchange", "dead letter")
        DROPPED = "dropped", _("laid aside by hand")

    connector = models.ForeignKey(Connector, models.PROTECT, related_name="messages", verbose_name=_("connector"))
    direction = models.CharField(_("direction"), max_length=3, choices=Direction)
    message_id = models.CharField(_("message"), max_length=64)
    subject = models.CharField(_("about"), max_length=60)
    sequence = models.PositiveIntegerField(_("sequence"))
    event = models.CharField(_("event"), max_length=30)
    ticket = models.ForeignKey("interaction.Ticket", models.PROTECT, null=True, related_name="messages")
    key = models.CharField(max_length=6, default="master", choices=[(name, name) for name in KEYS])
    sealed_body = models.BinaryField()
    digest = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("error"), max_length=200, blank=True)
    proof = models.CharField(_("proof of delivery"), max_length=120, blank=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    settled_at = models.DateTimeField(_("acknowledged or carried out"), null=True)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "message")
        verbose_name_plural = pgettext_lazy("gongkai", "messages")
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["connector", "direction", "message_id"], name="message_once"),
            models.UniqueConstraint(
                fields=["connector", "subject", "sequence"],
                condition=models.Q(direction="out"),
                name="message_once_in_sequence",
            ),
        ]
        indexes = [
            models.Index(fields=["connector", "direction", "state"]),
            models.Index(fields=["connector", "made_at"]),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def subject_key(self) -> str:
        """How the ledger names what this message is about: its ticket, else itself."""
        return self.ticket.subject_key if self.ticket is not None else f"message:{self.pk}"
