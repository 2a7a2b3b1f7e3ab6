"""What the public may see now of what an index names. Whatever an index holds, the database decides (law 4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from portal.addons import registry
from portal.addons.types import IndexRecord, IndexRelation
from portal.outbox.indexing import waiting_since

MARGIN = timedelta(minutes=1)  # an act's transaction may take so long
_LONGEST_ID = 9


def complete_until() -> datetime:
    """Return the moment up to which all that was published can be found: what waits for the index is later."""
    now = timezone.now()
    until = min(now, waiting_since() or now) - MARGIN
    return until.replace(second=0, microsecond=0)  # to the minute: an answer that is the same has the same ETag


def public(keys: Iterable[str]) -> dict[str, IndexRecord]:
    """Return what the public may see now, by key and in the order of the keys: a fixed number of queries a source."""
    order = list(keys)
    sources = registry.by_name("index_sources")
    found = {
        f"{source}:{subject}": record
        for source, subjects in _by_source(order).items()
        for subject, record in sources[source].read(subjects).items()
    }
    return {key: found[key] for key in order if key in found}


def beside(keys: Iterable[str]) -> dict[str, Sequence[IndexRelation]]:
    """Return what is shown beside items in results, by key, as the public may see it now; as many queries as above."""
    sources = registry.by_name("index_sources")
    return {
        f"{source}:{subject}": others
        for source, subjects in _by_source(keys).items()
        if (read := sources[source].beside)
        for subject, others in read(subjects).items()
    }


def _by_source(keys: Iterable[str]) -> dict[str, list[str]]:
    """Return the ids in keys by their registered source; what is no key is left out."""
    sources = registry.by_name("index_sources")
    found: dict[str, list[str]] = {}
    for key in keys:
        source, _colon, subject = key.partition(":")
        if source in sources and _is_id(subject):
            found.setdefault(source, []).append(subject)
    return found


def _is_id(subject: str) -> bool:
    """Return whether it may be a row's number: what no database can hold is asked of none."""
    return subject.isascii() and subject.isdecimal() and len(subject) <= _LONGEST_ID
