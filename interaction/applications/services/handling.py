"""What the Office does with an application: confirm, give to a unit, have it corrected, close, erase."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.approvals.errors import ActRefused
from portal.approvals.models import Case
from portal.organisation.models import Unit
from portal.organisation.services import liaisons_of

from ... import crypto
from .. import reading
from ..models import Application, ApplicationKey, Letter
from ..states import ApplicationState
from .acts import act, end, tell, written
from .answers import KIND


def confirm(application: Application, person: Any, version: int | None = None) -> Application:
    """The Office confirms the receipt: from today the department has twenty working days (articles 31 and 33)."""
    with act(application, "confirm", person, version) as (found, _data):
        found.confirm()
        found.started_at = timezone.now()
    return found


def assign(application: Application, unit: Unit, person: Any, version: int | None = None) -> Application:
    """The Office has a unit prepare the answer; the clock runs on. One that waits for confirmation is confirmed."""
    with act(application, "assign", person, version, unit=unit.pk) as (found, _data):
        if not unit.is_active:
            raise ActRefused([_("This unit no longer exists.")])
        if unit.pk == found.unit_id:
            raise ActRefused([_("This application is with that unit already.")])
        if found.state == ApplicationState.RECEIVED:
            found.confirm()
            found.started_at = timezone.now()
        _drop_draft(found)
        found.unit = unit
    tell(liaisons_of(unit), found, _("Application %(number)s was given to your unit; the answer is due by %(due)s."))
    return found


def _drop_draft(application: Application) -> None:
    """Leave no draft of another unit behind; one that a case was ever about stays as its record."""
    draft = reading.draft_of(application)
    if draft is not None and not Case.objects.about(KIND, draft.pk).exists():
        draft.delete()


@sensitive_variables()
def ask_correction(
    application: Application, person: Any, *, text: str, within: int, version: int | None = None
) -> Letter:
    """The Office tells the applicant, once, what is unclear and how long there is to say it (article 30)."""
    with act(application, "ask_correction", person, version, within=within) as (found, data):
        found.ask_correction()
        found.correction_asked_at, found.correct_within = timezone.now(), within
        found.started_at = None
        letter = written(found, Letter.Kind.CORRECTION, person, text)
        data["letter"] = letter.pk
    return letter


@sensitive_variables()
def lapse(application: Application, person: Any, *, text: str, version: int | None = None) -> Letter:
    """The Office closes what wasn't corrected in time, and tells the applicant (article 30)."""
    with act(application, "lapse", person, version) as (found, data):
        end(found, "not_corrected")
        letter = written(found, Letter.Kind.CLOSING, person, text, "not_corrected")
        data["letter"] = letter.pk
    return letter


def erase(application: Application, person: Any, version: int | None = None) -> Application:
    """Erase what an applicant told, for good, by destroying the key; dates and outcome stay for the annual report."""
    with act(application, "erase", person, version) as (found, _data):
        crypto.destroy(ApplicationKey.objects.filter(application=found), "wrapped")
        found.__dict__.pop("data_key", None)
        found.files.all().delete()
        found.erased_at, found.query_code_digest = timezone.now(), ""
        found.letters.update(delivery_proof="")
    return found
