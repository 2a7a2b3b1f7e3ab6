"""Erase what people sent in to activities when its time is over: `manage.py erase_activities --person USER`."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.activities import services
from interaction.activities.models import Activity
from portal.approvals.errors import ActRefused


class Command(BaseCommand):
    help = "Destroy the keys of activities concluded longer ago than GONGKAI_TICKET_RETENTION_DAYS; run it once a day."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--person", required=True, help="user name of the person of the Office who answers for it")

    def handle(self, *args, **options) -> None:
        person = get_user_model().objects.filter(username=options["person"], is_active=True).first()
        if person is None:
            raise CommandError(
                _("There is no active person with the user name “%(name)s”.") % {"name": options["person"]}
            )
        before = timezone.now() - timedelta(days=settings.GONGKAI["TICKET_RETENTION_DAYS"])
        due = Activity.objects.filter(concluded_at__lt=before, secret__isnull=False)
        count = 0
        for activity in due.order_by("pk").iterator(chunk_size=200):
            try:
                services.erase(activity, person)
            except ActRefused as refusal:
                raise CommandError(str(refusal)) from refusal
            count += 1
        self.stdout.write(self.style.SUCCESS(_("%(count)s activities were erased.") % {"count": count}))
