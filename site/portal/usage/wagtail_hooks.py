"""Where a page is answered, its visit is counted."""

from __future__ import annotations

from wagtail import hooks

from . import counting


# After the hooks that answer for a page that the public doesn't see.
@hooks.register("before_serve_page", order=1000)
def count_a_visit(page, request, serve_args, serve_kwargs):
    counting.visited(page, request)
