"""Cases, opinions, routes and permits. The ledger's models are in :mod:`portal.approvals.ledger.models`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField

from portal.addons import registry

from .batches.models import Batch, BatchLine
from .ledger.models import ChainHead, Entry
from .phrases.models import Phrase
from .reminders.models import ClockMark, Threshold, Urge
from .states import CaseState, CaseTransitions

if TYPE_CHECKING:
    from portal.addons.types import ApprovableKind

__all__ = [
    "Batch", "BatchLine", "Case", "ChainHead", "ClockMark", "Entry", "Opinion", "Permit", "Phrase", "Publication",
    "Route", "TakeDown", "Threshold", "Urge",
]  # fmt: skip


class Route(models.Model):
    """One version of an approval route. Rows are never changed: a new version replaces; open cases keep theirs."""

    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveIntegerField(_("version"), default=1)
    label = models.CharField(_("name"), max_length=80)
    clause = models.CharField(_("clause"), max_length=40, blank=True)
    stages = models.JSONField(
        _("stages"), help_text=_("Lists of desk codes; several desks in one stage must all agree.")
    )
    secrecy_review = models.BooleanField(_("secrecy review"), default=True)
    tier = models.CharField(pgettext_lazy("gongkai", "tier"), max_length=20, blank=True)
    current = models.BooleanField(_("in force"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "route")
        verbose_name_plural = pgettext_lazy("gongkai", "routes")
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="route_version_once"),
            models.UniqueConstraint(fields=["code"], condition=models.Q(current=True), name="route_one_current"),
        ]

    def __str__(self) -> str:
        return str(self.translated_label)

    @property
    def translated_label(self) -> Any:
        """The built-in route's label in the reader's language, or the stored words of an own route."""
        default = registry.by_name("route_defaults", "code").get(self.code)
        return default.label if default and self.version == 1 else self.label


class CaseQuerySet(models.QuerySet):
    def open(self) -> CaseQuerySet:
        """Cases that are on their way (neither decided nor given back)."""
        return self.filter(state__in=CaseState.OPEN)

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
    findings = models.JSONField(_("findings"), default=list)
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
        return list(self.route.stages[self.stage])


class Opinion(models.Model):
    """What somebody said at a desk, on which version of the subject, in which capacity (clause D6)."""

    class Verdict(models.TextChoices):
        PASSED = "passed", _("passed")
        UNSURE = "unsure", _("unsure, asks the Office")
        AGREED = "agreed", _("agreed")
        ESCALATED = "escalated", _("agreed, and sent the heavier way")
        RETURNED = "returned", _("returned")
        REFUSED = "refused", _("refused")

    case = models.ForeignKey(Case, models.PROTECT, related_name="opinions")
    round = models.PositiveIntegerField()
    stage = models.IntegerField(help_text=_("-1 is the secrecy review."))
    desk = models.CharField(pgettext_lazy("gongkai", "desk"), max_length=40)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    text = models.TextField(_("opinion"), blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="opinions")
    post = models.ForeignKey("organisation.Post", models.PROTECT, null=True, related_name="+")
    capacity = models.CharField(_("capacity"), max_length=120)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "round", "stage", "desk"], name="opinion_once_per_desk"),
            models.UniqueConstraint(fields=["case", "round", "actor"], name="opinion_once_per_person_and_round"),
        ]

    def __str__(self) -> str:
        return f"{self.capacity}: {self.get_verdict_display()}"


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


class TakeDown(models.Model):
    """A page that those on duty took away at once; its confirmation is a case due the next working day (law 1)."""

    class State(models.TextChoices):
        DOWN = "down", _("down, to be confirmed")
        CONFIRMED = "confirmed", _("confirmed")
        RESTORED = "restored", _("restored")

    page = models.ForeignKey("wagtailcore.Page", models.PROTECT, related_name="take_downs", verbose_name=_("page"))
    kind = models.CharField(max_length=40)
    publication_case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    revision = models.ForeignKey("wagtailcore.Revision", models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DOWN)

    class Meta:
        verbose_name = _("take-down")
        verbose_name_plural = _("take-downs")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"], condition=models.Q(state="down"), name="take_down_one_unconfirmed_per_page"
            )
        ]

    def __str__(self) -> str:
        return str(self.page)
