"""Prove that the ledger is whole: `manage.py verify_ledger`. Exit status 1 when it is not."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.approvals.ledger.models import Entry
from portal.approvals.ledger.services import verify


class Command(BaseCommand):
    help = "Verify the chain of the ledger and its signed heads."

    def handle(self, *args, **options) -> None:
        problems = list(verify())
        for problem in problems:
            self.stdout.write(self.style.ERROR(problem.message))
        if problems:
            raise CommandError(_("The ledger is not whole: %(count)s problems.") % {"count": len(problems)})
        count = Entry.objects.count()
        self.stdout.write(self.style.SUCCESS(_("The ledger is whole: %(count)s entries.") % {"count": count}))
