"""What is recorded on a case reaches the system that handed it in."""

from __future__ import annotations

from typing import Any

from portal.approvals.ledger.signals import recorded

from . import webhooks


def on_recorded(sender: Any, entry: Any, **kwargs: Any) -> None:
    webhooks.tell(entry)


def connect() -> None:
    recorded.connect(on_recorded, dispatch_uid="oa.recorded")
