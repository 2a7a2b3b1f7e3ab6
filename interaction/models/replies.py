"""A unit's reply, and what of it everybody sees."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..guarded import GuardedRow
from ..pairs import packed, pairs
from .tickets import Ticket


class Reply(GuardedRow):
    """A unit's answer to a ticket: to the person, and where it is of general interest to everybody.

    ``published`` rows are what the public sees: the guard watches them (law 1). ``asked_on`` and ``number`` are copied
    from the ticket, so that a public answer stands for itself when the ticket has been erased. ``question_pairs``
    are those of title and question in public, by which questions like it are found. One that was written in the OA
    system has no ``made_by``; ``approved_there`` names who approved it over there.
    """

    class Audience(models.TextChoices):
        PUBLIC = "public", pgettext_lazy("gongkai", "everybody")
        PRIVATE = "private", pgettext_lazy("gongkai", "only the person who asked")

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="replies")
    number = models.CharField(_("number"), max_length=20, db_index=True)
    unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="+", verbose_name=pgettext_lazy("gongkai", "unit")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )
    approved_there = models.CharField(_("approved in the OA system by"), max_length=80, blank=True)
    writers = models.JSONField(default=list, help_text=_("Everybody who wrote in it: none of them approves it."))
    sealed_answer = models.BinaryField(_("answer to the person (encrypted)"))
    audience = models.CharField(_("who sees it"), max_length=8, choices=Audience, default=Audience.PRIVATE)
    public_title = models.CharField(_("title in public"), max_length=80, blank=True)
    public_question = models.TextField(_("question in public"), blank=True)
    public_answer = models.TextField(_("answer in public"), blank=True)
    question_pairs = models.BinaryField(default=b"")
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
                fields=["ticket"], condition=models.Q(given_at__isnull=True), name="reply_one_draft_per_ticket"
            ),
            models.UniqueConstraint(
                fields=["number"], condition=models.Q(published=True), name="reply_one_public_per_number"
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.question_pairs = packed(pairs(f"{self.public_title}{self.public_question}"))
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.number
