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

from ..effects import Change, Effect, by_dates, on_day
from ..page_forms import DisclosureForm
from .items import ItemPage
from .relations import Relation


class Disclosure(ItemPage):
    """A published government document."""

    class Openness(models.TextChoices):
        PROACTIVE = "proactive", _("proactive disclosure")
        ON_REQUEST = "on_request", _("disclosure on request")
        WITHHELD = "withheld", _("not disclosed")

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
    # Codes of the catalogue's lists; an imported document keeps the words of its source.
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    genre = models.CharField(_("genre"), max_length=40, default="notice")
    audience = models.CharField(_("audience"), max_length=40, blank=True)
    openness = models.CharField(_("disclosure"), max_length=12, choices=Openness, default=Openness.PROACTIVE)
    ground = models.CharField(
        _("ground"),
        max_length=40,
        blank=True,
        help_text=_("Why it isn't disclosed of the department's own accord (clause D2); empty for what is."),
    )
    index_number = models.CharField(_("index number"), max_length=40, blank=True, editable=False)
    norm_rank = models.CharField(max_length=20, blank=True, editable=False)
    touches_vital_interests = models.BooleanField(
        _("touches vital interests of citizens or organisations"), default=False
    )
    touches_public_interest = models.BooleanField(_("touches major public interest"), default=False)
    is_wide_notice = models.BooleanField(_("a notice that is to be widely known"), default=False)
    is_authoritative_data = models.BooleanField(_("authoritative data"), default=False)
    other_importance = models.CharField(
        _("other important matter"),
        max_length=200,
        blank=True,
        help_text=_("Why it is important all the same; the list of clause D8 is open."),
    )
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("document_number"), FieldPanel("formed_on")]),
                FieldRowPanel([FieldPanel("issuing_organ"), FieldPanel("maker_unit")]),
                FieldRowPanel([FieldPanel("topic"), FieldPanel("genre"), FieldPanel("audience")]),
                FieldRowPanel([FieldPanel("openness"), FieldPanel("ground")]),
                FieldRowPanel([FieldPanel("effect"), FieldPanel("effective_on"), FieldPanel("expires_on")]),
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
                FieldPanel("other_importance"),
            ],
            heading=_("Is it important information?"),
            help_text=_("If any of these holds, the leader in charge approves after the unit head (clause D8)."),
        ),
        FieldPanel("body"),
        InlinePanel("attachments", heading=_("Attachments"), label=_("attachment")),
        InlinePanel(
            "relations",
            heading=_("How it relates to others"),
            label=pgettext_lazy("gongkai", "relation"),
            help_text=_("What it replaces, repeals or amends shows that from the moment this one is public."),
        ),
    ]
    base_form_class = DisclosureForm
    template = "columns/document_page.html"
    exclude_fields_in_copy = ["index_number"]  # a number stands for one document for ever
    KEPT = (*ItemPage.KEPT, "index_number")
    derived_fields = (*ItemPage.derived_fields, "index_number", "number_keys")

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "disclosure")
        verbose_name_plural = pgettext_lazy("gongkai", "disclosures")
        # The whole catalogue is counted from this index, without reading any text.
        indexes = [models.Index(fields=["is_import", "topic", "genre", "audience", "maker_unit"])]
        constraints = [
            models.UniqueConstraint(
                fields=["index_number"], condition=~models.Q(index_number=""), name="disclosure_index_number_once"
            )
        ]

    @property
    def own_changes(self) -> list[Change]:
        """What was entered and its dates say of its effect."""
        return by_dates(self.effect, self.effective_on, self.expires_on)

    @property
    def others_changes(self) -> list[Change]:
        """What public documents do to it: brought along by :func:`with_effect`, else asked for."""
        rows = self.__dict__.get("changed_by")
        if rows is None:
            rows = Relation.objects.changing().filter(target_id=self.pk) if self.pk else ()
        return [row.change for row in rows]

    @property
    def effect_now(self) -> str:
        """Whether it is in force today: a code of :class:`Effect` (clause A2)."""
        return on_day(timezone.localdate(), self.own_changes, self.others_changes)

    IMPORTANT = (
        "touches_vital_interests",
        "touches_public_interest",
        "is_wide_notice",
        "is_authoritative_data",
        "other_importance",
    )

    @property
    def is_important(self) -> bool:
        """Whether any ground makes it important information (clause D8)."""
        return any(getattr(self, name) for name in self.IMPORTANT)

    @property
    def is_proactive(self) -> bool:
        """Whether it is disclosed to everybody; anything else needs a ground (clause D2)."""
        return self.openness == self.Openness.PROACTIVE

    def clean(self) -> None:
        """A new page has no index number, whatever it was copied from: one is issued when it becomes public."""
        super().clean()
        if self._state.adding:
            self.index_number = ""

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

    def get_lock(self):
        """While the case of its document covers it too, it stays as it was sent."""
        from ..releases import lock_of

        return lock_of(self) or super().get_lock()

    def get_context(self, request, *args, **kwargs):
        from ..views import item_context

        return {**super().get_context(request, *args, **kwargs), **item_context(self, request)}
