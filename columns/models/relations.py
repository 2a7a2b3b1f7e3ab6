"""How one document relates to another (clause A2)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Orderable

from ..effects import Change, Effect


class RelationKind(models.TextChoices):
    """What a document does with another one."""

    REPLACES = "replaces", _("replaces")
    REPEALS = "repeals", _("repeals")
    REPEALS_PARTLY = "repeals_partly", _("repeals in part")
    AMENDS = "amends", _("amends")
    IMPLEMENTS = "implements", _("implements")
    INTERPRETS = "interprets", _("explains")
    REPRINTS = "reprints", _("reprints")


# What the cited document's page says of the same relation.
CITED_AS: dict[str, Any] = {
    RelationKind.REPLACES: _("replaced by"),
    RelationKind.REPEALS: _("repealed by"),
    RelationKind.REPEALS_PARTLY: _("repealed in part by"),
    RelationKind.AMENDS: _("amended by"),
    RelationKind.IMPLEMENTS: _("implemented by"),
    RelationKind.INTERPRETS: _("explained by"),
    RelationKind.REPRINTS: _("reprinted by"),
}
SUCCEEDED_AS = (CITED_AS[RelationKind.REPLACES], CITED_AS[RelationKind.REPEALS])
BRINGS: dict[str, str] = {
    RelationKind.REPLACES: Effect.REPEALED,
    RelationKind.REPEALS: Effect.REPEALED,
    RelationKind.REPEALS_PARTLY: Effect.PARTLY_REPEALED,
    RelationKind.AMENDS: Effect.AMENDED,
}


class RelationQuerySet(models.QuerySet):
    def public(self) -> RelationQuerySet:
        """Relations that stand on public pages."""
        return self.filter(page__live=True)

    def changing(self) -> RelationQuerySet:
        """Public relations that change whether their target is in force, each with the day from which (``since``)."""
        return self.public().filter(kind__in=BRINGS).annotate(since=F("page__effective_on"))


class Relation(Orderable):
    """What a document does with another one; the case of the document covers it as part of its page.

    Whether the other one is still in force is derived from these rows: it changes at the moment the citing document
    becomes public, or on the day that document comes into force, and back when it is taken down.
    """

    page = ParentalKey("columns.Disclosure", on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(_("what it does"), max_length=16, choices=RelationKind, default=RelationKind.REPLACES)
    target = models.ForeignKey(
        "columns.Disclosure", models.CASCADE, related_name="cited_by", verbose_name=_("the other document")
    )

    objects = RelationQuerySet.as_manager()
    panels = [FieldPanel("kind"), PageChooserPanel("target", "columns.Disclosure")]

    class Meta(Orderable.Meta):
        verbose_name = pgettext_lazy("gongkai", "relation")
        verbose_name_plural = pgettext_lazy("gongkai", "relations")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target_id}"

    def clean(self) -> None:
        super().clean()
        if self.target_id and self.target_id == self.page_id:
            raise ValidationError({"target": _("A document doesn't relate to itself.")})

    @property
    def change(self) -> Change:
        """What it does to its target, and from when; only of rows from :meth:`RelationQuerySet.changing`."""
        return Change(BRINGS[self.kind], self.since)


def changing() -> Prefetch:
    """Return what brings along which public documents change whether disclosures are in force."""
    return Prefetch("cited_by", Relation.objects.changing(), to_attr="changed_by")


def with_effect(documents: models.QuerySet) -> models.QuerySet:
    """Return a query of disclosures that brings along what decides whether they are in force, in one query more."""
    return documents.prefetch_related(changing())
