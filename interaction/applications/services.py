"""What changes an application, one function a use case, each in one transaction.

Each locks the application, checks the version its author saw, collects all reasons against the act, transitions, counts
the clock again, appends to the ledger, and leaves after-effects as outbox rows. Ledger and notices get numbers, ids and
salted digests only (law 7).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import lock_head, record
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.notices.services import notify
from portal.organisation.models import Capacity, Function, Unit
from portal.organisation.services import function_holders, liaisons_of

from .. import crypto
from ..acting import row_for_act
from ..functions import unit_with
from ..numbering import next_number
from . import clocks, letters, permissions, reading
from .files import Sent, keep
from .models import Application, ApplicationKey, Letter, Pause
from .states import ApplicationState

KIND = "application_answer"
TOPIC = "application"
BATCH = 200  # of one round


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
        _tell_office(application, _("Application %(number)s was received; confirm it by %(due)s."))
    return Receipt(application, code)


def _tell_office(application: Application, text: str) -> None:
    posts = function_holders(Function.OFFICE, (Capacity.LIAISON, Capacity.HANDLER))
    _tell([post.person for post in posts], application, text)


def _tell(people: Iterable[Any], application: Application, text: str) -> None:
    due = timezone.localtime(application.due_at).date().isoformat() if application.due_at else ""
    notify(people, text=text % {"number": application.number, "due": due}, url=url_of(application), topic=TOPIC)


def url_of(application: Application) -> str:
    """Return the address of an application's page in the admin."""
    return reverse("applications_admin:application", args=[application.pk])


@contextmanager
def _act(
    application: Application, name: str, person: Any, version: int | None, **data: Any
) -> Iterator[tuple[Application, dict[str, Any]]]:
    """Lock an application for an act, refuse it for every reason there is, count clock and version, and record it.

    What the body puts into the dictionary that it gets goes into the ledger as well.
    """
    with transaction.atomic():
        rows = Application.objects.all()
        row = row_for_act(rows, application, name, person, version, permissions.reasons_against)
        yield row, data
        _finish(row, f"application.{name}", person, data)


def _finish(application: Application, act: str, person: Any, data: Mapping[str, Any]) -> None:
    clocks.count(application)
    application.version += 1
    application.save()
    record(
        act,
        actor=person,
        capacity=_capacity(application, person),
        subject=application.subject_key,
        data={"number": application.number, **data},
        digest=application.text_digest,
    )


def _capacity(application: Application, person: Any) -> str:
    if person is None:
        return ""
    office = unit_with(Function.OFFICE)
    unit = office if permissions.is_office(person) else application.unit or office
    return approvals.post_for(person, unit).title


def confirm(application: Application, person: Any, version: int | None = None) -> Application:
    """The Office confirms the receipt: from today the department has twenty working days (articles 31 and 33)."""
    with _act(application, "confirm", person, version) as (found, _data):
        found.confirm()
        found.started_at = timezone.now()
    return found


def assign(application: Application, unit: Unit, person: Any, version: int | None = None) -> Application:
    """The Office has a unit prepare the answer; the clock runs on. One that waits for confirmation is confirmed."""
    with _act(application, "assign", person, version, unit=unit.pk) as (found, _data):
        if not unit.is_active:
            raise ActRefused([_("This unit no longer exists.")])
        if unit.pk == found.unit_id:
            raise ActRefused([_("This application is with that unit already.")])
        if found.state == ApplicationState.RECEIVED:
            found.confirm()
            found.started_at = timezone.now()
        _drop_draft(found)
        found.unit = unit
    _tell(liaisons_of(unit), found, _("Application %(number)s was given to your unit; the answer is due by %(due)s."))
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
    with _act(application, "ask_correction", person, version, within=within) as (found, data):
        found.ask_correction()
        found.correction_asked_at, found.correct_within = timezone.now(), within
        found.started_at = None
        letter = _written(found, Letter.Kind.CORRECTION, person, text)
        data["letter"] = letter.pk
    return letter


