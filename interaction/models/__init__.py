"""What interaction keeps: tickets, replies, messages exchanged with other systems, and confirmations of people."""

from .cohandling import CoHandling
from .confirming import PhoneCode, RealNameCheck
from .exchange import Connector, Message
from .numbers import Series
from .replies import Reply
from .reviews import AnswerReview
from .settings import TicketSettings
from .templates import ReplyTemplate
from .tickets import KeyRow, Note, Ticket, TicketFile, TicketQuerySet

__all__ = [
    "AnswerReview",
    "CoHandling",
    "Connector",
    "KeyRow",
    "Message",
    "Note",
    "PhoneCode",
    "RealNameCheck",
    "Reply",
    "ReplyTemplate",
    "Series",
    "Ticket",
    "TicketFile",
    "TicketQuerySet",
    "TicketSettings",
]
