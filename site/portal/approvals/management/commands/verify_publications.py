"""Recompute the digest of everything public: `manage.py verify_publications`. Exit status 1 when something differs."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.approvals.models import Publication
from portal.approvals.verification import verify


class Command(BaseCommand):
    help = "Verify that what is public is exactly what was approved."

    def handle(self, *args, **options) -> None:
        problems = list(verify())
        for problem in problems:
            self.stdout.write(self.style.ERROR(f"{problem.subject}: {problem.message}"))
        if problems:
            raise CommandError(_("%(count)s things differ from what was approved.") % {"count": len(problems)})
        count = Publication.objects.count()
        self.stdout.write(
            self.style.SUCCESS(_("All that is public was approved so: %(count)s items.") % {"count": count})
        )
