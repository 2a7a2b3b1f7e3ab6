"""What units ask for about sections: to open one, to retire or reopen it, to hand it over (clauses C5, C6, G2)."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from portal.addons import registry

from ..sections.states import LifeState
from .columns import ColumnKind, ColumnPage
from .sections import Contract, Life

REOPENING_DAYS = 365


class Request(models.Model):
    """Something that a unit asks for, with its case."""

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering = ["-created_at"]


class OpeningRequest(Contract, Request):
    """A unit asks for a new section. When its case is approved, the section stands and is being filled."""

    section = models.CharField(_("what is asked for"), max_length=30, default="column", editable=False)
    title = models.CharField(_("name"), max_length=60)
    slug = models.CharField(
        _("address"),
        max_length=60,
        validators=[RegexValidator(r"^[a-zA-Z0-9-]+\Z", _("Only letters, digits and hyphens."))],
        help_text=_("Letters, digits and hyphens: the last part of its address."),
    )
    kind = models.CharField(
        _("kind of column"), max_length=12, choices=ColumnKind, default=ColumnKind.DISCLOSURE, blank=True
    )
    parent = models.ForeignKey(
        "wagtailcore.Page", models.PROTECT, related_name="+", verbose_name=_("place in the tree")
    )
    description = models.TextField(_("what the public finds here"), blank=True)
    partners = models.ManyToManyField(
        "organisation.Unit", blank=True, related_name="+", verbose_name=_("co-operating units")
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("planned end"), null=True, blank=True)
    template = models.CharField(_("begins with"), max_length=60, blank=True)
    page = models.OneToOneField(
        "wagtailcore.Page", models.SET_NULL, null=True, blank=True, editable=False, related_name="opening_request"
    )

    class Meta(Request.Meta):
        verbose_name = _("request for a new section")
        verbose_name_plural = _("requests for new sections")

    def __str__(self) -> str:
        return self.title

    def get_template_display(self) -> str:
        """Return the name for people of what it begins with; the code where its add-on has gone."""
        if not self.template:
            return ""
        own = registry.manager.hook.own_section_templates(section=self.section, units=None)
        kept = {template.name: template for found in own for template in found}
        found = registry.by_name("section_templates").get(self.template) or kept.get(self.template)
        return str(found.label) if found else self.template

    def clean(self) -> None:
        """What stands at the wanted address already is said at the field; a superior's duty names its document."""
        super().clean()
        errors: dict[str, object] = {}
        if self.is_required and not self.duty_basis.strip():
            errors["duty_basis"] = _("Say which document of the superior requires it.")
        if self.starts_on and self.ends_on and self.ends_on <= self.starts_on:
            errors["ends_on"] = _("The end lies before the beginning.")
        if self.slug and (problem := self._address_problem()):
            errors["slug"] = problem
        if errors:
            raise ValidationError(errors)

    def _address_problem(self) -> object:
        others = Page.objects.exclude(pk=self.page_id) if self.page_id else Page.objects.all()
        other = ColumnPage.objects.filter(slug=self.slug, pk__in=others).first()
        if other is not None:
            return _("The column “%(title)s” already has this address. Choose another one.") % {"title": other.title}
        if not self.parent_id:
            return ""
        if others.child_of(self.parent).filter(slug=self.slug).exists():
            return _("Another page at that place has this address. Choose another one.")
        return ""


