"""Opening what is sealed, and what the public sees of answers. Callers ask :mod:`interaction.permissions` first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import ngettext, pgettext

from . import crypto
from .models import Consultation, Reply


@dataclass(frozen=True)
class Told:
    """What a person told the department. Its repr shows nothing, so that no log or error page does."""

    name: str
    contact: str
    subject: str
    text: str

    def __repr__(self) -> str:
        return "Told(…)"


def told(consultation: Consultation) -> Told | None:
    """Return what the person told, or None once the ticket's key has been destroyed."""
    key = consultation.data_key
    if key is None:
        return None
    return Told(**crypto.unseal(key, consultation.sealed_person), **crypto.unseal(key, consultation.sealed_question))


def private_answer(reply: Reply) -> str | None:
    """Return the answer to the person, or None once the ticket's key has been destroyed."""
    key = reply.consultation.data_key
    return crypto.unseal(key, reply.sealed_answer) if key is not None else None


def draft_of(consultation: Consultation) -> Reply | None:
    """Return the reply that is being written or approved, or None."""
    return consultation.replies.filter(given_at__isnull=True).select_related("consultation").first()


def answer_of(consultation: Consultation) -> Reply | None:
    """Return the reply that was approved, or None."""
    return consultation.replies.filter(given_at__isnull=False).select_related("consultation", "unit", "made_by").first()


def public_answers() -> QuerySet[Reply]:
    """Return the answers that everybody sees, newest first; texts and unit come with the same query."""
    return Reply.objects.filter(published=True).select_related("unit").order_by("-given_at", "-pk")


def by_code(number: str, code: str) -> Consultation | None:
    """Return the ticket of a number and its query code, or None: for an unknown number and a wrong code alike.

    The digest is computed and compared in either case, in constant time.
    """
    number = number.strip().upper()
    consultation = Consultation.objects.select_related("unit").filter(number=number[:20]).first()
    stored = consultation.query_code_digest if consultation else ""
    fits = crypto.same_digest(stored, crypto.code_digest(number, code))
    return consultation if fits else None


def days_text(reply: Reply) -> str:
    """Say how long an answer took, in working days."""
    if not reply.working_days:
        return pgettext("gongkai", "answered on the same day")
    text = ngettext("answered in %(days)s working day", "answered in %(days)s working days", reply.working_days)
    return text % {"days": reply.working_days}
