"""Appending to the ledger, and proving that nothing in it changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import seals
from .chain import GENESIS
from .models import ChainHead, Entry
from .signals import recorded

SYSTEM = "system"
_via: ContextVar[dict[str, Any] | None] = ContextVar("via", default=None)


@contextmanager
def acting_via(**facts: Any) -> Iterator[None]:
    """Have every entry inside say, as ``via`` in its data, through which system the person acted (JSON types)."""
    token = _via.set(facts)
    try:
        yield
    finally:
        _via.reset(token)


def record(
    act: str,
    *,
    actor: Any = None,
    capacity: str = "",
    subject: str,
    case_number: str = "",
    opinion: str = "",
    data: dict[str, Any] | None = None,
    digest: str = "",
) -> Entry:
    """Append one act to the ledger, in the caller's transaction (RuntimeError outside one).

    ``actor`` None is the system itself. The head row is locked until the transaction ends, so the chain never forks;
    the signed head is written outside the database once the transaction has been committed.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A ledger entry belongs into the transaction of its act.")
    head = lock_head()
    entry = Entry(
        seq=head.seq + 1,
        at=timezone.now(),
        actor=actor,
        actor_name=str(actor) if actor else SYSTEM,
        capacity=str(capacity)[:120],
        act=act,
        subject=subject,
        case_number=case_number,
        opinion=opinion,
        data={**(data or {}), **({"via": _via.get()} if _via.get() else {})},
        digest=digest,
        previous=head.hash,
    )
    entry.hash = entry.computed_hash()
    entry.save(force_insert=True)
    head.seq, head.hash = entry.seq, entry.hash
    head.save()
    seq, value = entry.seq, entry.hash
    transaction.on_commit(lambda: seals.append(seq, value))
    recorded.send(Entry, entry=entry)
    return entry


def lock_head() -> ChainHead:
    """Lock the head of the chain until the caller's transaction ends, and return it: acts come one after another."""
    ChainHead.objects.get_or_create(pk=1)
    return ChainHead.objects.select_for_update().get(pk=1)


@dataclass(frozen=True)
class Problem:
    """Something wrong with the ledger at an entry (``seq``)."""

    seq: int
    message: str


def verify() -> Iterator[Problem]:
    """Yield every problem of the chain: altered, missing, swapped and recomputed entries, and forged seals.

    Acts go on meanwhile: what is proved is the chain as it stood when this began.
    """
    sealed = list(seals.read())
    head = ChainHead.objects.filter(pk=1).first()
    entries = Entry.objects.filter(seq__lte=head.seq) if head else Entry.objects.all()
    hashes: dict[int, str] = {}
    previous, expected = GENESIS, 1
    for entry in entries.order_by("seq").iterator(chunk_size=1000):
        while expected < entry.seq:
            yield Problem(expected, _("entry %(seq)s is missing") % {"seq": expected})
            expected += 1
            previous = ""
        if entry.computed_hash() != entry.hash:
            yield Problem(
                entry.seq, _("entry %(seq)s was altered: its content doesn't fit its hash") % {"seq": entry.seq}
            )
        if previous and entry.previous != previous:
            yield Problem(
                entry.seq, _("entry %(seq)s doesn't follow the one before it: altered or swapped") % {"seq": entry.seq}
            )
        hashes[entry.seq] = entry.hash
        previous, expected = entry.hash, entry.seq + 1
    yield from _verify_seals(sealed, hashes)
    if head is not None:
        yield from _verify_head(head, expected - 1, previous)


def _verify_seals(sealed: list[seals.Seal], hashes: dict[int, str]) -> Iterator[Problem]:
    last = max(hashes, default=0)
    seen = 0
    missing: set[int] = set()
    for seal in sealed:
        if not seal.valid:
            yield Problem(0, _("a signed head can't be trusted: %(line)s") % {"line": seal.at})
        elif seal.seq not in hashes:
            if seal.seq > last and seal.seq not in missing:
                missing.add(seal.seq)
                yield Problem(seal.seq, _("entry %(seq)s is missing: a signed head knows it") % {"seq": seal.seq})
        elif hashes[seal.seq] != seal.hash:
            yield Problem(
                seal.seq, _("entry %(seq)s was recomputed: a signed head knows another hash") % {"seq": seal.seq}
            )
        seen += 1
    if hashes and not seen:
        yield Problem(0, _("there are no signed heads: restore them from their copies"))


def _verify_head(head: ChainHead, seq: int, value: str) -> Iterator[Problem]:
    """The chain must end where its head says; entries beyond a head that hasn't moved on are none of the portal's."""
    last = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    beyond = last > head.seq and ChainHead.objects.filter(pk=1, seq=head.seq).exists()
    if beyond or (head.seq, head.hash) != (seq, value or GENESIS):
        message = _("the chain ends at entry %(seq)s, but its head says %(head)s")
        yield Problem(head.seq, message % {"seq": max(seq, last) if beyond else seq, "head": head.seq})
