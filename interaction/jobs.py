"""What the worker does for tickets: records contributions that are overdue, forgets what confirmed people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.sealing import traces

from . import services
from .confirming import codes, real_names
from .exchange import outgoing

COHANDLING = "interaction.cohandling"
FORGET = "interaction.forget_confirmations"
LOOKED_AFTER_EVERY = FORGOTTEN_EVERY = timedelta(minutes=30)


def look_after_cohandling(payload: dict[str, Any]) -> None:
    """Record contributions of other units that are overdue, and tell both units."""
    services.remind_cohandlers()


def forget_confirmations(payload: dict[str, Any]) -> None:
    """Delete digests of codes and checks that aren't valid any more, and wipe messages that were never sent.

    Traces of destroyed keys that couldn't be removed at once, since somebody was reading, go too.
    """
    codes.forget()
    real_names.forget()
    outgoing.wipe_unsent()
    traces.remove()
