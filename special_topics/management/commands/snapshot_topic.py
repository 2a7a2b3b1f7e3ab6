"""``manage.py snapshot_topic SLUG --out DIR``: write a public topic as files. Exit status 1 when it can't be read."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from columns.models import Life
from special_topics.models import TopicPage
from special_topics.snapshots.making import make
from special_topics.snapshots.visiting import NotReadable


class Command(BaseCommand):
    help = "Write a public topic as files that any web server can serve, with a manifest and as one archive."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="not there yet, or empty")

    def handle(self, *args, slug: str, out: Path, **options) -> None:
        topic = TopicPage.objects.filter(slug=slug).first()
        if topic is None:
            raise CommandError(_("There is no special topic with the address %(slug)s.") % {"slug": slug})
        life = Life.objects.filter(page=topic).select_related("retiring_case").first()
        case = life.retiring_case if life else None
        try:
            made = make(topic, out.absolute(), case.number if case else "")
        except (NotReadable, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"{out} ({made.files} files, {made.missing} left out, {made.digest})"))
