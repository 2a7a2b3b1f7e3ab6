"""Evidence that something may take a route: the record of an approval elsewhere, or a copy of what is public."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .cases import Case


class Evidence(models.Model):
    """One piece of evidence about a subject (clauses D9 a to c, D10). Rows are added and taken back, never changed."""

    class Ground(models.TextChoices):
        MARKED = "marked", _("marked “proactive disclosure” when the document was approved (clause D9 a)")
        PUBLIC = "public", _("public already in mainstream media or on a government site (clause D9 b)")
        REPRINT = "reprint", _("a reprint or compilation of what is public or was approved (clause D9 c)")
        INSTRUCTION = "instruction", _("a leader's written instruction to publish (clause D10)")

    kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    ground = models.CharField(_("ground"), max_length=12, choices=Ground)
    record = models.CharField(
        _("number of the record"), max_length=80, blank=True, help_text=_("Of the handling form or the OA record.")
    )
    by_leader = models.BooleanField(_("approved by the leader in charge"), default=False)
    address = models.URLField(_("address of what is public"), max_length=500, blank=True)
    approval = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("the approval here")
    )
    copy = models.ForeignKey(
        "files.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stored copy"),
        help_text=_("The scanned form with its mark, or a copy of the page that is public."),
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "evidence")
        verbose_name_plural = pgettext_lazy("gongkai", "evidence")
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "subject_id"])]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.get_ground_display())
