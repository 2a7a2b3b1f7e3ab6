"""Erase what people asked for interviews when the retention period is over, as `erase_tickets` does with tickets."""

from __future__ import annotations

from django.utils.translation import gettext as _

from interaction.live import services
from interaction.live.models import Question
from interaction.retention import EraseCommand, kept_since


class Command(EraseCommand):
    help = "Destroy the keys of interview questions older than GONGKAI_TICKET_RETENTION_DAYS; run it once a day."

    def handle(self, *args, **options) -> None:
        due = Question.objects.filter(received_at__lt=kept_since(), erased_at=None).select_related("interview__unit")
        count = self.erase(options["person"], due, services.erase)
        self.stdout.write(self.style.SUCCESS(_("%(count)s questions were erased.") % {"count": count}))
