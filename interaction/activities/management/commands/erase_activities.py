"""Erase what people sent in to activities when its time is over: `manage.py erase_activities --person USER`."""

from __future__ import annotations

from django.utils.translation import gettext as _

from interaction.activities import services
from interaction.activities.models import Activity
from interaction.retention import EraseCommand, kept_since


class Command(EraseCommand):
    help = "Destroy the keys of activities that ended longer ago than GONGKAI_TICKET_RETENTION_DAYS; run it once a day."

    def handle(self, *args, **options) -> None:
        due = Activity.objects.due_for_erasure(kept_since())
        count = self.erase(options["person"], due, services.erase)
        self.stdout.write(self.style.SUCCESS(_("%(count)s activities were erased.") % {"count": count}))
