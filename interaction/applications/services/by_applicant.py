"""What the applicant does: apply, say what was unclear, take it back (articles 29 and 30)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import record

from ... import crypto
from ...numbering import next_number
from .. import clocks
from ..files import Sent, keep
from ..models import Application, ApplicationKey
from ..states import ApplicationState
from .acts import by_applicant, end, tell_office


@dataclass(frozen=True)
class Receipt:
    """What the applicant gets, once: the code is stored nowhere."""

    application: Application
    code: str

    def __repr__(self) -> str:
        return f"Receipt({self.application})"


@sensitive_variables()
def submit(
    *, applicant: str, answer_by: str, person: Mapping[str, str], request: Mapping[str, str], files: Sent = ()
) -> Receipt:
    """Receive an application: sealed, numbered, on the Office's clock of seven working days.

    ``person`` and ``request`` hold the fields of :class:`reading.Told`, ``files`` pairs of name and content. The query
    code is shown once.
    """
    key, wrapped = crypto.new_key()
    wanted = {name: value.strip() for name, value in request.items()}
    application = Application(
        applicant=applicant,
        answer_by=answer_by,
        sealed_person=crypto.seal(key, {name: value.strip() for name, value in person.items()}),
        sealed_request=crypto.seal(key, wanted),
        text_digest=crypto.salted_digest(key, wanted),
        received_at=timezone.now(),
    )
    code = crypto.new_code()
    with transaction.atomic():
        clocks.count(application, [])
        application.number = next_number(f"SQ{timezone.localdate(application.received_at):%Y%m%d}-")
        application.query_code_digest = crypto.code_digest(application.number, code)
        application.save(force_insert=True)
        ApplicationKey.objects.create(application=application, wrapped=wrapped)
        keep(application, key, files)
        record(
            "application.received",
            subject=application.subject_key,
            data={"number": application.number, "applicant": applicant, "files": len(files)},
            digest=application.text_digest,
        )
        tell_office(application, _("Application %(number)s was received; confirm it by %(due)s."))
    return Receipt(application, code)


@sensitive_variables()
def correct(application: Application, text: str, files: Sent = ()) -> Application:
    """The applicant says what was unclear, with files where wanted; the twenty working days begin today (article 30).

    Raises ActRefused where no correction is waited for, or its time is over and the Office closed the application.
    """
    with by_applicant(application, "correct", (ApplicationState.CORRECTING,)) as found:
        key = found.data_key
        if key is None:
            raise ActRefused([_("This application was erased.")])
        request = {**crypto.unseal(key, found.sealed_request), "correction": text.strip()}
        found.sealed_request = crypto.seal(key, request)
        keep(found, key, files)
        found.text_digest = crypto.salted_digest(key, request)
        found.correct()
        found.corrected_at = found.started_at = timezone.now()
    tell_office(found, _("Application %(number)s was corrected; the answer is due by %(due)s."))
    return found


def withdraw(application: Application) -> Application:
    """The applicant takes the application back before it is answered."""
    with by_applicant(application, "withdrawn", ApplicationState.BEFORE_AN_ANSWER) as found:
        end(found, "withdrawn")
    tell_office(found, _("Application %(number)s was withdrawn by the applicant."))
    return found
