"""Cases, opinions, routes, evidence and permits. The ledger's models are in :mod:`portal.approvals.ledger.models`."""

from __future__ import annotations

from ..batches.models import Batch, BatchLine
from ..ledger.models import ChainHead, Entry
from ..phrases.models import Phrase
from ..reminders.models import ClockMark, Threshold, Urge
from .cases import Case, CaseQuerySet
from .evidence import Evidence
from .findings import FileCheck, FindingRuling
from .opinions import Confirmation, Opinion, Repudiation
from .publications import Absence, Permit, Publication, TakeDown
from .requests import RouteProposal, Withdrawal
from .reviews import OutsideComment, OutsideReview
from .routes import Route

__all__ = [
    "Absence",
    "Batch",
    "BatchLine",
    "Case",
    "CaseQuerySet",
    "ChainHead",
    "ClockMark",
    "Confirmation",
    "Entry",
    "Evidence",
    "FileCheck",
    "FindingRuling",
    "Opinion",
    "OutsideComment",
    "OutsideReview",
    "Permit",
    "Phrase",
    "Publication",
    "Repudiation",
    "Route",
    "RouteProposal",
    "TakeDown",
    "Threshold",
    "Urge",
    "Withdrawal",
]
