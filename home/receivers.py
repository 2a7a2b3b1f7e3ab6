"""What the home page listens to."""

from __future__ import annotations

from typing import Any

from portal.approvals import services
from portal.approvals.errors import ActRefused
from portal.registers.models import SiteMarks
from portal.registers.views import marks_entered


def begin_case_of_marks(sender: Any, marks: SiteMarks, **kwargs: Any) -> str:
    """Begin the case of a version of the site's marks; return its address, where it is sent (clause C4)."""
    try:
        return services.case_url(services.open_case(marks, marks.created_by))
    except ActRefused:
        return ""


def connect() -> None:
    marks_entered.connect(begin_case_of_marks, dispatch_uid="home.marks_entered")
