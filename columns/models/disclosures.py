"""Government information, its interpretations and attachments (clauses D1, D2, D4, A2)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable, Page

from portal.text import document_numbers

from ..page_forms import DisclosureForm
from .items import ItemPage


class Effect(models.TextChoices):
    """Whether a document is in force (clause A2)."""

    IN_FORCE = "in_force", _("in force")
    AMENDED = "amended", _("amended")
    PARTLY_REPEALED = "partly_repealed", _("partly repealed")
    REPEALED = "repealed", _("repealed")
    EXPIRED = "expired", _("expired")
    PENDING = "pending", _("not yet in force")


class Disclosure(ItemPage):
    """A published government document."""

    class Genre(models.TextChoices):
        NOTICE = "notice", _("notice")
        ANNOUNCEMENT = "announcement", _("announcement")
        MEASURES = "measures", _("measures")
        OPINION = "opinion", _("opinions")
        LETTER = "letter", _("letter")
        CIRCULAR = "circular", _("circular")
        PLAN = "plan", _("plan")
        STATISTICS = "statistics", _("statistics")
        LAW = "law", _("law or regulation")
        OTHER = "other", _("other")

    class Openness(models.TextChoices):
        PROACTIVE = "proactive", _("proactive disclosure")
        ON_REQUEST = "on_request", _("disclosure on request")

    document_number = models.CharField(
        _("document number"),
        max_length=80,
        blank=True,
        help_text=_("Such as 岭自然资规〔2026〕8号; empty where there is none."),
    )
    number_keys = models.CharField(max_length=400, blank=True, editable=False)
    order_number = models.CharField(max_length=80, blank=True, editable=False)
    issuing_organ = models.CharField(_("issuing organ"), max_length=120, blank=True)
    formed_on = models.DateField(_("date of formation"), null=True, blank=True)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    effect = models.CharField(_("effect"), max_length=16, choices=Effect, default=Effect.IN_FORCE)
    genre = models.CharField(_("genre"), max_length=12, choices=Genre, default=Genre.NOTICE)
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    openness = models.CharField(_("disclosure"), max_length=12, choices=Openness, default=Openness.PROACTIVE)
    index_number = models.CharField(_("index number"), max_length=40, blank=True, editable=False)
    norm_rank = models.CharField(max_length=20, blank=True, editable=False)
    touches_vital_interests = models.BooleanField(
        _("touches vital interests of citizens or organisations"), default=False
    )
    touches_public_interest = models.BooleanField(_("touches major public interest"), default=False)
    is_wide_notice = models.BooleanField(_("a notice that is to be widely known"), default=False)
    is_authoritative_data = models.BooleanField(_("authoritative data"), default=False)
    replaces = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces or repeals"),
    )

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("document_number"), FieldPanel("formed_on")]),
                FieldRowPanel([FieldPanel("issuing_organ"), FieldPanel("maker_unit")]),
                FieldRowPanel([FieldPanel("genre"), FieldPanel("topic")]),
                FieldRowPanel([FieldPanel("effect"), FieldPanel("openness")]),
                FieldRowPanel([FieldPanel("effective_on"), FieldPanel("expires_on")]),
                FieldPanel("keywords"),
                FieldPanel("abstract"),
            ],
            heading=_("About the document"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("touches_vital_interests"),
                FieldPanel("touches_public_interest"),
                FieldPanel("is_wide_notice"),
                FieldPanel("is_authoritative_data"),
            ],
            heading=_("Is it important information?"),
            help_text=_("If any of these holds, the leader in charge approves after the unit head (clause D8)."),
        ),
        FieldPanel("body"),
        InlinePanel("attachments", heading=_("Attachments"), label=_("attachment")),
        PageChooserPanel("replaces", "columns.Disclosure"),
    ]
    base_form_class = DisclosureForm
    template = "columns/document_page.html"
    KEPT = (*ItemPage.KEPT, "index_number")
    derived_fields = (*ItemPage.derived_fields, "index_number", "number_keys")

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "disclosure")
        verbose_name_plural = pgettext_lazy("gongkai", "disclosures")

    @property
    def effect_now(self) -> str:
        """Whether it is in force today, by its dates where those say more than what was entered (clause A2)."""
        today = timezone.localdate()
        if self.expires_on and self.expires_on < today and self.effect in (Effect.IN_FORCE, Effect.PENDING):
            return Effect.EXPIRED
        if self.effective_on and self.effect in (Effect.IN_FORCE, Effect.PENDING):
            return Effect.PENDING if self.effective_on > today else Effect.IN_FORCE
        return self.effect

    def save(self, *args, **kwargs):
        """Write the document number in its normal form, with the keys under which any writing of it is found."""
        number = document_numbers.parse(self.document_number)
        if number is not None:
            self.document_number = number.normal
        self.number_keys = " ".join(number.keys()) if number else ""
        return super().save(*args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        from ..views import document_context

        return {**super().get_context(request, *args, **kwargs), **document_context(self, request)}


class Attachment(Orderable):
    """A file that belongs to a disclosure."""

    page = ParentalKey(Disclosure, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey("files.Document", models.PROTECT, related_name="+", verbose_name=_("file"))
    title = models.CharField(_("title"), max_length=120, blank=True, help_text=_("Empty: the file's own name."))

    panels = [FieldPanel("document"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.title or self.document.display_name


class Interpretation(ItemPage):
    """Explains a policy document; both pages lead to each other (clause D4)."""

    interprets = models.ForeignKey(
        Disclosure, models.PROTECT, related_name="interpretations", verbose_name=_("explains")
    )

    content_panels = [
        *Page.content_panels,
        PageChooserPanel("interprets", "columns.Disclosure"),
        FieldPanel("maker_unit"),
        FieldPanel("keywords"),
        FieldPanel("abstract"),
        FieldPanel("body"),
    ]
    template = "columns/news_page.html"

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "interpretation")
        verbose_name_plural = pgettext_lazy("gongkai", "interpretations")

    def get_context(self, request, *args, **kwargs):
        from ..views import item_context

        return {**super().get_context(request, *args, **kwargs), **item_context(self, request)}
