"""Registers that the Office keeps: link targets (clause C3), words to watch for, and the marks of the site."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.text.folding import fold

from . import addresses

SITE_CODE = RegexValidator(
    r"^(?:\d{10}|bm\d{8})$", _("An identification code has ten digits, or “bm” and eight digits.")
)
WEB_ADDRESS = URLValidator(
    schemes=["http", "https"], message=_("Enter a web address that begins with http:// or https://.")
)


class FoldedQuerySet(models.QuerySet):
    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Fold each row first: ``save`` is not called for rows that are written together."""
        rows = list(objs)
        for row in rows:
            row.fold_texts()
        return super().bulk_create(rows, *args, **kwargs)


class FoldedModel(models.Model):
    """Keeps a folded copy of the texts by which a row is looked up, so that width, case and variants don't matter."""

    folded = models.TextField(editable=False, blank=True, default="")

    class Meta:
        abstract = True

    def texts(self) -> list[str]:
        """Return the texts that are folded, in order."""
        raise NotImplementedError

    def fold_texts(self) -> None:
        """Bring the folded copy up to date."""
        self.folded = fold(" ".join(filter(None, self.texts()))).text

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold_texts()
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, "folded"}
        super().save(*args, **kwargs)


class LinkTargetQuerySet(FoldedQuerySet):
    def valid(self, on: date) -> LinkTargetQuerySet:
        """Targets whose evidence holds on a day."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))

    def expired(self, on: date) -> LinkTargetQuerySet:
        """Targets whose evidence has run out on a day: their links are reported (clause C3)."""
        return self.filter(valid_until__lt=on)


class LinkTarget(FoldedModel):
    """A site or system that the portal may link to, with its protection level and the evidence for it (clause C3).

    A registered host covers the hosts below it; a row for a host below decides for itself.
    """

    class Level(models.IntegerChoices):
        ONE = 1, _("level 1")
        TWO = 2, _("level 2")
        THREE = 3, _("level 3")
        FOUR = 4, _("level 4")
        FIVE = 5, _("level 5")

    host = models.CharField(
        _("host name"),
        max_length=253,
        unique=True,
        help_text=_("For example www.mnr.gov.cn; hosts below it are included."),
    )
    name = models.CharField(_("name of the site or system"), max_length=120)
    level = models.PositiveSmallIntegerField(_("classified-protection level"), choices=Level)
    evidence = models.CharField(
        _("evidence"), max_length=300, help_text=_("Number of the filing certificate or of the assessment report.")
    )
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The last day on which the evidence holds; empty: no end.")
    )
    owner_unit = models.CharField(_("responsible unit"), max_length=120, blank=True)
    is_mainstream = models.BooleanField(
        _("central or provincial mainstream media"),
        default=False,
        help_text=_("Reprints from there need the head of the publicity centre only (clause N3)."),
    )
    note = models.TextField(_("note"), blank=True)

    objects = LinkTargetQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "link target")
        verbose_name_plural = pgettext_lazy("gongkai", "link targets")
        ordering = ["host"]
        indexes = [models.Index(fields=["valid_until"])]

    def __str__(self) -> str:
        return f"{self.name} ({self.host})"

    def clean(self) -> None:
        """Accept a pasted address and keep its host; refuse what is no host, or would cover strangers' sites."""
        host = addresses.host_for_register(self.host)
        if host is None:
            raise ValidationError({"host": _("Enter a host name such as www.mnr.gov.cn.")})
        if host in addresses.TOO_WIDE or ("." not in host and ":" not in host):
            raise ValidationError({"host": _("This would cover the sites of many owners. Name one site.")})
        self.host = host

    def clean_fields(self, exclude: Any = None) -> None:
        """Shorten a pasted address before its length and uniqueness are looked at."""
        self.host = addresses.host_for_register(self.host) or self.host
        super().clean_fields(exclude)

    def texts(self) -> list[str]:
        return [self.host, self.name, self.evidence, self.owner_unit, self.note]


class LexiconWord(FoldedModel):
    """A word that screening looks for in what is going public."""

    class Kind(models.TextChoices):
        SENSITIVE = "sensitive", _("sensitive")
        FORBIDDEN = "forbidden", _("forbidden")
        LEADER_TITLE = "leader_title", _("title of a leader")

    word = models.CharField(_("word"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    note = models.TextField(_("note"), blank=True, help_text=_("What to write instead, or why the word is here."))

    objects = FoldedQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "word of the lexicon")
        verbose_name_plural = pgettext_lazy("gongkai", "lexicon")
        ordering = ["kind", "word"]
        constraints = [
            models.UniqueConstraint(
                fields=["word", "kind"],
                name="lexicon_word_once",
                violation_error_message=_("This word is in the lexicon already."),
            )
        ]

    def __str__(self) -> str:
        return self.word

    def clean(self) -> None:
        """Refuse a word that folds to nothing (it would be found in every text), or that is there in other letters."""
        self.word = self.word.strip()
        folded = fold(self.word).text
        if not folded.strip():
            raise ValidationError({"word": _("Enter a word.")})
        if LexiconWord.objects.filter(folded=folded, kind=self.kind).exclude(pk=self.pk).exists():
            raise ValidationError({"word": _("This word is in the lexicon already.")})

    def texts(self) -> list[str]:
        return [self.word]


class SiteMarks(models.Model):
    """One version of what the footer of every page shows and inspectors ask for. Exactly one version is live.

    Versions are added, never changed; which one is live changes through an approved case only.
    """

    organisation_name = models.CharField(_("name of the site"), max_length=120)
    tagline = models.CharField(_("tagline"), max_length=120, blank=True)
    identification_code = models.CharField(_("site identification code"), max_length=10, validators=[SITE_CODE])
    icp_record = models.CharField(_("ICP record number"), max_length=60, blank=True)
    police_record = models.CharField(_("public security record number"), max_length=60, blank=True)
    sponsor = models.CharField(_("sponsor"), max_length=120)
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    postal_address = models.CharField(_("postal address"), max_length=200, blank=True)
    agency_mark_url = models.CharField(
        _("address of the mark of party and government organs"), max_length=300, blank=True, validators=[WEB_ADDRESS]
    )
    error_report_url = models.CharField(
        _("address of the national error-report service"), max_length=300, blank=True, validators=[WEB_ADDRESS]
    )
    live = models.BooleanField(_("live"), default=False, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    created_at = models.DateTimeField(_("entered at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "version of the site marks")
        verbose_name_plural = pgettext_lazy("gongkai", "site marks")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["live"], condition=Q(live=True), name="one_live_site_marks")]

    def __str__(self) -> str:
        return f"{self.organisation_name} · {timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"
