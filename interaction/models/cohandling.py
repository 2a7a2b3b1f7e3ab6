"""A second unit that contributes to the answer of the first."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .tickets import Ticket


class CoHandling(models.Model):
    """A unit is asked to contribute to the reply to a ticket, by a day inside the ticket's own clock.

    ``sealed_asked`` is what it is asked, ``sealed_text`` what it contributes: both are read by the handlers of both
    units and nobody else, sealed with the ticket's key.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("co-handling", "asked")
        GIVEN = "given", pgettext_lazy("co-handling", "contributed")
        ENDED = "ended", pgettext_lazy("co-handling", "no longer needed")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="cohandlings")
    unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="+", verbose_name=pgettext_lazy("gongkai", "unit")
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ASKED)
    due_at = models.DateTimeField(_("due"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    sealed_asked = models.BinaryField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(_("contributed"), null=True)
    sealed_text = models.BinaryField(default=b"")
    overdue_at = models.DateTimeField(_("overdue since"), null=True)

    class Meta:
        verbose_name = _("co-handling")
        verbose_name_plural = _("co-handlings")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "unit"], condition=~models.Q(state="ended"), name="cohandling_once_per_unit"
            )
        ]
        indexes = [models.Index(fields=["unit", "state"], name="cohandling_unit")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.unit_id}"