@sensitive_variables()
def _written(application: Application, kind: str, person: Any, text: str, outcome: str = "") -> Letter:
    """Write a letter that is given at once."""
    key = application.data_key
    if key is None:
        raise ActRefused([_("This application was erased.")])
    letter = Letter(
        application=application,
        kind=kind,
        outcome=outcome,
        unit=unit_with(Function.OFFICE),
        made_by=person,
        writers=[person.pk],
        sealed_text=crypto.seal(key, text.strip()),
        given_at=timezone.now(),
    )
    clocks.count(application)  # it may name the day that comes of this very act
    letters.freeze(letter)
    letter.save()
    return letter


@sensitive_variables()
def correct(application: Application, text: str, files: Sent = ()) -> Application:
    """The applicant says what was unclear, with files where wanted; the twenty working days begin today (article 30).

    Raises ActRefused where no correction is waited for, or its time is over and the Office closed the application.
    """
    with _by_applicant(application, "correct", (ApplicationState.CORRECTING,)) as found:
        key = found.data_key
        if key is None:
            raise ActRefused([_("This application was erased.")])
        request = {**crypto.unseal(key, found.sealed_request), "correction": text.strip()}
        found.sealed_request = crypto.seal(key, request)
        keep(found, key, files)
        found.text_digest = crypto.salted_digest(key, request)
        found.correct()
        found.corrected_at = found.started_at = timezone.now()
    _tell_office(found, _("Application %(number)s was corrected; the answer is due by %(due)s."))
    return found


def withdraw(application: Application) -> Application:
    """The applicant takes the application back before it is answered."""
    with _by_applicant(application, "withdrawn", ApplicationState.BEFORE_AN_ANSWER) as found:
        _end(found, "withdrawn")
    _tell_office(found, _("Application %(number)s was withdrawn by the applicant."))
    return found


@contextmanager
def _by_applicant(application: Application, name: str, states: tuple[str, ...]) -> Iterator[Application]:
    with transaction.atomic():
        lock_head()
        locked = Application.objects.select_for_update().get(pk=application.pk)
        if locked.state not in states:
            raise ActRefused([_("That can't be done any more: please look at how the application stands.")])
        yield locked
        _finish(locked, f"application.{name}", None, {})


def _end(application: Application, outcome: str) -> None:
    application.pauses.filter(ended_at=None).update(ended_at=timezone.now())
    application.close()
    application.outcome, application.ended_at = outcome, timezone.now()


@sensitive_variables()
def lapse(application: Application, person: Any, *, text: str, version: int | None = None) -> Letter:
    """The Office closes what wasn't corrected in time, and tells the applicant (article 30)."""
    with _act(application, "lapse", person, version) as (found, data):
        _end(found, "not_corrected")
        letter = _written(found, Letter.Kind.CLOSING, person, text, "not_corrected")
        data["letter"] = letter.pk
    return letter


@sensitive_variables()
def pause(
    application: Application, person: Any, *, whom: str, text: str = "", version: int | None = None
) -> Letter | None:
    """Ask a third party (by a letter, article 32) or another agency: from tomorrow no day counts (article 33)."""
    with _act(application, "pause", person, version, whom=whom) as (found, data):
        found.pause()
        Pause.objects.create(application=found, whom=whom)
        letter = None
        if whom == Pause.Whom.THIRD_PARTY:
            letter = _written(found, Letter.Kind.CONSULTATION, person, text)
            data["letter"] = letter.pk
    return letter


def resume(application: Application, person: Any, version: int | None = None) -> Application:
    """They answered, or their time is over: from tomorrow the days count again."""
    with _act(application, "resume", person, version) as (found, _data):
        found.pauses.filter(ended_at=None).update(ended_at=timezone.now())
        found.resume()
    return found


