"""The engine that the settings name, one a process."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.addons import registry

if TYPE_CHECKING:
    from .base import Engine

_engines: dict[tuple[int, str, str, str], Engine] = {}


def current() -> Engine:
    """Return the engine of this process; raise ImproperlyConfigured where no extension offers the one in the settings.

    A process that was forked gets its own: an index opened before a fork never sees later commits.
    """
    name = str(settings.GONGKAI["SEARCH_ENGINE"])
    key = (os.getpid(), name, str(settings.GONGKAI["SEARCH_DIR"]), repr(settings.GONGKAI["SEARCH_SERVER"]))
    if key not in _engines:
        factories = dict(registry.items("search_engines"))
        if name not in factories:
            raise ImproperlyConfigured(f"No search engine {name!r}; known: {', '.join(sorted(factories))}")
        _engines[key] = factories[name]()
    return _engines[key]
