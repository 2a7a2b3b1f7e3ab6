"""Reading in a process of its own: a file that crashes, stalls or swells a parser harms nothing else."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import resource
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from multiprocessing import forkserver
from multiprocessing.connection import Connection

from django.utils import translation
from django.utils.translation import gettext as _

from ..kinds import Unreadable
from ..pages import Page
from . import Reader
from . import read as read_here

# What one page may take, in seconds: of waiting for it, and of work in all for the whole file.
PAGE_SECONDS = 120
CPU_SECONDS = 1_200
# Address space, which is more than what is used of it.
MEMORY_BYTES = 3 << 30
_PRELOADED = f"{__package__}.preloaded"


def read(content: bytes, name: str, reader: Reader = read_here) -> Iterator[Page]:
    """Yield the pages of a file as :func:`portal.screening.reading.read` does; stalls, crashes and too much memory are
    :class:`Unreadable` too. Nothing of the process is left when the iterator ends or is closed.

    ``reader`` is a function of a module: the process imports it by its name."""
    context = multiprocessing.get_context("forkserver")
    _start_server()
    receiver, sender = context.Pipe(duplex=False)
    task = (sender, reader, content, name, translation.get_language())
    child = context.Process(target=_send, args=task, daemon=True)
    child.start()
    sender.close()
    try:
        while (item := _next(receiver)) is not None:
            yield item
    finally:
        child.kill()
        child.join()
        receiver.close()


@cache
def _start_server() -> None:
    """Start the process that readers are forked from: it has the readers loaded (:mod:`.preloaded`), and no threads,
    sockets or rows of ours. Up to Python 3.12 it isn't told where modules lie, so its environment says it."""
    multiprocessing.set_forkserver_preload([_PRELOADED])
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    try:
        forkserver.ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


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


def _send(sender: Connection, reader: Reader, content: bytes, name: str, language: str | None) -> None:
    _bound()
    import_module(_PRELOADED)  # loads nothing, unless the server was started anew
    if language:
        translation.activate(language)
    try:
        for page in reader(content, name):
            sender.send(page)
        sender.send(None)
    except Unreadable as unreadable:
        sender.send(unreadable)
    except MemoryError:
        sender.send(Unreadable(_("Reading the file takes too much memory.")))
    except Exception:  # whatever a broken file did to a parser: the end of the pipe says it
        sender.close()


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A crash is told by the end of the pipe; nobody needs the stack of a parser in a log.
    faulthandler.disable()
