"""Whether a text names somebody who asked: what others read holds no asker's name or contact (law 7)."""

from __future__ import annotations

from collections.abc import Iterable

from portal.text.folding import fold

from . import reading
from .models import Ticket

_LEAST = 2


def names_an_asker(text: str, ticket: Ticket) -> bool:
    """Say whether a text holds the name (of two characters or more) or the contact of somebody who asked.

    These are the person of the ticket and all whose tickets were merged with it; however it is written.
    """
    found = _plain(text)
    return any(len(part) >= _LEAST and part in found for part in _names(ticket, *ticket.duplicates.all()))


def _names(*tickets: Ticket) -> Iterable[str]:
    for told in map(reading.told, tickets):
        if told is not None:
            yield from (_plain(told.name), _plain(told.contact))


def _plain(text: str) -> str:
    return "".join(fold(text).text.split())
