"""Erase what applicants told when the retention period is over: `manage.py erase_applications --person USER`."""

from __future__ import annotations

from django.utils.translation import gettext as _

from interaction.applications import services
from interaction.applications.models import Application
from interaction.retention import EraseCommand, kept_since


class Command(EraseCommand):
    help = "Destroy the keys of applications that ended GONGKAI_TICKET_RETENTION_DAYS ago; run it once a day."

    def handle(self, *args, **options) -> None:
        due = Application.objects.filter(ended_at__lt=kept_since(), erased_at=None)
        count = self.erase(options["person"], due, services.erase)
        self.stdout.write(self.style.SUCCESS(_("%(count)s applications were erased.") % {"count": count}))
