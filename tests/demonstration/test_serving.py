"""A worker that stops while a request runs writes into nobody's file."""

from __future__ import annotations

import tempfile
from types import SimpleNamespace

from gunicorn.workers.gthread import PollableMethodQueue

from portal.demonstration.serving import post_worker_init


def test_a_late_wake_up_goes_into_no_file_that_was_opened_meanwhile():
    queue = PollableMethodQueue()
    queue.init()
    post_worker_init(SimpleNamespace(method_queue=queue))
    queue.close()
    with tempfile.TemporaryFile(buffering=0) as one, tempfile.TemporaryFile(buffering=0) as other:
        queue.defer(lambda: None)
        for file in (one, other):
            file.seek(0)
            assert file.read() == b""
