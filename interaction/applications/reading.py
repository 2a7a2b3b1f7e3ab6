"""Opening what is sealed. Callers ask :mod:`interaction.applications.permissions` first, or hold the query code."""

from __future__ import annotations

from dataclasses import dataclass

from .. import crypto
from .models import Application, Letter, Pause


@dataclass(frozen=True)
class Told:
    """What an applicant told the department. Its repr shows nothing, so that no log or error page does."""

    name: str
    identity: str
    representative: str
    contact: str
    address: str
    wanted: str
    purpose: str
    form: str
    correction: str = ""

    def __repr__(self) -> str:
        return "Told(…)"


PERSON = ("name", "identity", "representative", "contact", "address")


def told(application: Application) -> Told | None:
    """Return what the applicant told, or None once the application's key has been destroyed."""
    key = application.data_key
    if key is None:
        return None
    person, request = crypto.unseal(key, application.sealed_person), crypto.unseal(key, application.sealed_request)
    return Told(**person, **request)


def text_of(letter: Letter) -> str | None:
    """Return the text of a letter, or None once the application's key has been destroyed."""
    key = letter.application.data_key
    return crypto.unseal(key, letter.sealed_text) if key is not None else None


def last_asked(application: Application) -> Pause | None:
    """Return when a third party was asked last, and what they said, or None."""
    return application.pauses.filter(whom=Pause.Whom.THIRD_PARTY).order_by("-pk").first()


def reasons_of(pause: Pause) -> str:
    """Return a third party's reasons; "" where they gave none, or once the application's key has been destroyed."""
    key = pause.application.data_key
    return crypto.unseal(key, pause.sealed_reasons) if key is not None and pause.sealed_reasons else ""


def said_by_third_party(application: Application) -> list[str]:
    """Return what a third party said who was asked, and their reasons, as paragraphs; empty where nobody was heard."""
    pause = last_asked(application)
    if pause is None or not pause.heard:
        return []
    return [str(pause.get_heard_display()), *filter(None, [reasons_of(pause)])]


def draft_of(application: Application) -> Letter | None:
    """Return the answer that is being written or approved, or None."""
    found = application.letters.filter(kind=Letter.Kind.ANSWER, given_at__isnull=True)
    return found.select_related("application", "unit").first()


def letters_for_applicant(application: Application) -> list[Letter]:
    """Return the letters that the applicant was given, the first one first."""
    found = application.letters.exclude(kind__in=Letter.TO_OTHERS).filter(given_at__isnull=False)
    return list(found.select_related("application", "unit"))


def by_code(number: str, code: str) -> Application | None:
    """Return the application of a number and its query code, or None: for both wrong ones alike, in constant time."""
    number = number.strip().upper()
    found = Application.objects.select_related("unit").filter(number=number[:20]).first()
    stored = found.query_code_digest if found else ""
    fits = crypto.same_digest(stored, crypto.code_digest(number, code))
    return found if fits else None
