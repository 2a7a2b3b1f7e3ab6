"""What changes an application, one function a use case, each in one transaction.

Each locks the application, checks the version its author saw, collects all reasons against the act, transitions, counts
the clock again, appends to the ledger, and leaves after-effects as outbox rows. Ledger and notices get numbers, ids and
salted digests only (law 7).
"""

from .acts import TOPIC, url_of
from .answers import (
    KIND,
    carry_out_answer,
    case_of,
    deliver,
    draft_answer,
    drop_answer,
    notify_third_party,
    read_by_applicant,
    send_answer,
)
from .by_applicant import Receipt, correct, submit, withdraw
from .handling import ask_correction, assign, confirm, erase, lapse
from .timing import extend, go_on_without_answer, hear, pause, recount_clocks, resume, wait_longer

__all__ = [
    "KIND",
    "TOPIC",
    "Receipt",
    "ask_correction",
    "assign",
    "carry_out_answer",
    "case_of",
    "confirm",
    "correct",
    "deliver",
    "draft_answer",
    "drop_answer",
    "erase",
    "extend",
    "go_on_without_answer",
    "hear",
    "lapse",
    "notify_third_party",
    "pause",
    "read_by_applicant",
    "recount_clocks",
    "resume",
    "send_answer",
    "submit",
    "url_of",
    "wait_longer",
    "withdraw",
]
