"""Opening what is sealed, and what the public sees of answers. Callers ask :mod:`interaction.permissions` first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import ngettext, pgettext

from . import crypto
from .models import CoHandling, KeyRow, Note, Reply, Ticket


@dataclass(frozen=True)
class Told:
    """What a person told the department. Its repr shows nothing, so that no log or error page does."""

    name: str
    contact: str
    subject: str
    text: str
    page: str = ""
    quote: str = ""

    def __repr__(self) -> str:
        return "Told(…)"


def told(ticket: Ticket) -> Told | None:
    """Return what the person told, or None once the key of it has been destroyed."""
    key = ticket.text_key
    if key is None or ticket.text_erased_at is not None:
        return None
    return Told(**crypto.unseal(key, ticket.sealed_person), **crypto.unseal(key, ticket.sealed_question))


def kept_contact(ticket: Ticket) -> str:
    """Return how news reach the person of a complaint whose text was erased; "" once its end was told."""
    key = ticket.contact_key
    return crypto.unseal(key, ticket.sealed_contact) if key is not None and bytes(ticket.sealed_contact) else ""


def questions_of(tickets: Iterable[Ticket]) -> dict[int, dict[str, str]]:
    """Open what was told in several tickets, by ticket, with one query for their keys; erased ones are left out."""
    by_pk = {item.pk: item for item in tickets}
    rows = KeyRow.objects.filter(ticket__in=by_pk, wrapped_text__isnull=False).values_list("ticket_id", "wrapped_text")
    opened: dict[int, dict[str, str]] = {}
    for pk, wrapped in rows:
        if wrapped:
            opened[pk] = crypto.unseal(crypto.unwrap(wrapped), by_pk[pk].sealed_question)
    return opened


def files_of(ticket: Ticket) -> list[dict[str, Any]]:
    """Return the files that the person sent along (``pk``, ``name``, ``content``); none once they were erased."""
    key = ticket.text_key
    if key is None:
        return []
    return [
        {
            "pk": file.pk,
            "name": crypto.unseal(key, file.sealed_name),
            "content": crypto.unseal_bytes(key, file.sealed_content),
        }
        for file in ticket.files.all()
    ]


def file_names(ticket: Ticket) -> list[dict[str, Any]]:
    """Return the names of the files that the person sent along, without opening their contents."""
    key = ticket.text_key
    if key is None:
        return []
    files = ticket.files.defer("sealed_content")
    return [{"pk": file.pk, "name": crypto.unseal(key, file.sealed_name), "size": file.size} for file in files]


def note_text(note: Note) -> str | None:
    """Return the words of a note, or None once their key has been destroyed."""
    key = key_of(note.ticket, note.kind)
    return crypto.unseal(key, note.sealed_text) if key is not None and bytes(note.sealed_text) else None


def key_of(ticket: Ticket, kind: str) -> bytes | None:
    """Return the key of a ticket that seals its notes of a kind, or None once it has been destroyed."""
    return ticket.text_key if kind in Note.BY_PERSON else ticket.data_key


def notes_of(ticket: Ticket, kinds: Iterable[str]) -> list[dict[str, Any]]:
    """Return the notes of some kinds with their words, the oldest first; without those that were erased."""
    rows = []
    for note in ticket.notes.filter(kind__in=list(kinds)).select_related("made_by"):
        note.ticket = ticket  # it remembers its keys
        text = note_text(note)
        if text is not None:
            row = {"kind": note.kind, "label": note.get_kind_display(), "at": note.made_at, "by": note.made_by}
            rows.append(row | {"text": text})
    return rows


def cohandlings_of(ticket: Ticket) -> list[dict[str, Any]]:
    """Return which units contribute, what each was asked and wrote; without words once the ticket was erased."""
    key = ticket.data_key
    rows = ticket.cohandlings.exclude(state=CoHandling.State.ENDED).select_related("unit", "asked_by", "given_by")
    return [
        {
            "row": row,
            "asked": crypto.unseal(key, row.sealed_asked) if key else "",
            "text": crypto.unseal(key, row.sealed_text) if key and row.sealed_text else "",
        }
        for row in rows
    ]


def contributions(ticket: Ticket) -> str:
    """Return what other units contributed, one below the other, each under its unit's name."""
    found = [row for row in cohandlings_of(ticket) if row["text"]]
    return "\n\n".join(f"{row['row'].unit}：\n{row['text']}" for row in found)


def private_answer(reply: Reply) -> str | None:
    """Return the answer to the person, or None once the ticket's key has been destroyed."""
    key = reply.ticket.data_key
    return crypto.unseal(key, reply.sealed_answer) if key is not None else None


def answer_for(ticket: Ticket, answer: Reply) -> str | None:
    """Return the words of an answer for the person of a ticket, wherever they read it; None for an erased one.

    Of a public reply to somebody else's same question that is only what everybody reads (law 7).
    """
    if answer.ticket_id != ticket.pk and answer.audience == Reply.Audience.PUBLIC:
        return answer.public_answer
    return private_answer(answer)


def draft_of(ticket: Ticket) -> Reply | None:
    """Return the reply that is being written or approved, or None."""
    return ticket.replies.filter(given_at__isnull=True).select_related("ticket").first()


def answer_of(ticket: Ticket) -> Reply | None:
    """Return the reply that was approved, or None; of a merged ticket that of the one it was merged with."""
    if ticket.merged_into is not None:
        return answer_of(ticket.merged_into)
    return ticket.replies.filter(given_at__isnull=False).select_related("ticket", "unit", "made_by").first()


def public_answers() -> QuerySet[Reply]:
    """Return the answers that everybody sees, newest first; texts and unit come with the same query."""
    return Reply.objects.filter(published=True).select_related("unit").order_by("-given_at", "-pk")


def last_public_answer() -> datetime | None:
    """Return when everybody last got an answer to read, or None."""
    return Reply.objects.filter(published=True).aggregate(last=Max("given_at"))["last"]


def last_answer(kind: str) -> datetime | None:
    """Return when somebody was last answered who sent a ticket of a kind, or None."""
    return Ticket.objects.filter(kind=kind).aggregate(last=Max("answered_at"))["last"]


def any_waits(kind: str) -> bool:
    """Say whether anybody who sent a ticket of a kind waits for an answer."""
    return Ticket.objects.open().filter(kind=kind).exists()


def by_code(number: str, code: str) -> Ticket | None:
    """Return the ticket of a number and its query code, or None: for an unknown number and a wrong code alike.

    The digest is computed and compared in either case, in constant time.
    """
    number = number.strip().upper()
    ticket = Ticket.objects.select_related("unit").filter(number=number[:20]).first()
    stored = ticket.query_code_digest if ticket else ""
    fits = crypto.same_digest(stored, crypto.code_digest(number, code))
    return ticket if fits else None


def days_text(reply: Reply) -> str:
    """Say how long an answer took, in working days."""
    if not reply.working_days:
        return pgettext("gongkai", "answered on the same day")
    text = ngettext("answered in %(days)s working day", "answered in %(days)s working days", reply.working_days)
    return text % {"days": reply.working_days}
