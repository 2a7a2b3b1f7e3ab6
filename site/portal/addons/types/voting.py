"""How people are known apart who may take part once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


class IdentityRefused(Exception):
    """Somebody could not be confirmed; its text says why, for them."""


@dataclass(frozen=True)
class VoterIdentity:
    """A strength of "one person one vote": the device, a code by telephone, a real-name check.

    ``fields`` are the form fields that people fill in for it, by name. ``identify(request, answers)`` gets the cleaned
    answers and returns what may take part once (a telephone number, say: it is kept as a salted digest only), or raises
    :class:`IdentityRefused`.
    """

    name: str
    label: Any
    explanation: Any
    identify: Callable[[Any, dict[str, Any]], str]
    fields: Mapping[str, Callable[[], Any]] = field(default_factory=dict)
