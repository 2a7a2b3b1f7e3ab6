"""A server of the tests that is started once for all processes of a run."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

PAUSE = 0.2


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def started_once(name: str, start: Callable[[], AbstractContextManager[str]]) -> Iterator[str]:
    """Give the address that ``start`` yields: called in the first process that asks, the others wait for it and get
    the same one. That process ends the server when nobody needs it any more.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"gongkai-run-{run}" / name
    folder.mkdir(parents=True, exist_ok=True)
    address, using = folder / "address", folder / f"using-{os.getpid()}"
    with contextlib.ExitStack() as at_end:
        with _alone(folder):
            starter = not address.exists()
            if starter:
                address.write_text(at_end.enter_context(start()))
            else:
                using.touch()
        yield address.read_text()
        using.unlink(missing_ok=True)
        while starter:
            with _alone(folder):
                if not list(folder.glob("using-*")):
                    address.unlink()
                    break
            time.sleep(PAUSE)
