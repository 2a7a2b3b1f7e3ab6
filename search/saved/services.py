"""Searches that people want to be told of by mail: asked for, confirmed, looked through, ended (law 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.core import signing
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from portal.addons.types import IndexRecord
from portal.organisation.limits import Limit
from portal.outbox.services import enqueue
from portal.sealing import keys

from ..models import SavedSearch
from ..query import Asked, address, from_address
from ..records import complete_until, public
from ..services import newest

CONFIRM_JOB = "search.saved_confirm"
UNCONFIRMED = timedelta(days=2)
MOST = 10_000  # of everybody together
MOST_OF_ADDRESS = 20
LONGEST_SEARCH = 2000
IN_A_MAIL = 30
_LOOKED_THROUGH = 100
_MAILS_TO_ADDRESS = Limit("saved-search-of-address", 5, 86400)
_MAILS_TO_ALL = Limit("saved-search-of-all", 300, 3600)
_MORNING = time(8)
_PATIENCE = timedelta(days=1)
_CONFIRM, _END = "search.saved.confirm", "search.saved.end"


class Full(Exception):
    """Nothing more can be saved at the moment."""


class TooLong(Exception):
    """The search has more words and filters than can be kept."""


@dataclass(frozen=True)
class Saved:
    """What a row holds sealed: whom to tell, and the search."""

    to: str
    asked: Asked


@dataclass(frozen=True)
class News:
    """What was published since somebody was told last, until now; ``more`` says that there is more than this."""

    records: list[IndexRecord]
    more: bool
    until: datetime


def ask(to: str, asked: Asked, how: str) -> None:
    """Keep a search for an address, and have that address asked whether it wants to be told (double opt-in).

    Whoever asks learns nothing about the address: where it has as many searches or was asked as often as it may be,
    nothing is sent and nothing said. Raises :class:`TooLong` and :class:`Full`.
    """
    search = address(asked)
    if len(search) > LONGEST_SEARCH:
        raise TooLong
    whose = keys.keyed_digest("saved search of", to.lower())
    if _MAILS_TO_ALL.reached("") or SavedSearch.objects.count() >= MOST:
        raise Full
    if not _MAILS_TO_ADDRESS.take(whose):
        return
    digest = keys.keyed_digest("saved search", f"{to.lower()}\n{search}")
    with transaction.atomic():
        row = SavedSearch.objects.filter(digest=digest).first()
        if row is None and SavedSearch.objects.filter(whose=whose).count() >= MOST_OF_ADDRESS:
            _MAILS_TO_ADDRESS.give_back(whose)  # no mail goes out
            return
        if row is None:
            sealed = keys.seal(keys.master_key(), {"to": to, "search": search})
            new = {"sealed": sealed, "whose": whose, "how": how}
            row, _made = SavedSearch.objects.get_or_create(digest=digest, defaults=new)
        enqueue(CONFIRM_JOB, {"saved": row.pk, "how": how}, key=f"{CONFIRM_JOB}:{row.pk}")
    _MAILS_TO_ALL.count_up("")


def opened(row: SavedSearch) -> Saved:
    """Return what a row holds; KeyUnusable with another master key."""
    held = keys.unseal(keys.master_key(), row.sealed)
    return Saved(held["to"], from_address(QueryDict(held["search"].removeprefix("?"))))


# --- links in mails ---
def to_confirm(row: SavedSearch, how: str) -> str:
    """Return the token of a link that confirms a search; it holds for as long as an unconfirmed one is kept."""
    return signing.dumps([row.pk, how], salt=_CONFIRM)


def to_end(row: SavedSearch) -> str:
    """Return the token of a link that ends a search, at any time."""
    return signing.dumps(row.pk, salt=_END)


def of_confirming(token: str) -> tuple[SavedSearch, str] | None:
    """Return the search that a link confirms and how often to tell; None where the link doesn't hold any more."""
    try:
        pk, how = signing.loads(token, salt=_CONFIRM, max_age=UNCONFIRMED)
    except signing.BadSignature:
        return None
    row = SavedSearch.objects.filter(pk=pk).first()
    return (row, how) if row else None


def of_ending(token: str) -> SavedSearch | None:
    """Return the search that a link ends; None where it has ended. Raises BadSignature for what is no such link."""
    return SavedSearch.objects.filter(pk=signing.loads(token, salt=_END)).first()


def confirm(row: SavedSearch, how: str) -> None:
    """Begin to tell, or tell as often as was asked for last; what is public already is not told."""
    now = timezone.now()
    row.how, row.next_at = how, next_look(how, now)
    if row.confirmed_at is None:
        row.confirmed_at = row.since = now
    row.save(update_fields=["how", "next_at", "confirmed_at", "since"])


def next_look(how: str, now: datetime) -> datetime | None:
    """Return when to look for what is new: next morning, or on Monday morning; None for those told at once."""
    if how == SavedSearch.How.AT_ONCE:
        return None
    today = timezone.localtime(now).date()
    days = 1 if how == SavedSearch.How.DAILY else 7 - today.weekday()
    return timezone.make_aware(datetime.combine(today + timedelta(days=days), _MORNING))


def erase_unconfirmed() -> None:
    """Erase what nobody confirmed in time."""
    SavedSearch.objects.filter(confirmed_at=None, created_at__lt=timezone.now() - UNCONFIRMED).delete()


# --- what is new ---
def news(row: SavedSearch) -> News | None:
    """Return what to tell of a confirmed search, as the public may see it now; None where nothing is new.

    What waits for the index is told when it can be found, and so is what comes after it; after a day others wait no
    longer for it. Raises EngineUnavailable where the engine can't answer.
    """
    until = max(complete_until(), timezone.now() - _PATIENCE)
    if row.since is None or until <= row.since:
        return None
    found = newest(opened(row).asked, _LOOKED_THROUGH, int(row.since.timestamp()))
    records = public([hit.key for hit in found.hits]).values()
    new = [record for record in records if _is_new(record, row.since, until)]
    return News(new[:IN_A_MAIL], len(new) > IN_A_MAIL or found.total > len(found.hits), until) if new else None


def _is_new(record: IndexRecord, since: datetime, until: datetime) -> bool:
    """A document of long ago that is brought in now is nothing new (law 2): lists order it by its source's date."""
    published = record.published_at
    if published is None or record.on is None or not since <= published < until:
        return False
    return record.on >= timezone.localtime(published).date()
