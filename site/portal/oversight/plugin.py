"""What supervision registers at the extension points."""

from __future__ import annotations

from typing import Any

from portal.addons.specs import hookimpl
from portal.calendars.services import year_to_enter

from .panels import YearPanel
from .views import may_enter_years


@hookimpl
def admin_home_panels(request: Any) -> list[Any]:
    return [YearPanel()] if year_to_enter() and may_enter_years(request.user) else []
