"""Cases: one thing going through approval each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField

from portal.addons import registry

from ..states import CaseState, CaseTransitions
from .routes import Route

if TYPE_CHECKING:
    from portal.addons.types import ApprovableKind


class CaseQuerySet(models.QuerySet):
    def open(self) -> CaseQuerySet:
        """Cases that are on their way (neither decided nor given back)."""
        return self.filter(state__in=CaseState.OPEN)

    def locking(self) -> CaseQuerySet:
        """Cases that hold their subject as it was sent: those on their way, and what is approved and waits."""
        return self.filter(state__in=CaseState.LOCKING)

    def listed(self) -> CaseQuerySet:
        """Cases as lists show them: with route, unit and maker, and without what was sent, which may be long."""
        return self.select_related("route", "unit", "maker").defer("snapshot")

    def about(self, kind: str, subject_id: Any) -> CaseQuerySet:
        return self.filter(kind=kind, subject_id=str(subject_id))


class Case(CaseTransitions, models.Model):
    """One thing going through approval (clauses D5, D6).

    ``version`` grows with every act: an act posts the version its author saw. ``snapshot`` is the canonical JSON that
    was sent, ``digest`` its SHA-256: exactly that is carried out, or nothing.
    """

    number = models.CharField(_("number"), max_length=24, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    subject_id = models.CharField(max_length=40)
    title = models.CharField(_("title"), max_length=255)
    maker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="cases_made", verbose_name=_("maker")
    )
    maker_capacity = models.CharField(_("maker's capacity"), max_length=120)
    unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="cases", verbose_name=pgettext_lazy("gongkai", "unit")
    )
    route = models.ForeignKey(
        Route, models.PROTECT, related_name="cases", verbose_name=pgettext_lazy("gongkai", "route")
    )
    stages = models.JSONField(
        _("stages"), default=list, help_text=_("The route's stages, with the units that co-sign (clause G4).")
    )
    cosigners = models.ManyToManyField(
        "organisation.Unit", related_name="+", blank=True, verbose_name=_("co-signing units")
    )
    tier = models.CharField(pgettext_lazy("gongkai", "tier"), max_length=20, blank=True)
    reasons = models.JSONField(_("reasons for the route"), default=list)
    proposed = models.CharField(_("proposed route"), max_length=40, blank=True)
    state = FSMField(_("state"), choices=CaseState.CHOICES, default=CaseState.DRAFTING, protected=True)
    round = models.PositiveIntegerField(_("round"), default=1)
    stage = models.PositiveIntegerField(_("stage"), default=0)
    version = models.PositiveIntegerField(default=1)
    snapshot = models.JSONField(default=dict)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    revision = models.ForeignKey("wagtailcore.Revision", models.PROTECT, null=True, blank=True, related_name="cases")
    authors = models.JSONField(default=list, help_text=_("People who wrote in what was sent."))
    declaration = models.JSONField(
        _("secrecy declaration"), default=dict, help_text=_("The maker's signed answers to the checklist (clause O1).")
    )
    evidence = models.JSONField(_("evidence"), default=list)
    corrections = models.JSONField(
        _("corrections"), default=list, help_text=_("What desks corrected and signed in this round, digest by digest.")
    )
    corrector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who is correcting it at a desk now; the editor is open to this person alone."),
    )
    findings = models.JSONField(_("findings"), default=list)
    disputes = models.JSONField(
        _("disputed findings"), default=dict, help_text=_("Finding → why its maker holds it for a false alarm.")
    )
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)
    clock = models.JSONField(_("clock"), default=dict)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    provisional = models.BooleanField(_("provisional deadline"), default=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "case")
        verbose_name_plural = pgettext_lazy("gongkai", "cases")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["kind", "subject_id"]), models.Index(fields=["state", "due_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=models.Q(state__in=CaseState.UNFINISHED),
                name="case_one_unfinished_per_subject",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def kind_type(self) -> ApprovableKind:
        """The registered kind (KeyError when the add-on that brought it has gone)."""
        return registry.by_name("approvable_kinds")[self.kind]

    @property
    def kind_label(self) -> Any:
        """What kind of thing the case is about, in words; its code when the add-on that brought the kind has gone."""
        kind = registry.by_name("approvable_kinds").get(self.kind)
        return kind.label if kind else self.kind

    def subject(self) -> Any:
        """The row that the case is about, or None when it, or the add-on that brought its kind, has gone."""
        if self.kind not in registry.by_name("approvable_kinds"):
            return None
        return self.kind_type.model._default_manager.filter(pk=self.subject_id).first()

    @property
    def subject_key(self) -> str:
        return f"{self.kind}:{self.subject_id}"

    @property
    def desks(self) -> list[str]:
        """Desk codes of the stage the case stands at (empty outside approval)."""
        if self.state != CaseState.IN_APPROVAL:
            return []
        return list(self.stages[self.stage])
