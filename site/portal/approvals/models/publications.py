"""Permits, what is public now, and what was taken out of public view."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.addons import registry

from .cases import Case


class Permit(models.Model):
    """What the database's guard asks for. Written and removed inside one transaction, so nobody else ever sees it.

    ``scope`` page: exactly the page at ``target`` (a tree path); tree: that page and all below; table: the named table.
    """

    class Scope(models.TextChoices):
        PAGE = "page"
        TREE = "tree"
        TABLE = "table"

    scope = models.CharField(max_length=5, choices=Scope)
    target = models.CharField(max_length=255)
    act = models.CharField(max_length=40)
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.act} {self.scope}:{self.target}"


class Publication(models.Model):
    """What the public sees of a subject now, and by which case. ``verify_publications`` recomputes its digest."""

    kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    case = models.ForeignKey(Case, models.PROTECT, related_name="publications")
    revision = models.ForeignKey("wagtailcore.Revision", models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], name="publication_once_per_subject")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id}"


class OfPublic(models.Model):
    """A request about something that is public: a page, or what stands at an address of a room (``page`` is empty)."""

    kind = models.CharField(max_length=40, editable=False)
    subject_id = models.CharField(max_length=40, editable=False)
    page = models.ForeignKey(
        "wagtailcore.Page", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("page")
    )

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id}"

    def subject(self) -> Any:
        """The page or row that it is about, or None when that, or the add-on that brought its kind, has gone."""
        if self.page is not None:
            return self.page.specific
        kind = registry.by_name("approvable_kinds").get(self.kind)
        return kind.model._default_manager.filter(pk=self.subject_id).first() if kind else None


class TakeDown(OfPublic):
    """What those on duty took away at once; its confirmation is a case due the next working day (law 1).

    ``parts`` are what left with it and was public by cases of its own (``kind:id``): that comes back, and nothing else.
    """

    class State(models.TextChoices):
        DOWN = "down", _("down, to be confirmed")
        CONFIRMED = "confirmed", _("confirmed")
        RESTORED = "restored", _("restored")

    publication_case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    revision = models.ForeignKey("wagtailcore.Revision", models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64)
    parts = models.JSONField(default=list, editable=False)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DOWN)

    class Meta(OfPublic.Meta):
        verbose_name = _("take-down")
        verbose_name_plural = _("take-downs")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"], condition=models.Q(state="down"), name="take_down_one_unconfirmed"
            )
        ]


class Absence(models.Model):
    """What stood at an address of a room and was taken out of public view, until something stands there again.

    ``place`` is the subject as search knows it (``source:id``): nothing of it is found, whatever an index still holds
    (law 4). At ``address``, its path, the public is told that it is gone.
    """

    place = models.CharField(max_length=80, unique=True)
    address = models.CharField(max_length=300, db_index=True)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.place
