"""How long what people told is kept, and what the commands share that destroy it afterwards (law 7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.approvals.errors import ActRefused


def kept_since() -> datetime:
    """Return the moment before which what is over isn't kept any more."""
    return timezone.now() - timedelta(days=settings.GONGKAI["TICKET_RETENTION_DAYS"])


class EraseCommand(BaseCommand):
    """A command that erases what is over, one after another, in the name of a person of the Office (law 5)."""

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--person", required=True, help="user name of the person of the Office who answers for it")

    def erase(self, username: str, due: QuerySet[Any], act: Callable[[Any, Any], Any]) -> int:
        """Erase every row that is due and return how many; CommandError where nobody answers for it, or may not."""
        person = get_user_model().objects.filter(username=username, is_active=True).first()
        if person is None:
            raise CommandError(_("There is no active person with the user name “%(name)s”.") % {"name": username})
        count = 0
        for row in due.order_by("pk").iterator(chunk_size=200):
            try:
                act(row, person)
            except ActRefused as refusal:
                raise CommandError(str(refusal)) from refusal
            count += 1
        return count
