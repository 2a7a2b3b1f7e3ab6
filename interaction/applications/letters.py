"""What stands in a letter: the department's words around what was written for this application.

A letter that is given is sealed as it stands then: what the applicant holds is what the portal shows, whatever becomes
of the clock or of the department's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.calendars.working_days import local_date
from portal.registers.services import site_marks

from .. import crypto
from . import clocks, outcomes, reading
from .models import Letter


@dataclass(frozen=True)
class Composed:
    """A letter as it is set: to whom, and ``paragraphs`` in order. Its repr shows nothing of what it says."""

    title: str
    number: str
    addressee: str
    paragraphs: tuple[str, ...]
    signature: str
    at: datetime

    def __repr__(self) -> str:
        return "Composed(…)"

    @property
    def file_name(self) -> str:
        """Name of its file, without what anybody told."""
        return f"{self.number}-{self.title}"


@sensitive_variables()
def compose(letter: Letter) -> Composed | None:
    """Return a letter as it was given, a draft as it would be; None once the application's key has been destroyed."""
    key = letter.application.data_key
    if key is None:
        return None
    words = crypto.unseal(key, letter.sealed_letter) if letter.sealed_letter else _words(letter)
    return Composed(
        title=words["title"],
        number=letter.application.number,
        addressee=words["addressee"],
        paragraphs=tuple(words["paragraphs"]),
        signature=words["signature"],
        at=letter.given_at or letter.made_at,
    )


@sensitive_variables()
def freeze(letter: Letter) -> None:
    """Keep a letter as it stands now: it is being given. The caller saves, and has counted the clock."""
    key = letter.application.data_key
    assert key is not None  # nothing is written about an erased application
    letter.sealed_letter = crypto.seal(key, _words(letter))


@sensitive_variables()
def _words(letter: Letter) -> dict[str, Any]:
    told, text = reading.told(letter.application), reading.text_of(letter)
    assert told is not None and text is not None
    marks = site_marks()
    third_party = letter.kind in Letter.TO_OTHERS
    with translation.override(settings.LANGUAGE_CODE):  # the department's language, whoever composes it
        return {
            "title": str(letter.get_kind_display()),
            "addressee": "" if third_party else _("%(name)s:") % {"name": told.name},
            "paragraphs": [str(part) for part in _PARTS[letter.kind](letter, told, text) if part],
            "signature": marks.organisation_name if marks else "",
        }


def _received(letter: Letter) -> str:
    day = local_date(letter.application.received_at).isoformat()
    return _("On %(day)s this department received your application for government information.") % {"day": day}


def _answer(letter: Letter, told: reading.Told, text: str) -> list[Any]:
    outcome = outcomes.BY_CODE[letter.outcome]
    wanted = _("You applied for: %(wanted)s") % {"wanted": told.wanted}
    ground = _("This answer rests on %(article)s of the Regulations on Open Government Information.") % {
        "article": outcome.article
    }
    return [_received(letter), wanted, outcomes.OPENINGS[outcome.kind], text, ground, _remedies()]


def _remedies() -> str:
    return _(
        "Whoever doesn't agree with this answer can apply for administrative reconsideration within 60 days of "
        "receiving it, or bring an action before the people's court within six months."
    )


def _correction(letter: Letter, told: reading.Told, text: str) -> list[Any]:
    days = letter.application.correct_within
    within = _(
        "Please say so within %(days)s working days of receiving this letter. The time for the answer begins on the "
        "day on which we receive it. Where nothing is received without good reason, the application counts as given "
        "up (article 30)."
    ) % {"days": days}
    return [_received(letter), _("What you apply for isn't clear enough yet:"), text, within]


def _extension(letter: Letter, told: reading.Told, text: str) -> list[Any]:
    application = letter.application
    leg = next((leg for leg in clocks.legs_of(application) if leg.name == clocks.ANSWER), None)
    until = local_date(leg.due).isoformat() if leg and leg.due else ""
    extended = _(
        "The time for the answer is extended by %(days)s working days (article 33). You will be answered by %(until)s."
    ) % {"days": application.extension, "until": until}
    return [_received(letter), extended, _("The reason:"), text]


def _consultation(letter: Letter, told: reading.Told, text: str) -> list[Any]:
    asked = _(
        "This department received an application for government information that may touch your rights. Please say "
        "within 15 working days of receiving this letter whether you agree to the disclosure, and why not where you "
        "don't. Where nothing is received, the department decides itself (article 32)."
    )
    return [asked, _("It is about:"), text]


def _notice(letter: Letter, told: reading.Told, text: str) -> list[Any]:
    decided = _(
        "This department asked you whether government information that touches your rights may be disclosed. It has "
        "considered what you said, and decided to disclose the following, since not to would gravely harm the public "
        "interest (article 32). What is disclosed, and why:"
    )
    return [decided, text, _remedies()]


def _closing(letter: Letter, told: reading.Told, text: str) -> list[Any]:
    outcome = outcomes.BY_CODE[letter.outcome]
    return [_received(letter), outcomes.OPENINGS[outcome.kind], text, _remedies()]


_PARTS: dict[str, Any] = {
    Letter.Kind.ANSWER: _answer,
    Letter.Kind.CORRECTION: _correction,
    Letter.Kind.EXTENSION: _extension,
    Letter.Kind.CONSULTATION: _consultation,
    Letter.Kind.CLOSING: _closing,
    Letter.Kind.NOTICE: _notice,
}
