"""Who the department is: units, people, the posts they hold from when to when, and the duties of the regulation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy


class User(AbstractUser):
    """A person who signs in. Rights come from posts and functions, never from the account (law 5)."""

    full_name = models.CharField(_("full name"), max_length=60)
    external_id = models.CharField(
        _("identity in another system"),
        max_length=120,
        blank=True,
        help_text=_("The identifier by which the OA or single sign-on system knows this person."),
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.full_name or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.first_name = self.full_name  # what Wagtail's menu calls a person by
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        return self.full_name or self.username


class Unit(models.Model):
    """An organisational unit (clause G2). ``code`` never changes; name, parent and kind may, in a reform."""

    class Kind(models.TextChoices):
        DIVISION = "division", _("division of the department")
        AFFILIATED = "affiliated", _("affiliated institution")
        LEADERSHIP = "leadership", _("leadership")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    short_name = models.CharField(_("short name"), max_length=30)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.DIVISION)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent unit")
    )
    disclosure_code = models.CharField(
        _("code in index numbers"),
        max_length=18,
        blank=True,
        help_text=_("The organisation code that stands before the slash of an index number."),
    )
    is_active = models.BooleanField(_("in existence"), default=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken over by"),
        help_text=_("The unit that goes on with its work in a reform; what it has open goes there."),
    )

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "unit")
        verbose_name_plural = pgettext_lazy("gongkai", "units")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.short_name or self.name

    def clean(self) -> None:
        """A unit that was taken over exists no more, and nothing takes itself over by a detour."""
        super().clean()
        if self.successor is None:
            return
        if self.is_active:
            raise ValidationError({"successor": _("A unit that was taken over is no longer in existence.")})
        if self.successor.acting.pk == self.pk:
            raise ValidationError({"successor": _("Units can't take each other over.")})

    @property
    def acting(self) -> Unit:
        """The unit that does its work now: itself, or the last of those that took it over."""
        unit, seen = self, {self.pk}
        while not unit.is_active and unit.successor is not None and unit.successor_id not in seen:
            unit = unit.successor
            seen.add(unit.pk)
        return unit


class UnitNaming(models.Model):
    """A new name for a unit, as somebody of the Office proposes it. Public pages show names: a case decides (law 1)."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="namings", verbose_name=pgettext_lazy("gongkai", "unit")
    )
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=30, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"), editable=False
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("name of a unit")
        verbose_name_plural = _("names of units")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Capacity(models.TextChoices):
    """The capacities in which a person can act for a unit (clause G2, O9)."""

    HEAD = "head", _("unit head")
    LIAISON = "liaison", _("liaison")
    SECRECY_REVIEWER = "secrecy_reviewer", _("secrecy reviewer")
    HANDLER = "handler", _("handler")
    LEADER_IN_CHARGE = "leader_in_charge", _("leader in charge")
    REGISTRAR = "registrar", _("registrar")


class PostQuerySet(models.QuerySet):
    def on(self, day: date) -> PostQuerySet:
        """Posts that are held on a day."""
        return self.filter(starts_on__lte=day).not_ended(day)

    def not_ended(self, day: date) -> PostQuerySet:
        """Posts that are held on a day or will be."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def staffed(self, day: date) -> PostQuerySet:
        """Posts that somebody active holds on a day, with unit and person, stand-ins last."""
        held = self.on(day).filter(person__is_active=True).select_related("unit", "person", "stands_in_for__person")
        return held.order_by(F("stands_in_for_id").asc(nulls_first=True), "starts_on", "pk")


class Post(models.Model):
    """A person holds a capacity in a unit from a day to a day. A stand-in is a dated post for another post."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts", verbose_name=_("person"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=pgettext_lazy("gongkai", "unit"))
    capacity = models.CharField(_("capacity"), max_length=20, choices=Capacity)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    stands_in_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="stand_ins", verbose_name=_("stands in for")
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "post")
        verbose_name_plural = pgettext_lazy("gongkai", "posts")
        ordering = ["unit__name", "capacity", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="post_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["unit", "capacity"]), models.Index(fields=["person", "starts_on"])]

    def __str__(self) -> str:
        return self.holder if self.stands_in_for_id else f"{self.person} · {self.title}"

    @property
    def title(self) -> str:
        """How the post reads in the record: "登记局单位负责人"; a stand-in's "代李四，登记局单位负责人"."""
        title = f"{self.unit}{self.get_capacity_display()}"
        if self.stands_in_for is None:
            return title
        return pgettext("gongkai", "for %(principal)s, %(title)s") % {
            "principal": self.stands_in_for.person,
            "title": title,
        }

    @property
    def holder(self) -> str:
        """Who holds the post, where steps and lists name people: "李四", or "张三（代李四，单位负责人）"."""
        if self.stands_in_for is None:
            return str(self.person)
        values = {
            "person": self.person,
            "principal": self.stands_in_for.person,
            "capacity": self.get_capacity_display(),
        }
        return _("%(person)s (for %(principal)s, %(capacity)s)") % values

    def clean(self) -> None:
        """A stand-in has an end and stands in for a post of the same unit and capacity held by another person."""
        super().clean()
        principal = self.stands_in_for
        if principal is None:
            return
        if not self.ends_on:
            raise ValidationError({"ends_on": _("A stand-in needs a last day.")})
        if (principal.unit_id, principal.capacity) != (self.unit_id, self.capacity):
            raise ValidationError({"stands_in_for": _("A stand-in holds the same capacity in the same unit.")})
        if principal.person_id == self.person_id:
            raise ValidationError({"person": _("Nobody can stand in for themselves.")})


class Function(models.TextChoices):
    """The duties of the regulation, each assigned to a unit (clause G2)."""

    OFFICE = "office", pgettext_lazy("gongkai", "Office")
    PLANNING = "planning", _("science and education division")
    CYBER_SECURITY = "cyber_security", _("cyber security office")
    PUBLICITY_CENTRE = "publicity_centre", _("publicity centre")
    TECHNOLOGY_CENTRE = "technology_centre", _("technology centre")
    DOCUMENT_WINDOW = "document_window", _("document window")
    PETITION_OFFICE = "petition_office", _("petition office")


class FunctionAssignment(models.Model):
    """A duty of the regulation rests with a unit. One unit holds a duty at a time; a reform moves the row."""

    function = models.CharField(_("function"), max_length=20, choices=Function, unique=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="functions", verbose_name=pgettext_lazy("gongkai", "unit")
    )
    since = models.DateField(_("since"), default=date.today)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "function")
        verbose_name_plural = pgettext_lazy("gongkai", "functions")
        ordering = ["function"]

    def __str__(self) -> str:
        return f"{self.get_function_display()} → {self.unit}"


class Countersignature(models.Model):
    """An act in a register for which one person isn't enough: who asked for it, and who agreed."""

    act = models.CharField(max_length=120, db_index=True, help_text="What is to be done, as act:ids.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.act
