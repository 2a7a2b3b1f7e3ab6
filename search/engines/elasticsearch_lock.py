"""The right to rebuild, kept in the cluster itself, for portals on several machines.

A document holds who has it and until when; the holder renews it while it works. Whoever finds it run out, or finds
that its holder on this machine has ended, takes it over, at the very version that was read.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Iterator

from elastic_transport import TransportError
from elasticsearch import ApiError, ConflictError, Elasticsearch, NotFoundError

from portal.outbox.leases import claimant, holder_is_gone

from .base import EngineUnavailable, RebuildRunning

_LEASE_SECONDS = 120.0
_RENEW_EVERY = 30.0
_ID = "rebuild"
_MAPPING = {"dynamic": "strict", "properties": {"holder": {"type": "keyword"}, "until": {"type": "double"}}}
logger = logging.getLogger("search")


@contextlib.contextmanager
def holding(client: Elasticsearch, index: str) -> Iterator[None]:
    """Hold the lock; raise RebuildRunning where somebody else does, EngineUnavailable where none can be had."""
    try:
        holder = _take(client, index)
    except ConflictError as error:
        raise RebuildRunning("Another process is rebuilding the index.") from error
    except (ApiError, TransportError) as error:
        raise EngineUnavailable(str(error)) from error
    done = threading.Event()
    renewal = threading.Thread(target=_renew, args=(client, index, holder, done), daemon=True)
    renewal.start()
    try:
        yield
    finally:
        done.set()
        renewal.join()
        with contextlib.suppress(ApiError, TransportError):  # it runs out by itself
            client.delete(index=index, id=_ID)


def _take(client: Elasticsearch, index: str) -> str:
    """Take the lock and return the holder's name; raise ConflictError where another process has it."""
    with contextlib.suppress(ApiError):
        client.indices.create(index=index, mappings=_MAPPING, settings={"auto_expand_replicas": "0-1"})
    holder = claimant()
    try:
        known = client.get(index=index, id=_ID)
    except NotFoundError:
        client.index(index=index, id=_ID, op_type="create", document=_claim(holder))
        return holder
    claim = known["_source"]
    if claim["until"] > time.time() and not holder_is_gone(claim["holder"]):
        raise RebuildRunning("Another process is rebuilding the index.")
    at = {"if_seq_no": known["_seq_no"], "if_primary_term": known["_primary_term"]}
    client.index(index=index, id=_ID, document=_claim(holder), **at)
    return holder


def _claim(holder: str) -> dict[str, object]:
    return {"holder": holder, "until": time.time() + _LEASE_SECONDS}


def _renew(client: Elasticsearch, index: str, holder: str, done: threading.Event) -> None:
    while not done.wait(_RENEW_EVERY):
        try:
            client.index(index=index, id=_ID, document=_claim(holder))
        except (ApiError, TransportError) as error:
            logger.warning("The right to rebuild could not be renewed (%s)", type(error).__name__)
