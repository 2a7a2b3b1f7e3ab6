"""What goes wrong in an exchange."""

from __future__ import annotations


class Unfit(Exception):
    """A message that can't be carried out. Its text is for those who look after connectors: nothing personal."""


class Failed(Exception):
    """The other side wasn't reached, or answered nonsense: the same is tried again later."""


class NotTaken(Exception):
    """The other side was reached, and refused this message."""
