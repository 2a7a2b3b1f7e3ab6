"""Consultations from the public and their replies. What a person tells the department is stored encrypted (law 7)."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField

from portal.approvals.errors import PublishingRefused
from portal.approvals.guard.python import NEEDS_CASE
from portal.approvals.permits import covers_table

from . import crypto
from .states import TicketState, TicketTransitions


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def open(self) -> ConsultationQuerySet:
        """Tickets that wait for an answer."""
        return self.filter(state__in=TicketState.OPEN)


class Consultation(TicketTransitions, models.Model):
    """A question from a person (clause S5). Only ``state``, dates and ids are in clear.

    ``clock`` holds the legs (distribution, reply) with their arithmetic day by day; ``due_at`` and ``provisional``
    are those of the leg that runs. ``version`` counts the acts, so that nobody acts on what they haven't seen.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    query_code_digest = models.CharField(max_length=64, blank=True, editable=False)
    state = FSMField(
        _("state"), default=TicketState.RECEIVED, choices=TicketState.CHOICES, protected=True, db_index=True
    )
    version = models.PositiveIntegerField(default=1)
    sealed_person = models.BinaryField(_("who asks (encrypted)"))
    sealed_question = models.BinaryField(_("question (encrypted)"))
    text_digest = models.CharField(max_length=64, editable=False)
    wish_public = models.BooleanField(_("the answer may be public"), default=False)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    unit = models.ForeignKey(
        "organisation.Unit",
        models.PROTECT,
        null=True,
        related_name="consultations",
        verbose_name=pgettext_lazy("gongkai", "unit"),
    )
    assigned_at = models.DateTimeField(_("distributed"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    clock = models.JSONField(pgettext_lazy("gongkai", "clock"), default=dict)
    due_at = models.DateTimeField(_("due"), null=True)
    provisional = models.BooleanField(_("provisional deadline"), default=False)
    erased_at = models.DateTimeField(_("erased"), null=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "consultation")
        verbose_name_plural = pgettext_lazy("gongkai", "consultations")
        ordering = ["-received_at", "-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["unit", "state"]), models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return self.number

    @property
    def subject_key(self) -> str:
        """How the ledger names this ticket."""
        return f"consultation:{self.pk}"

    @cached_property
    def data_key(self) -> bytes | None:
        """The ticket's data key, or None once it has been destroyed."""
        row = KeyRow.objects.filter(consultation=self).first()
        return crypto.unwrap(row.wrapped) if row else None


class KeyRow(models.Model):
    """The wrapped data key of a ticket. Without this row nothing opens the ticket's bytes again."""

    consultation = models.OneToOneField(Consultation, models.CASCADE, primary_key=True, related_name="key_row")
    wrapped = models.BinaryField()

    class Meta:
        verbose_name = _("key of a ticket")
        verbose_name_plural = _("keys of tickets")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.consultation_id)


class Reply(models.Model):
    """A unit's answer to a consultation: to the person, and where it is of general interest to everybody.

    ``published`` rows are what the public sees: the guard watches them (law 1). ``asked_on`` and ``number`` are copied
    from the ticket, so that a public answer stands for itself when the ticket has been erased.
    """

    class Audience(models.TextChoices):
        PUBLIC = "public", pgettext_lazy("gongkai", "everybody")
        PRIVATE = "private", pgettext_lazy("gongkai", "only the person who asked")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="replies")
    number = models.CharField(_("number"), max_length=20, db_index=True)
    unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="+", verbose_name=pgettext_lazy("gongkai", "unit")
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    writers = models.JSONField(default=list, help_text=_("Everybody who wrote in it: none of them approves it."))
    sealed_answer = models.BinaryField(_("answer to the person (encrypted)"))
    audience = models.CharField(_("who sees it"), max_length=8, choices=Audience, default=Audience.PRIVATE)
    public_title = models.CharField(_("title in public"), max_length=80, blank=True)
    public_question = models.TextField(_("question in public"), blank=True)
    public_answer = models.TextField(_("answer in public"), blank=True)
    asked_on = models.DateField(_("asked on"))
    given_at = models.DateTimeField(_("answered"), null=True)
    working_days = models.PositiveIntegerField(_("working days taken"), null=True)
    published = models.BooleanField(_("public"), default=False, db_index=True)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "reply")
        verbose_name_plural = pgettext_lazy("gongkai", "replies")
        ordering = ["-given_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["consultation"], condition=models.Q(given_at__isnull=True), name="reply_one_draft_per_ticket"
            ),
            models.UniqueConstraint(
                fields=["number"], condition=models.Q(published=True), name="reply_one_public_per_number"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to make or change what is public without a permit, with a message; the trigger stands behind it."""
        self._refuse_without_permit()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._refuse_without_permit()
        return super().delete(*args, **kwargs)

    def _refuse_without_permit(self) -> None:
        was_public = self.pk is not None and Reply.objects.filter(pk=self.pk, published=True).exists()
        if (self.published or was_public) and not covers_table(Reply._meta.db_table):
            raise PublishingRefused(str(NEEDS_CASE))
