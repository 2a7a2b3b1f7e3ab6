"""Erase what people told the department when the retention period is over: `manage.py erase_tickets --person USER`."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction import permissions, services, ticket_kinds
from interaction.models import Ticket
from portal.approvals.errors import ActRefused


class Command(BaseCommand):
    help = "Destroy the keys of tickets answered longer ago than GONGKAI_TICKET_RETENTION_DAYS; run it once a day."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--person", required=True, help="user name of the person of the Office who answers for it")

    def handle(self, *args, **options) -> None:
        person = get_user_model().objects.filter(username=options["person"], is_active=True).first()
        if person is None:
            raise CommandError(
                _("There is no active person with the user name “%(name)s”.") % {"name": options["person"]}
            )
        before = timezone.now() - timedelta(days=settings.GONGKAI["TICKET_RETENTION_DAYS"])
        due = services.due_for_erasure(before).filter(kind__in=_kinds_of(person))
        count = 0
        # Numbers first: a query that is still open would be a reader of what is erased (portal.sealing.traces).
        for pk in list(due.order_by("pk").values_list("pk", flat=True)):
            try:
                services.erase(Ticket.objects.get(pk=pk), person)
            except ActRefused as refusal:
                raise CommandError(str(refusal)) from refusal
            count += 1
        self.stdout.write(self.style.SUCCESS(_("%(count)s tickets were erased.") % {"count": count}))
        if left := services.tell_of_orphans(before):
            text = _("%(count)s complaints were set aside: no unit is the petition office. The Office was told.")
            self.stderr.write(self.style.WARNING(text % {"count": left}))


def _kinds_of(person) -> list[str]:
    """The kinds that a person may erase: the petition office complaints, the Office (and who may erase none) the rest.

    Whoever may erase none is told so by the first ticket.
    """
    petitions, office = permissions.is_petition_office(person), permissions.is_office(person)
    kinds = ticket_kinds.all_kinds().values()
    return [
        kind.name for kind in kinds if (petitions if kind.path == ticket_kinds.BY_PARTY else office or not petitions)
    ]
