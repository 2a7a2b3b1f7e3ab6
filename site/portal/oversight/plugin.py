"""What supervision registers at the extension points."""

from __future__ import annotations

from typing import Any

from portal.addons.specs import hookimpl
from portal.addons.types import GuardedTable

from .panels import AttentionPanel, lines_for


@hookimpl
def admin_home_panels(request: Any) -> list[Any]:
    lines = lines_for(request.user)
    return [AttentionPanel(lines)] if lines else []


@hookimpl
def guarded_tables() -> list[GuardedTable]:
    models = ("oversight.AccountabilityRecord", "oversight.AccountabilityNote")
    return [GuardedTable(model, appended=True) for model in models]
