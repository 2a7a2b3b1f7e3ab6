"""The ledger: every act, appended in the act's own transaction and chained by hash (law 2, clause D6)."""

from __future__ import annotations

import secrets
from datetime import UTC

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .canonical import digest as digest_of
from .chain import GENESIS, link


def new_salt() -> str:
    """Return 16 random bytes (hex): with them in it, nobody finds an entry's content by trying its digest."""
    return secrets.token_hex(16)


class ChainHead(models.Model):
    """The one row that appenders lock, so that the chain never forks."""

    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    def __str__(self) -> str:
        return f"{self.seq} {self.hash[:12]}"


class Entry(models.Model):
    """One act. ``data`` holds ids, digests and words of the record, never personal text."""

    seq = models.PositiveBigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("person")
    )
    actor_name = models.CharField(_("name"), max_length=60)
    capacity = models.CharField(_("capacity"), max_length=120)
    act = models.CharField(_("act"), max_length=40)
    subject = models.CharField(_("subject"), max_length=80, db_index=True)
    case_number = models.CharField(pgettext_lazy("gongkai", "case"), max_length=24, blank=True, db_index=True)
    opinion = models.TextField(_("opinion"), blank=True)
    data = models.JSONField(_("details"), default=dict)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    previous = models.CharField(_("previous hash"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64, unique=True)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "ledger entry")
        verbose_name_plural = pgettext_lazy("gongkai", "ledger")
        ordering = ["-seq"]

    def __str__(self) -> str:
        return f"{self.seq} · {self.act}"

    def content(self) -> dict:
        """What the hash covers, beside the hash before it: everything that an entry says, as JSON types."""
        return {
            "seq": self.seq,
            "at": self.at.astimezone(UTC).isoformat(),
            "actor": self.actor_id,
            "actor_name": self.actor_name,
            "capacity": self.capacity,
            "act": self.act,
            "subject": self.subject,
            "case": self.case_number,
            "opinion": self.opinion,
            "data": self.data,
            "digest": self.digest,
            "salt": self.salt,
        }

    def computed_hash(self) -> str:
        """The hash that this content has after the hash before it."""
        return link(self.previous, digest_of(self.content()))
