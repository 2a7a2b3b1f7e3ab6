"""How a case that waits looks as a row of the worklist, with what its form needs."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from .batches.services import attention
from .states import CaseState
from .templatetags.approvals import clock_row
from .worklist import Waiting


def agree_label(state: str) -> str:
    """What agreeing is called where a case stands."""
    words = {CaseState.SECRECY_REVIEW: _("May be public"), CaseState.SECRECY_RULING: _("Rule: may be public")}
    return words.get(state, _("Agree"))


def waiting_row(item: Waiting, opened: int = 0, text: str = "") -> dict[str, Any]:
    """A case that waits for a person; the form of the case ``opened`` is open and holds ``text``."""
    case = item.case
    return {
        "pk": case.pk,
        "field": f"text-{case.pk}",
        "version": case.version,
        "title": case.title,
        "url": reverse("approvals:case", args=[case.pk]),
        "facts": [str(case.kind_label), str(case.unit), str(case.maker)],
        "place": {"text": item.desk, "note": str(item.post.title)},
        "clock": clock_row(item.clock),
        "attention": attention(case, item.opinions),
        "agree": agree_label(case.state),
        "open": case.pk == opened,
        "text": text if case.pk == opened else "",
    }
