"""Where a page is answered, its visit is counted; after the answer, what was gathered is written."""

from __future__ import annotations

from django.core.signals import request_finished
from wagtail import hooks

from . import counting

request_finished.connect(counting.write_due, dispatch_uid="usage.write_due")


# After the hooks that answer for a page that the public doesn't see.
@hooks.register("before_serve_page", order=1000)
def count_a_visit(page, request, serve_args, serve_kwargs):
    counting.visited(page, request)
