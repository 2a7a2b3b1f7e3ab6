"""Systems that may start approvals for people (clause D5), what they handed in, and what they are told."""

from __future__ import annotations

import ipaddress
import uuid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Scope(models.TextChoices):
    """What a system may do."""

    DRAFTS = "drafts", _("hand in drafts and files")
    SEND = "send", _("send and withdraw cases")
    READ = "read", _("follow cases")
    OPINIONS = "opinions", _("read the words of opinions")


class PeopleBy(models.TextChoices):
    """How a system names people of the portal."""

    EXTERNAL_ID = "external_id", _("identity in another system")
    USERNAME = "username", _("user name")


def lines(text: str) -> list[str]:
    """The lines of a text that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class System(models.Model):
    """A system of the department, the OA say: for which units it may act, what it may do, and where it is told."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    units = models.ManyToManyField(
        "organisation.Unit",
        related_name="+",
        verbose_name=pgettext_lazy("gongkai", "units"),
        help_text=_("It acts for people of these only."),
    )
    people_by = models.CharField(_("names people by"), max_length=12, choices=PeopleBy, default=PeopleBy.EXTERNAL_ID)
    scopes = models.JSONField(pgettext_lazy("gongkai", "may"), default=list)
    addresses = models.TextField(
        _("addresses it calls from"), blank=True, help_text=_("One address or network a line; empty: any.")
    )
    webhook_url = models.CharField(
        _("address that is told"), max_length=500, blank=True, help_text=_("Empty: the system asks by itself.")
    )
    webhook_hosts = models.TextField(
        _("hosts that may be told"), blank=True, help_text=_("One host name a line; nothing is sent to any other.")
    )
    is_active = models.BooleanField(pgettext_lazy("gongkai", "connected"), default=True)

    class Meta:
        verbose_name = _("connected system")
        verbose_name_plural = _("connected systems")
        ordering = ["name"]
        default_permissions = ("add", "change", "view")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse addresses that are none, and a webhook to a host that isn't listed."""
        super().clean()
        for line in lines(self.addresses):
            try:
                ipaddress.ip_network(line, strict=False)
            except ValueError as error:
                raise ValidationError({"addresses": _("“%(line)s” is no address.") % {"line": line[:80]}}) from error
        if not self.webhook_url:
            return
        parts = urlsplit(self.webhook_url)
        if parts.scheme not in ("https", "http") or not parts.hostname or parts.username is not None:
            raise ValidationError({"webhook_url": _("Enter an address that begins with https://.")})
        if parts.scheme == "http" and parts.hostname not in settings.GONGKAI["OA_PLAIN_HTTP_HOSTS"]:
            raise ValidationError({"webhook_url": _("Without encryption only hosts of the intranet are told.")})
        if parts.hostname not in lines(self.webhook_hosts):
            raise ValidationError({"webhook_hosts": _("The host of the address is missing here.")})

    def calls_from(self, address: str) -> bool:
        """Say whether the system may call from an address (of IPv6 its network, as limits count it)."""
        allowed = [ipaddress.ip_network(line, strict=False) for line in lines(self.addresses)]
        try:
            found = ipaddress.ip_network(address)
        except ValueError:
            return not allowed
        return not allowed or any(found.overlaps(network) for network in allowed)


class TokenQuerySet(models.QuerySet):
    def valid(self) -> TokenQuerySet:
        """Tokens that are neither revoked nor expired."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class Token(models.Model):
    """What a system proves itself with. Of the token only the digest is stored, of the signing key nothing."""

    system = models.ForeignKey(System, models.PROTECT, related_name="tokens", verbose_name=_("system"))
    key_id = models.CharField(_("token number"), max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField(_("issued"), default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("issued by")
    )
    expires_at = models.DateTimeField(_("valid until"))
    last_used_at = models.DateTimeField(_("last used"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("revoked by")
    )

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        ordering = ["-issued_at"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.system} · {self.key_id}"


class Nonce(models.Model):
    """A signed request that was seen: it isn't taken a second time. Kept as long as its time would be accepted."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="+")
    value = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["token", "value"], name="oa_nonce_once")]

    def __str__(self) -> str:
        return self.value


class Exchange(models.Model):
    """A request that changed something, with its answer: the same request gets the same answer (idempotency)."""

    system = models.ForeignKey(System, models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["system", "key"], name="oa_exchange_once")]

    def __str__(self) -> str:
        return self.key


class Submission(models.Model):
    """What a system handed in for a person, and the case that was opened on it (clauses D5, D9 a)."""

    system = models.ForeignKey(System, models.PROTECT, related_name="submissions", verbose_name=_("system"))
    case = models.OneToOneField(
        "approvals.Case", models.PROTECT, related_name="+", verbose_name=pgettext_lazy("gongkai", "case")
    )
    record_id = models.CharField(_("record in the other system"), max_length=120, blank=True)
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("maker"))
    unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="+", verbose_name=pgettext_lazy("gongkai", "unit")
    )
    evidence = models.JSONField(_("evidence for the direct route"), default=dict, blank=True)
    handling_form = models.ForeignKey(
        "files.Document", models.PROTECT, null=True, related_name="+", verbose_name=_("handling form")
    )
    request_digest = models.CharField(_("digest of the request"), max_length=64)
    made_at = models.DateTimeField(_("handed in"), default=timezone.now)

    class Meta:
        verbose_name = _("handed-in draft")
        verbose_name_plural = _("handed-in drafts")
        ordering = ["-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["system", "unit", "-id"])]

    def __str__(self) -> str:
        return str(self.case)

    def evidence_in_words(self) -> str:
        """The evidence as people read it."""
        words = {
            "record_id": _("record in the other system"),
            "mark": _("mark"),
            "approver": _("approved by"),
            "approver_capacity": _("capacity"),
            "approved_on": _("approved on"),
        }
        return "；".join(f"{label}：{self.evidence[name]}" for name, label in words.items() if self.evidence.get(name))

    evidence_in_words.short_description = _("evidence for the direct route")  # type: ignore[attr-defined]


class Delivery(models.Model):
    """One act on a case that its system is told. What is told is read off the ledger, so it never changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="deliveries", verbose_name=_("handed-in draft")
    )
    entry = models.ForeignKey("approvals.Entry", models.PROTECT, related_name="+", verbose_name=_("act"))
    outbox = models.ForeignKey(
        "outbox.OutboxRow", models.SET_NULL, null=True, related_name="+", verbose_name=_("after-effect")
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now, db_index=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-made_at"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def system(self) -> Any:
        return self.submission.system
