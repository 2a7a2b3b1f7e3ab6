"""Special topics: sections with a beginning and an end, composed of tiles."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page

from columns.models import SectionPage
from columns.sections.visibility import notice_of
from portal.approvals.models import Case
from portal.files.models import Image
from portal.tiles.fields import TileField

from .canvas.panels import CanvasPanel
from .regions.forms import TopicForm
from .themes import check_accent, properties

MOST = 60
PER_PAGE = 20


class TopicIndexPage(Page):
    """The list of special topics."""

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["special_topics.TopicPage"]
    template = "special_topics/topic_index.html"

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "list of special topics")

    def get_context(self, request, *args, **kwargs):
        from .reading import archived, archived_row, current

        page_obj = Paginator(archived(request), PER_PAGE).get_page(request.GET.get("page"))
        return {
            **super().get_context(request, *args, **kwargs),
            "topics": current(request)[:MOST],
            "page_obj": page_obj,
            "archived": [archived_row(topic, request) for topic in page_obj],
        }


class TopicPage(SectionPage):
    """One special topic: its body is a stream of tiles."""

    intro = models.CharField(_("introduction"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    body = TileField(scope="topic", blank=True, verbose_name=_("content"))
    banner = models.ForeignKey(
        Image,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture above the title"),
        help_text=_("Decoration only: what it says must stand in words as well."),
    )
    banner_credit = models.CharField(_("source or licence of the picture"), max_length=120, blank=True)
    accent = models.CharField(
        _("first accent colour"),
        max_length=7,
        blank=True,
        validators=[check_accent],
        help_text=_("Behind the title and in rows; white text stands on it. Empty: the portal's green."),
    )
    accent_2 = models.CharField(
        _("second accent colour"),
        max_length=7,
        blank=True,
        validators=[check_accent],
        help_text=_("For rows that stand out; white text stands on it."),
    )

    parent_page_types = ["special_topics.TopicIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        *SectionPage.contract_panels,
        MultiFieldPanel(
            [
                FieldPanel("banner"),
                FieldPanel("banner_credit"),
                FieldRowPanel([FieldPanel("accent"), FieldPanel("accent_2")]),
            ],
            _("Look of the topic"),
        ),
        FieldPanel("body"),
        CanvasPanel(),
    ]
    template = "special_topics/topic_page.html"
    is_creatable = False  # topics come from approved requests only (clause C5)
    base_form_class = TopicForm
    # Set by the editor's form: the version (id, time) that was put together with what is saved, and what is told of it.
    merged_onto: tuple[Any, Any] | None = None
    together_taken = ""
    in_part = False  # set on what the hook "page_territories" returns to people who edit regions of it only

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "special topic")
        verbose_name_plural = pgettext_lazy("gongkai", "special topics")

    def get_context(self, request, *args, **kwargs):
        return {
            **super().get_context(request, *args, **kwargs),
            "archived_banner": notice_of(self, request),
            "theme_properties": properties(self.accent, self.accent_2),
        }

    def save_revision(self, user=None, **kwargs):
        from .merging import keeping
        from .regions import rights

        keeping.name_tiles(self)
        with transaction.atomic():
            newest = keeping.locked(self)
            keeping.refuse_if_newer(self, newest)
            rights.refuse_foreign_change(self, newest, user)
            revision = super().save_revision(user=user, **kwargs)
        self.merged_onto = None
        return revision


class RegionQuerySet(models.QuerySet):
    def of(self, units: Collection[int]) -> RegionQuerySet:
        """Regions of units (ids), and of those whose work they took over in a reform."""
        return self.filter(models.Q(unit__in=units) | models.Q(unit__is_active=False, unit__successor__in=units))


class Region(models.Model):
    """A tile of a topic's own stream that a unit edits. No content: the owner gives it and takes it back at once."""

    topic = models.ForeignKey(TopicPage, models.CASCADE, related_name="regions")
    tile_id = models.CharField(max_length=64)
    unit = models.ForeignKey("organisation.Unit", models.CASCADE, related_name="topic_regions")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = RegionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["topic", "made_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["topic", "tile_id", "unit"], name="topic_region_once")]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.tile_id} {self.unit}"


class EndReminder(models.Model):
    """A turn of reminders before or after the planned end of a topic: each is given once."""

    topic = models.ForeignKey(TopicPage, models.CASCADE, related_name="end_reminders")
    ends_on = models.DateField(help_text=_("The end that it counted to: a changed end begins anew."))
    turn = models.SmallIntegerField(help_text=_("Days from the end, before it below zero."))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["topic", "ends_on", "turn"], name="end_reminder_once")]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.ends_on} {self.turn:+}"


class TopicSnapshot(models.Model):
    """An archived topic as files that any web server can serve; made by the worker (clause C6)."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("gongkai", "waiting")
        MADE = "made", pgettext_lazy("gongkai", "made")
        FAILED = "failed", _("could not be made")
        CALLED_OFF = "called_off", _("called off")

    OPEN = (State.WAITING, State.FAILED)  # what the worker still tries to make

    topic = models.ForeignKey(
        TopicPage, models.PROTECT, related_name="snapshots", verbose_name=pgettext_lazy("gongkai", "special topic")
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("gongkai", "case"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    problem = models.TextField(_("problem"), blank=True)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    digest = models.CharField(_("SHA-256 of the manifest"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0, help_text=_("Bytes of the archive to download."))
    files = models.PositiveIntegerField(_("files"), default=0)
    missing = models.PositiveIntegerField(_("left out"), default=0)

    class Meta:
        verbose_name = _("snapshot of a topic")
        verbose_name_plural = _("snapshots of topics")
        ordering = ["-asked_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.topic} {self.asked_at:%Y-%m-%d}"

    @property
    def folder(self) -> Path:
        """Where its files lie, out of every web server's reach."""
        return Path(settings.GONGKAI["SNAPSHOTS"]) / str(self.topic_id) / str(self.pk)


class SavedTemplate(models.Model):
    """What a unit keeps of one of its topics, to begin another one with (clause C5)."""

    name = models.CharField(_("name"), max_length=60)
    text = models.CharField(_("what it is good for"), max_length=160, blank=True)
    unit = models.ForeignKey(
        "organisation.Unit",
        models.CASCADE,
        related_name="topic_templates",
        verbose_name=pgettext_lazy("gongkai", "unit"),
    )
    tiles = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("saved by"))
    made_at = models.DateTimeField(_("saved at"), default=timezone.now)

    class Meta:
        verbose_name = _("template of a topic")
        verbose_name_plural = _("templates of topics")
        ordering = ["-made_at", "-pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="topic_template_name_once")]

    def __str__(self) -> str:
        return self.name
