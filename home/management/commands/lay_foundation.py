"""Begin a site: `manage.py lay_foundation --title NAME --host HOST`. Everything after it goes through cases."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from home.services import SiteStands, lay_foundation


class Command(BaseCommand):
    help = "Make the home page, as a draft, in the place of Wagtail's welcome page, and the site that begins at it."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--title", required=True, help="name of the department")
        parser.add_argument("--host", required=True, help="host name of the site")

    def handle(self, *args, **options) -> None:
        try:
            home = lay_foundation(options["title"], host=options["host"])
        except SiteStands as error:
            raise CommandError(_("There is a site already; it is changed through cases.")) from error
        message = _(
            "“%(title)s” is laid out as a draft. The Office sends its home page for approval; then it is public."
        )
        self.stdout.write(self.style.SUCCESS(message % {"title": home.title}))
