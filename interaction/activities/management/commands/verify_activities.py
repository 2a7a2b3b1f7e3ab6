"""Compare what closed activities hold with the ledger: `manage.py verify_activities`. Exit status 1 on a difference."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from interaction.activities.models import Activity
from interaction.activities.verification import OVER, verify


class Command(BaseCommand):
    help = "Verify that ballots and entries of closed activities are those that the ledger says they closed with."

    def handle(self, *args, **options) -> None:
        problems = list(verify())
        for problem in problems:
            self.stdout.write(self.style.ERROR(f"{problem.number}: {problem.message}"))
        if problems:
            raise CommandError(_("%(count)s activities differ from the ledger.") % {"count": len(problems)})
        count = Activity.objects.filter(state__in=OVER).count()
        self.stdout.write(self.style.SUCCESS(_("%(count)s closed activities are as they closed.") % {"count": count}))
