"""Rules for single fields of documents, as functions of plain values: what is wrong, as a sentence, or None."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.text import closing, document_numbers
from portal.text.validity import validity_of
from portal.tiles.text import plain_text

from .terms import Terms


def text_of(body: object) -> str:
    """Return the plain text of a body that may be missing (a form that failed elsewhere)."""
    return plain_text(body) if body else ""


def number_problem(number: str) -> str | None:
    """Say what is wrong with a document number, or None: it is of the form 岭自然资规〔2026〕8号."""
    if not number.strip():
        return None
    if document_numbers.parse(number) is None:
        return _("This is not a document number. It looks like 岭自然资规〔2026〕8号: organ word, year, serial number.")
    return None


def expiry_problem(effective_on: date | None, expires_on: date | None) -> str | None:
    """Say what is wrong with the day on which a document expires, or None."""
    if effective_on and expires_on and expires_on < effective_on:
        return _("It expires before it comes into force.")
    return None


def formation_problem(formed_on: date | None, text: str) -> str | None:
    """Say what is wrong with a date of formation: in the future, or another than in the text's closing lines (D3)."""
    if formed_on is None:
        return None
    if formed_on > timezone.localdate():
        return _("The date of formation lies in the future.")
    written = closing.date_of(text)
    if written and written != formed_on:
        return _("The closing lines of the text say %(written)s; the date of formation says %(typed)s.") % {
            "written": written.isoformat(),
            "typed": formed_on.isoformat(),
        }
    return None


def validity_problems(effective_on: date | None, expires_on: date | None, text: str) -> Iterator[tuple[str, str]]:
    """Yield (field, sentence) where the text says another day than was typed, or where none was typed (clause A2).

    A term that counts from the day of issue (自印发之日起……有效期五年) is counted from ``effective_on``.
    """
    written = validity_of(text, issued_on=effective_on)
    if written.effective_on and written.effective_on != effective_on:
        yield (
            "effective_on",
            _("The text says that it is in force from %(written)s; the field says: %(typed)s.")
            % _days(written.effective_on, effective_on),
        )
    if written.expires_on and written.expires_on != expires_on:
        yield (
            "expires_on",
            _("The text says that it is in force until %(written)s; the field says: %(typed)s.")
            % _days(written.expires_on, expires_on),
        )


def _days(written: date, typed: date | None) -> dict[str, str]:
    return {"written": written.isoformat(), "typed": typed.isoformat() if typed else _("nothing")}


def ground_problem(openness: str, ground: str, grounds: Terms) -> str | None:
    """Say what is wrong with the ground for a class of disclosure, or None (clause D2).

    What isn't disclosed needs one of its class; what is needs none.
    """
    offered = grounds.under(openness) - {openness}
    if openness == "proactive":
        return _("What is disclosed needs no ground for not disclosing it.") if ground else None
    if not ground:
        return _("What isn't disclosed needs a ground by law (clause D2).")
    return None if ground in offered else _("This ground doesn't belong to the chosen class of disclosure.")