class ChangeProposal(models.Model):
    """What a desk would agree to instead: its changes of a request, for the unit to accept or to answer."""

    request = models.ForeignKey(OpeningRequest, models.PROTECT, related_name="proposals", verbose_name=_("request"))
    case = models.ForeignKey("approvals.Case", models.PROTECT, related_name="+", verbose_name=_("case"))
    fields = models.JSONField(_("changes"), help_text=_("Field → the value that is proposed."))
    reason = models.TextField(_("reason"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposed changes of a request")
        verbose_name_plural = _("proposed changes of requests")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.request)


class SectionRequest(Request):
    """A unit asks for something about a section that exists."""

    page = models.ForeignKey(
        "wagtailcore.Page", models.PROTECT, related_name="%(class)ss", verbose_name=pgettext_lazy("gongkai", "section")
    )
    reason = models.TextField(_("reason"))

    class Meta(Request.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(self.page)

    @property
    def life(self) -> Life | None:
        return Life.objects.filter(page_id=self.page_id).first()


class RetirementRequest(SectionRequest):
    """A unit asks to retire a section that is no longer used. Carried out, one row flips."""

    outcome = models.CharField(
        _("after retirement"), max_length=10, choices=Life.Outcome, default=Life.Outcome.ARCHIVED
    )
    merged_into = models.ForeignKey(
        "wagtailcore.Page", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("merged into")
    )
    retires_on = models.DateField(
        _("retires on"),
        null=True,
        blank=True,
        help_text=_("Until then the public reads on its page that it is going to close. Empty: at once."),
    )

    class Meta(SectionRequest.Meta):
        verbose_name = _("retirement request")
        verbose_name_plural = _("retirement requests")

    def clean(self) -> None:
        super().clean()
        life = self.life if self.page_id else None
        if life is None:
            return
        errors: dict[str, object] = {}
        if life.state not in (LifeState.ACTIVATING, LifeState.ACTIVE):
            errors["page"] = _("Only what is active or being filled can be retired.")
        if life.state == LifeState.ACTIVATING and self.outcome != Life.Outcome.GONE:
            errors["outcome"] = _("It never was public: there is nothing to archive or to merge.")
        if problem := self._target_problem():
            errors["merged_into"] = problem
        if self.retires_on and life.state == LifeState.ACTIVATING:
            errors["retires_on"] = _("It never was public: nobody needs notice.")
        if errors:
            raise ValidationError(errors)

    def _target_problem(self) -> object:
        if self.outcome != Life.Outcome.MERGED:
            return _("Only a merged column leads elsewhere.") if self.merged_into_id else ""
        if self.merged_into is None:
            return _("Say which column takes its items over.")
        if self.merged_into.path.startswith(self.page.path) or self.page.path.startswith(self.merged_into.path):
            return _("A column is merged into one beside it, not into itself, one in it, or one it stands in.")
        target = Life.objects.filter(page=self.merged_into).first()
        if target is None or target.state != LifeState.ACTIVE:
            return _("Only an active column takes another one's items over.")
        return ""


class ReopeningRequest(SectionRequest):
    """A unit asks that a retired section be as it was, within a year, or that an announced retirement be called off."""

    class Meta(SectionRequest.Meta):
        verbose_name = _("reopening request")
        verbose_name_plural = _("reopening requests")

    def clean(self) -> None:
        super().clean()
        life = self.life if self.page_id else None
        if life is None:
            return
        if life.state not in (LifeState.RETIRING, LifeState.RETIRED):
            raise ValidationError({"page": _("Only what is retired, or about to be, can be reopened.")})
        if life.retired_at and timezone.now() - life.retired_at > timedelta(days=REOPENING_DAYS):
            raise ValidationError({"page": _("It was retired more than a year ago: ask for a new one.")})


class HandoverRequest(SectionRequest):
    """A unit asks that another one take a section over (a reform, another division of work)."""

    to_unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="+", verbose_name=_("unit that takes it over")
    )
    kept_by = models.CharField(_("who writes the updates from then on"), max_length=120, blank=True)
    contact = models.CharField(_("contact from then on"), max_length=120, blank=True)
    with_sections = models.BooleanField(_("with the columns in it that the same unit owns"), default=True)

    class Meta(SectionRequest.Meta):
        verbose_name = _("request for a hand-over")
        verbose_name_plural = _("requests for hand-overs")

    def clean(self) -> None:
        super().clean()
        if not self.page_id or not self.to_unit_id:
            return
        life = self.life
        if life is None or life.state not in LifeState.OPEN:
            raise ValidationError({"page": _("Only what is open is handed over.")})
        if self.page.specific.owner_unit_id == self.to_unit_id:
            raise ValidationError({"to_unit": _("It is this unit's already.")})
