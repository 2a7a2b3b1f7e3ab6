"""The answer: written by the unit, approved through a case, delivered with proof (articles 36 and 40)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import lock_head, record
from portal.approvals.models import Case
from portal.approvals.states import CaseState

from ... import crypto
from .. import clocks, letters, news, reading
from ..models import Application, Letter
from ..states import ApplicationState
from .acts import act, tell_office, written

KIND = "application_answer"


def case_of(letter: Letter) -> Case | None:
    """Return the newest case about an answer, or None."""
    return Case.objects.about(KIND, letter.pk).order_by("-pk").first()


@sensitive_variables()
def draft_answer(
    application: Application, person: Any, *, outcome: str, text: str, version: int | None = None
) -> Letter:
    """Write or rewrite the unit's answer; nothing is sent. Raises ActRefused, also while it is in approval."""
    with act(application, "answer", person, version) as (found, data):
        letter = reading.draft_of(found) or Letter(application=found, kind=Letter.Kind.ANSWER)
        case = case_of(letter) if letter.pk else None
        if case is not None and case.state in CaseState.LOCKING:
            raise ActRefused([_("The answer is in approval; it can be changed when it comes back.")])
        if found.state == ApplicationState.ANSWERING and (case is None or case.state in CaseState.FINAL):
            found.drop_answer()  # its maker withdrew the case
        key, unit = found.data_key, found.unit
        assert key is not None and unit is not None  # an erased one and one with no unit were refused above
        if not letter.pk or reading.text_of(letter) != text.strip():
            letter.sealed_text = crypto.seal(key, text.strip())
        letter.application = found  # so that it tells its writer the version to send
        letter.unit, letter.made_by, letter.outcome = unit, person, outcome
        letter.writers = sorted({*letter.writers, person.pk})
        letter.save()
        data["outcome"] = outcome
    return letter


def send_answer(letter: Letter, person: Any, declaration: Mapping[str, str], version: int) -> Case:
    """Send a drafted answer, as its sender saw it last, to secrecy review and approval.

    Raises Stale where somebody acted on the application since, and ActRefused with every reason.
    """
    with act(letter.application, "answer", person, version, sent=True) as (found, _data):
        letter = Letter.objects.select_related("application", "unit").get(pk=letter.pk)
        case = approvals.open_case(letter, person)
        case = approvals.send(case.pk, person, case.version, declaration=declaration)
        found.send_answer()
    return case


def carry_out_answer(case: Case, letter: Letter) -> None:
    """Give the approved answer to the applicant. Called by the case engine inside the approving transaction."""
    application = Application.objects.select_for_update().get(pk=letter.application_id)
    letter.given_at = timezone.now()
    letters.freeze(letter)
    letter.save()
    application.answer()
    application.outcome, application.ended_at = letter.outcome, letter.given_at
    clocks.count(application)
    application.version += 1
    application.save()
    record(
        "application.answered",
        subject=application.subject_key,
        case_number=case.number,
        data={"number": application.number, "outcome": letter.outcome, "letter": letter.pk},
        digest=case.digest,
    )
    news.tell(application)
    tell_office(application, _("Application %(number)s was answered; see that the answer is delivered."))
    if Application.objects.owing_notice().filter(pk=application.pk).exists():
        text = _("Application %(number)s was answered against a third party's will: tell them in writing (article 32).")
        tell_office(application, text)


def drop_answer(letter: Letter) -> None:
    """The answer's case ended without one: the application is with the unit again, on the same clock."""
    application = Application.objects.select_for_update().get(pk=letter.application_id)
    if application.state != ApplicationState.ANSWERING:
        return  # it was never sent
    application.drop_answer()
    clocks.count(application)
    application.version += 1
    application.save()


def deliver(letter: Letter, person: Any, *, how: str, proof: str, version: int | None = None) -> Letter:
    """Record that a letter reached whom it is for: how, and by what that is proved."""
    with act(letter.application, "deliver", person, version, letter=letter.pk, how=how):
        fresh = Letter.objects.select_for_update().get(pk=letter.pk)
        if fresh.given_at is None:
            raise ActRefused([_("This letter wasn't approved yet.")])
        if fresh.delivered_at is not None:
            raise ActRefused([_("The delivery of this letter was recorded already.")])
        _delivered(fresh, how, proof)
    return fresh


def read_by_applicant(letter: Letter) -> None:
    """The applicant opened a letter with the query code: that delivers what goes through this site."""
    if letter.delivered_at is not None:
        return
    with transaction.atomic():
        lock_head()
        fresh = Letter.objects.select_for_update().get(pk=letter.pk)
        if fresh.delivered_at is not None:
            return
        _delivered(fresh, Application.Way.PORTAL, "")
        number = letter.application.number
        record("application.read", subject=letter.application.subject_key, data={"number": number, "letter": letter.pk})


@sensitive_variables()
def notify_third_party(application: Application, person: Any, *, text: str, version: int | None = None) -> Letter:
    """Tell a third party who didn't agree, by letter, what was disclosed all the same, and why (article 32)."""
    with act(application, "notice", person, version) as (found, data):
        letter = written(found, Letter.Kind.NOTICE, person, text)
        data["letter"] = letter.pk
    return letter


def _delivered(letter: Letter, how: str, proof: str) -> None:
    letter.delivered_at, letter.delivered_by, letter.delivery_proof = timezone.now(), how, proof.strip()
    letter.save(update_fields=["delivered_at", "delivered_by", "delivery_proof"])
