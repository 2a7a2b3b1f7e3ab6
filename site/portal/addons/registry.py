"""Discovery of what extends the portal, and look-up by name.

``manager`` is the one plug-in manager of the process. Rooms register their ``plugin`` module in their AppConfig's
``ready``; packages are found by entry point. Look-ups are cached until a module is registered or taken away.
"""

from __future__ import annotations

from typing import Any

import pluggy

from . import specs

manager = pluggy.PluginManager(specs.PROJECT)
manager.add_hookspecs(specs)
_cache: dict[str, Any] = {}


class DuplicateName(Exception):
    """Two extensions registered the same name at one extension point."""


def register(module: Any, name: str | None = None) -> None:
    """Register a module or object with hook implementations; a second call with the same one changes nothing."""
    if not manager.is_registered(module):
        manager.register(module, name=name)
        _cache.clear()


def unregister(module: Any) -> None:
    """Take an extension away (tests, and switching an add-on off)."""
    manager.unregister(module)
    _cache.clear()


def load_packages() -> None:
    """Register every installed package that announces itself in the entry-point group ``gongkai``."""
    manager.load_setuptools_entrypoints(specs.PROJECT)
    _cache.clear()


def items(hook: str) -> list[Any]:
    """Return all that is registered at a hook without arguments, in the order of registration."""
    if hook not in _cache:
        found = [item for result in reversed(getattr(manager.hook, hook)()) for item in result]
        _cache[hook] = found
    return _cache[hook]


def by_name(hook: str, attribute: str = "name") -> dict[str, Any]:
    """Return what is registered at a hook as a dictionary by its name.

    Raises :class:`DuplicateName` when two extensions claim one name.
    """
    cache_key = f"{hook}/{attribute}"
    if cache_key not in _cache:
        found: dict[str, Any] = {}
        for item in items(hook):
            name = getattr(item, attribute)
            if name in found:
                raise DuplicateName(f"{hook}: {name!r} is registered twice")
            found[name] = item
        _cache[cache_key] = found
    return _cache[cache_key]