def go_on_without_answer(now: datetime | None = None) -> int:
    """Let the clock of every application go on whose third party let its time pass (article 32); return how many.

    Nobody's act: the fifteenth working day ends the pause. The unit and the Office are told. Safe to repeat.
    """
    now, count = now or timezone.now(), 0
    waiting = Application.objects.filter(state=ApplicationState.PAUSED, due_at__lt=now).order_by("due_at")
    for pk in list(waiting.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            lock_head()
            found = Application.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk)
            count += _time_to_be_heard_is_over(found, now)
    return count


def _time_to_be_heard_is_over(found: Application, now: datetime) -> bool:
    pause = found.pauses.filter(ended_at=None, whom=Pause.Whom.THIRD_PARTY).first()
    ended = clocks.ends_at(pause) if pause else None
    if pause is None or ended is None or ended >= now or found.state != ApplicationState.PAUSED:
        return False
    pause.ended_at = ended
    pause.save(update_fields=["ended_at"])
    found.resume()
    _finish(found, "application.unheard", None, {"pause": pause.pk})
    text = _("The third party of application %(number)s let its time pass; the answer is due by %(due)s.")
    _tell_office(found, text)
    if found.unit is not None:
        _tell(liaisons_of(found.unit.acting), found, text)
    return True


@sensitive_variables()
def extend(application: Application, person: Any, *, days: int, text: str, version: int | None = None) -> Letter:
    """The head of the Office extends the time once, by at most twenty working days; the applicant is told why."""
    if not 1 <= days <= clocks.MOST_EXTENSION:
        raise ActRefused([_("The time is extended by 1 to 20 working days (article 33).")])
    with _act(application, "extend", person, version, days=days) as (found, data):
        found.extension = days
        letter = _written(found, Letter.Kind.EXTENSION, person, text)
        data["letter"] = letter.pk
    return letter


def case_of(letter: Letter) -> Case | None:
    """Return the newest case about an answer, or None."""
    return Case.objects.about(KIND, letter.pk).order_by("-pk").first()


@sensitive_variables()
def draft_answer(
    application: Application, person: Any, *, outcome: str, text: str, version: int | None = None
) -> Letter:
    """Write or rewrite the unit's answer; nothing is sent. Raises ActRefused, also while it is in approval."""
    with _act(application, "answer", person, version) as (found, data):
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
    with _act(letter.application, "answer", person, version, sent=True) as (found, _data):
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
    _tell_office(application, _("Application %(number)s was answered; see that the answer is delivered."))


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
    with _act(letter.application, "deliver", person, version, letter=letter.pk, how=how):
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


def _delivered(letter: Letter, how: str, proof: str) -> None:
    letter.delivered_at, letter.delivered_by, letter.delivery_proof = timezone.now(), how, proof.strip()
    letter.save(update_fields=["delivered_at", "delivered_by", "delivery_proof"])


def erase(application: Application, person: Any, version: int | None = None) -> Application:
    """Erase what an applicant told, for good, by destroying the key; dates and outcome stay for the annual report."""
    with _act(application, "erase", person, version) as (found, _data):
        crypto.destroy(ApplicationKey.objects.filter(application=found), "wrapped")
        found.__dict__.pop("data_key", None)
        found.files.all().delete()
        found.erased_at, found.query_code_digest = timezone.now(), ""
        found.letters.update(delivery_proof="")
    return found


@transaction.atomic
def recount_clocks() -> int:
    """Count the clocks of open applications again, after a year was entered; return how many changed."""
    changed = 0
    lock_head()
    for application in Application.objects.open().select_for_update().prefetch_related("pauses"):
        before = str(application.due_at)
        if not clocks.count(application, list(application.pauses.all())):
            continue
        changed += 1
        application.save(update_fields=["clock", "due_at", "provisional"])
        record(
            "application.recounted",
            subject=application.subject_key,
            data={"number": application.number, "due_before": before, "due": str(application.due_at)},
        )
    return changed
