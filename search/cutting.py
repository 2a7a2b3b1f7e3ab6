"""Cutting texts for a rebuild in processes beside this one, so that it is no matter of one processor.

A process reads rows from its standard input and writes documents to its standard output. It ends with its input: a
rebuild that is killed leaves none behind.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from itertools import islice
from queue import SimpleQueue

from portal.addons.types import IndexRecord

from . import documents
from .engines.base import IndexDocument

Row = tuple[str, IndexRecord | None, int]  # key, what the public may see now, version
Process = subprocess.Popen[bytes]
_ALONE = 8  # batches that are cut here: for fewer no process is worth its start
_MOST = 4  # more than an engine takes in


def processes() -> int:
    """Return how many processes cut: one processor is left to read and write, and for the engine."""
    return min(len(os.sched_getaffinity(0)) - 1, _MOST)


def cut(rows: Iterable[Row]) -> list[IndexDocument]:
    """Return the documents for rows; what isn't public becomes a tombstone."""
    return [
        documents.tombstone(key, version) if record is None else documents.build(record, version, key)
        for key, record, version in rows
    ]


def documents_of(batches: Iterable[Sequence[Row]], beside: int | None = None) -> Iterator[list[IndexDocument]]:
    """Yield the documents of each batch, in their order; ``beside`` is the number of processes.

    Batches are read here, a few ahead of those that are given.
    """
    beside = processes() if beside is None else beside
    left = iter(batches)
    yield from map(cut, islice(left, _ALONE) if beside > 0 else left)
    first = next(left, None)
    if first is None:
        return
    with ExitStack() as at_end:
        free: SimpleQueue[Process | None] = SimpleQueue()
        for _ in range(beside):
            free.put(at_end.enter_context(_process()))
        pool = at_end.enter_context(ThreadPoolExecutor(beside))
        under_way: deque[Future[list[IndexDocument]]] = deque([pool.submit(_cut_beside, first, free)])
        for batch in left:
            under_way.append(pool.submit(_cut_beside, batch, free))
            if len(under_way) > 2 * beside:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _process() -> Process:
    """Start a process that cuts; leaving its context closes its input and waits for its end."""
    path = os.pathsep.join(filter(None, sys.path))
    command = [sys.executable, "-c", f"from {__name__} import serve; serve()"]
    environment = {**os.environ, "PYTHONPATH": path}
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)


def _cut_beside(rows: Sequence[Row], free: SimpleQueue[Process | None]) -> list[IndexDocument]:
    """Have a free process cut the rows. One that has ended is left out: its share is cut here from then on."""
    process = free.get()
    try:
        if process is not None:
            return _asked(process, rows)
    except (EOFError, OSError, pickle.UnpicklingError):
        process = None
    finally:
        free.put(process)
    return cut(rows)


def _asked(process: Process, rows: Sequence[Row]) -> list[IndexDocument]:
    assert process.stdin is not None
    assert process.stdout is not None
    pickle.dump(rows, process.stdin, pickle.HIGHEST_PROTOCOL)
    process.stdin.flush()
    return pickle.load(process.stdout)


def serve() -> None:
    """Cut what comes in until nothing comes any more."""
    while True:
        try:
            rows = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(cut(rows), sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.flush()
