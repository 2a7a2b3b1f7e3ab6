"""How gunicorn serves the demonstration, beyond its options on the command line (``--config python:…``)."""

from __future__ import annotations

from typing import Any


def post_worker_init(worker: Any) -> None:
    """Keep the pipe by which threads wake their worker open until the process ends.

    gunicorn's gthread worker closes it when it stops, while requests may still be running. Each of those writes its
    wake-up byte to the number that the pipe had, which by then can be that of a cached entry or of the database.
    """
    worker.method_queue.close = lambda: None
