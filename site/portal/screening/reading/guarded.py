"""Reading in a process of its own: a file that crashes or stalls a parser harms nothing else."""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Iterator
from multiprocessing.connection import Connection

from django.utils.translation import gettext as _

from ..kinds import Unreadable
from ..pages import Page
from . import read as read_here

# What one page may take, in seconds: of waiting for it, and of work in all for the whole file.
PAGE_SECONDS = 120
CPU_SECONDS = 1_200


def read(content: bytes, name: str) -> Iterator[Page]:
    """Yield the pages of a file as :func:`portal.screening.reading.read` does; stalls and crashes are
    :class:`Unreadable` too. Nothing of the process is left when the iterator ends or is closed."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    # A fork has everything loaded already; it reads, sends, and touches neither database nor network.
    child = multiprocessing.get_context("fork").Process(target=_send, args=(sender, content, name), daemon=True)
    child.start()
    sender.close()
    try:
        while (item := _next(receiver)) is not None:
            yield item
    finally:
        child.kill()
        child.join()
        receiver.close()


def _next(receiver: Connection) -> Page | None:
    if not receiver.poll(PAGE_SECONDS):
        raise Unreadable(_("Reading the file takes too long."))
    try:
        item: Page | Unreadable | None = receiver.recv()
    except (EOFError, OSError) as error:
        raise Unreadable(_("The file is damaged: reading it broke off.")) from error
    if isinstance(item, Unreadable):
        raise item
    return item


def _send(sender: Connection, content: bytes, name: str) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        for page in read_here(content, name):
            sender.send(page)
        sender.send(None)
    except Unreadable as unreadable:
        sender.send(unreadable)
    except Exception:  # whatever a broken file did to a parser: the end of the pipe says it
        sender.close()
