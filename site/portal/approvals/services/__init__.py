"""The acts of a case, one function each. Every act has one shape:

lock the row, check the version its author saw, collect all reasons against it, transition, write the opinion, append
to the ledger, and leave after-effects as outbox rows, all in one transaction. An act that is refused changes nothing.
"""

from __future__ import annotations

from .acting import (
    SECRECY_STAGE,
    WAITING,
    act,
    case_url,
    has_kind,
    kind_of,
    post_for,
    read_ahead,
    record_act,
    tell_desks,
)
from .clocks import recount_clocks, start_clock
from .correcting import begin_correction, drop_correction, object_to_correction, sign_correction
from .deciding import agree, carry_out, carry_out_in_time, escalate
from .findings import confirm_finding, rule_finding
from .leaving import call_back, refuse, return_case, withdraw
from .opening import open_case
from .paper import confirm_paper, enter_paper_opinion, repudiate
from .secrecy import doubt_secrecy, pass_secrecy, rule_secrecy
from .sending import Sending, files_checked, send

__all__ = [
    "SECRECY_STAGE",
    "WAITING",
    "Sending",
    "act",
    "agree",
    "begin_correction",
    "call_back",
    "carry_out",
    "carry_out_in_time",
    "case_url",
    "confirm_finding",
    "confirm_paper",
    "doubt_secrecy",
    "drop_correction",
    "enter_paper_opinion",
    "escalate",
    "files_checked",
    "has_kind",
    "kind_of",
    "object_to_correction",
    "open_case",
    "pass_secrecy",
    "post_for",
    "read_ahead",
    "record_act",
    "recount_clocks",
    "refuse",
    "repudiate",
    "return_case",
    "rule_finding",
    "rule_secrecy",
    "send",
    "sign_correction",
    "start_clock",
    "tell_desks",
    "withdraw",
]
