"""What the Office chooses for the whole site: where consultations are handled, when answers are looked at anew."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TicketSettings(models.Model):
    """The one row of choices about tickets. A change counts for what comes in from then on."""

    class Place(models.TextChoices):
        """Where consultations are handled, made on the portal or in the provincial hall (clauses S4 and S5)."""

        PORTAL = "", _("in this portal")
        OA = "oa", _("in the OA system")

    consultations_in = models.CharField(
        _("consultations are handled"), max_length=20, choices=Place, default=Place.PORTAL, blank=True
    )
    answers_reviewed_after = models.PositiveSmallIntegerField(
        _("days after which a public answer is looked at anew"), default=365
    )
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("settings of tickets")
        verbose_name_plural = _("settings of tickets")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.get_consultations_in_display())

    @classmethod
    def current(cls) -> TicketSettings:
        """Return the row that counts; before anybody chose, one with the defaults."""
        return cls.objects.first() or cls()
