"""What a colleague could forget, as system checks."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections
from wagtail.models import Page

from portal.addons import registry

from .guard import triggers
from .ledger import seals
from .pages import PageKind


@register(Tags.models)
def every_page_type_is_approvable(app_configs, **kwargs) -> list[Error]:
    """gongkai.E001: a page type without a kind can never be published."""
    known = {kind.model for kind in registry.items("approvable_kinds") if isinstance(kind, PageKind)}
    return [
        Error(
            f"{model._meta.label} is a page type that no approvable kind covers.",
            hint="Register a PageKind for it at the hook approvable_kinds.",
            obj=model,
            id="gongkai.E001",
        )
        for model in apps.get_models()
        if issubclass(model, Page) and model is not Page and not model._meta.proxy and model not in known
    ]


@register(Tags.models)
def every_route_names_known_desks(app_configs, **kwargs) -> list[Error]:
    """gongkai.E002: a built-in route names a desk that nobody registered."""
    desks = registry.by_name("desk_types", "code")
    return [
        Error(f"Route {route.code} names the unknown desk {code}.", id="gongkai.E002")
        for route in registry.items("route_defaults")
        for stage in route.stages
        for code in stage
        if code not in desks
    ]


@register(Tags.database)
def every_trigger_is_there(app_configs, databases=None, **kwargs) -> list[Warning]:
    """gongkai.W003: the database lacks a trigger of the guard. A warning, or migrate, which mends it, could not run."""
    return [
        Warning(f"The guard's trigger {name} is missing.", hint="Run manage.py migrate.", id="gongkai.W003")
        for alias in databases or ()
        for name in _missing(alias)
    ]


def _missing(alias: str) -> list[str]:
    if "approvals_permit" not in connections[alias].introspection.table_names():
        return []
    return triggers.missing(alias)


@register(Tags.security)
def ledger_key_is_usable(app_configs, **kwargs) -> list[Error]:
    """gongkai.E004: the configured signing key of the ledger is no key; it would fail after the first act."""
    if not settings.GONGKAI["LEDGER_KEY"]:
        return []
    try:
        seals.key()
    except ValueError:
        return [Error("GONGKAI_LEDGER_KEY is not 32 bytes in base64.", id="gongkai.E004")]
    return []
