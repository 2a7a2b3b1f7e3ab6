"""Nothing travels by itself: the document window carries files, and proves their delivery."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.addons.types import Envelope


class ByHand:
    """A session in which nothing happens."""

    def __init__(self, connector: Any) -> None:
        self.connector = connector

    def send(self, envelopes: Sequence[Envelope]) -> dict[str, str]:
        return {}

    def fetch(self, limit: int) -> list[Envelope]:
        return []

    def acknowledge(self, ids: Sequence[str]) -> None:
        return None

    def receipts(self) -> dict[str, str]:
        return {}

    def listing(self, days: int) -> dict[str, dict[str, str]]:
        return {"received": {}, "sent": {}}
