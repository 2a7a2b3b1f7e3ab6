"""How messages to people cite the regulation."""

from __future__ import annotations

from portal.text.regulation import cited


def chapter(clause: str) -> str:
    """Return what stands in a message that cites a clause: its chapter, also where several are cited together."""
    return cited(clause).removeprefix("《办法》")
