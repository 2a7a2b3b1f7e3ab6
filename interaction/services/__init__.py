"""What changes tickets, by what they are about."""

from .by_hand import enter_accepted, enter_declined, enter_result, note_delivery
from .by_person import add, rate, withdraw
from .cohandling import ask_cohandling, asked_of, contribute, end_cohandling, latest_day, remind_cohandlers
from .complaints import ask_extension, decide_extension
from .erasing import destroy_keys, due_for_erasure, erase, erase_handed_over, forget_contacts, tell_of_orphans
from .errors import settle
from .in_oa import choose_place, is_connected, recall
from .merging import merge, others_asking, reason_against_merging, separate
from .replies import carry_out_reply, draft_reply, drop_reply, send_reply, show_reply
from .reviews import due_for, set_review_days, still_right
from .reviews import remind as remind_of_reviews
from .tickets import (
    INDEX_SOURCE,
    KIND,
    TOPIC,
    Receipt,
    act_on,
    assign,
    case_of,
    give_back,
    note,
    recount_clocks,
    submit,
    tell,
    ticket_url,
)

__all__ = [
    "INDEX_SOURCE",
    "KIND",
    "TOPIC",
    "Receipt",
    "act_on",
    "add",
    "ask_cohandling",
    "ask_extension",
    "asked_of",
    "assign",
    "carry_out_reply",
    "case_of",
    "choose_place",
    "contribute",
    "decide_extension",
    "destroy_keys",
    "draft_reply",
    "drop_reply",
    "due_for",
    "due_for_erasure",
    "end_cohandling",
    "enter_accepted",
    "enter_declined",
    "enter_result",
    "erase",
    "erase_handed_over",
    "forget_contacts",
    "give_back",
    "is_connected",
    "latest_day",
    "merge",
    "note",
    "note_delivery",
    "others_asking",
    "rate",
    "reason_against_merging",
    "recall",
    "recount_clocks",
    "remind_cohandlers",
    "remind_of_reviews",
    "send_reply",
    "separate",
    "set_review_days",
    "settle",
    "show_reply",
    "still_right",
    "submit",
    "tell",
    "tell_of_orphans",
    "ticket_url",
    "withdraw",
]
