"""Outside reviewers: somebody without an account reads one sent version by a link, and comments."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .cases import Case


class OutsideReview(models.Model):
    """A link by which a named outsider reads exactly one sent version (``digest``) until it expires or is revoked."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="outside_reviews")
    digest = models.CharField(max_length=64)
    revision = models.ForeignKey("wagtailcore.Revision", models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("reviewer"), max_length=60)
    organisation = models.CharField(_("of which organisation"), max_length=120)
    key_digest = models.CharField(max_length=64, unique=True, help_text=_("SHA-256 of the key in the link."))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("until"))
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name} · {self.organisation}"

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and timezone.now() < self.expires_at


class OutsideComment(models.Model):
    """What an outside reviewer wrote. It advises; only desks decide."""

    review = models.ForeignKey(OutsideReview, models.PROTECT, related_name="comments")
    text = models.TextField(_("comment"), max_length=4000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:60]
