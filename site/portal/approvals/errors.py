"""Refusals of the case engine and the guard. Each carries a sentence for people; none is a server error."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied


class ActRefused(Exception):
    """An act on a case can't be done; ``reasons`` are all the reasons, as sentences for people."""

    def __init__(self, reasons: Iterable[Any]) -> None:
        self.reasons = [str(reason) for reason in reasons]
        super().__init__(" ".join(self.reasons))


class Stale(ActRefused):
    """Somebody acted on the case since its page was opened. Nothing was changed; the person looks again."""


class DigestMismatch(ActRefused):
    """What would be carried out is not what was approved."""


class FindingsLeft(ActRefused):
    """The check found something that nobody has ruled on; ``findings`` are kept on the case."""

    def __init__(self, reasons: Iterable[Any], findings: list[dict[str, Any]]) -> None:
        super().__init__(reasons)
        self.findings = findings


class NotCheckedYet(ActRefused):
    """Files of the case wait for their check: it begins, and the act can be done when it is over."""


class PublishingRefused(PermissionDenied):
    """The guard: something would change in public without an approved case that covers exactly that (law 1)."""
