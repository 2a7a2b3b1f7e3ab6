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
    :class:`IdentityRefused`. Where something happens before (a code is sent), ``prepare(request, answers)`` does it
    with ``prepare_fields`` alone, at the press of a button ``prepare_label``, and returns what people are told.
    ``offered()`` says whether units can choose this way now.
    """

    name: str
    label: Any
    explanation: Any
    identify: Callable[[Any, dict[str, Any]], str]
    fields: Mapping[str, Callable[[], Any]] = field(default_factory=dict)
    prepare: Callable[[Any, dict[str, Any]], str] | None = None
    prepare_fields: tuple[str, ...] = ()
    prepare_label: Any = ""
    offered: Callable[[], bool] = lambda: True
