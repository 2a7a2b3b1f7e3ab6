"""What interaction keeps: tickets, replies, and the messages that are exchanged with other systems."""

from .exchange import Connector, Message
from .replies import Reply
from .templates import ReplyTemplate
from .tickets import KeyRow, Note, Ticket, TicketFile, TicketQuerySet

__all__ = ["Connector", "KeyRow", "Message", "Note", "Reply", "ReplyTemplate", "Ticket", "TicketFile", "TicketQuerySet"]
