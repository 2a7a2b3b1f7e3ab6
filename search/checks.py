"""System checks of search."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from . import engines
from .engines.base import EngineUnavailable
from .ranking import weights


@register()
def check_search(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The engine exists, its index fits the segmenter, and the weights can be read."""
    found: list[CheckMessage] = []
    try:
        weights()
    except (OSError, ValueError, TypeError) as error:
        found.append(Error(f"The ranking weights can't be read: {error}", id="search.E001"))
    try:
        engine = engines.current()
        if engine.live() and engine.outdated():
            hint = "Run `manage.py rebuild_search`; the site goes on serving meanwhile."
            found.append(
                Warning("The search index was built with another schema or segmenter.", hint, id="search.W001")
            )
    except ImproperlyConfigured as error:
        found.append(Error(str(error), id="search.E002"))
    except EngineUnavailable as error:
        found.append(Warning(f"The search engine can't be reached: {error}", id="search.W002"))
    return found
