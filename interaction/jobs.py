"""What the worker does for tickets: contributions that are overdue, answers to look at anew, what confirmed people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.sealing import traces

from . import services
from .confirming import codes, real_names
from .exchange import outgoing

COHANDLING = "interaction.cohandling"
REVIEWS = "interaction.answer_reviews"
FORGET = "interaction.forget_confirmations"
LOOKED_AFTER_EVERY = FORGOTTEN_EVERY = timedelta(minutes=30)
REVIEWED_EVERY = timedelta(hours=1)


def look_after_cohandling(payload: dict[str, Any]) -> None:
    """Record contributions of other units that are overdue, and tell both units."""
    services.remind_cohandlers()


def remind_of_reviews(payload: dict[str, Any]) -> None:
    """Tell units that a public answer of theirs is to be looked at anew."""
    services.remind_of_reviews()


def forget_confirmations(payload: dict[str, Any]) -> None:
    """Delete digests of codes and checks that aren't valid any more, and wipe messages that were never sent.

    Traces of destroyed keys that couldn't be removed at once, since somebody was reading, go too.
    """
    codes.forget()
    real_names.forget()
    outgoing.wipe_unsent()
    traces.remove()
