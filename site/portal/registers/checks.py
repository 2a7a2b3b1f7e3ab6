"""What operators could forget, as system checks."""

from __future__ import annotations

from typing import Any

from django.core.checks import Tags, Warning, register
from django.db import connections, router

from .models import SiteMarks


@register(Tags.database)
def marks_are_live(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Warning]:
    """gongkai.W001: no site marks are live, so pages lack what inspectors ask for."""
    alias = router.db_for_read(SiteMarks)
    if alias not in (databases or ()):
        return []
    if SiteMarks._meta.db_table not in connections[alias].introspection.table_names():
        return []
    if SiteMarks.objects.using(alias).filter(live=True).exists():
        return []
    return [
        Warning(
            "No version of the site marks is live: the footer lacks name, identification code and records.",
            hint="Enter the site marks in the admin (Registers) and have them approved.",
            id="gongkai.W001",
        )
    ]
