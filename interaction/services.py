"""What changes a consultation, one function a use case, each in one transaction.

Each locks the ticket, checks the version its author saw, collects all reasons against the act, transitions, appends to
the ledger, and leaves after-effects as outbox rows. The ledger, notices and outbox get numbers, ids and salted digests
only (law 7).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused, Stale
from portal.approvals.ledger.services import lock_head, record
from portal.approvals.models import Case, Publication
from portal.approvals.permits import table_permit
from portal.approvals.states import CaseState
from portal.notices.services import notify
from portal.organisation.models import Capacity, Function, Unit
from portal.organisation.services import function_holders, liaisons_of, unit_with
from portal.outbox.indexing import index_changed

from . import clocks, crypto, permissions, reading
from .models import Consultation, KeyRow, Reply
from .states import TicketState

KIND = "reply"
INDEX_SOURCE = "answer"
TOPIC = "ticket"
_NUMBER_TRIES = 20


@dataclass(frozen=True)
class Receipt:
    """What the asker gets, once: the code is stored nowhere."""

    consultation: Consultation
    code: str

    def __repr__(self) -> str:
        return f"Receipt({self.consultation})"


@sensitive_variables()
def submit(*, name: str, contact: str, subject: str, text: str, wish_public: bool) -> Receipt:
    """Receive a question from the public: sealed, numbered, on the clock of the Office (clause S5).

    Returns the ticket and its query code, which is shown once and kept by nobody but the asker.
    """
    key, wrapped = crypto.new_key()
    question = {"subject": subject.strip(), "text": text.strip()}
    consultation = Consultation(
        sealed_person=crypto.seal(key, {"name": name.strip(), "contact": contact.strip()}),
        sealed_question=crypto.seal(key, question),
        text_digest=crypto.salted_digest(key, question),
        wish_public=wish_public,
        received_at=timezone.now(),
    )
    code = crypto.new_code()
    with transaction.atomic():
        clocks.start_leg(consultation, clocks.DISTRIBUTE, consultation.received_at)
        _number_and_insert(consultation, code)
        KeyRow.objects.create(consultation=consultation, wrapped=wrapped)
        record(
            "ticket.received",
            subject=consultation.subject_key,
            data={"number": consultation.number, "wish_public": wish_public},
            digest=consultation.text_digest,
        )
        _tell_office(consultation)
    return Receipt(consultation, code)


def _number_and_insert(consultation: Consultation, code: str) -> None:
    """Number a ticket by its day; where somebody took the number at the same moment, the next one."""
    prefix = f"ZX{timezone.localdate(consultation.received_at):%Y%m%d}-"
    for attempt in range(_NUMBER_TRIES):
        last = (
            Consultation.objects.filter(number__startswith=prefix)
            .order_by("-number")
            .values_list("number", flat=True)
            .first()
        )
        consultation.number = f"{prefix}{(int(last.removeprefix(prefix)) if last else 0) + 1:04d}"
        consultation.query_code_digest = crypto.code_digest(consultation.number, code)
        try:
            with transaction.atomic():
                consultation.save(force_insert=True)
            return
        except IntegrityError:
            if attempt == _NUMBER_TRIES - 1:
                raise


def _tell_office(consultation: Consultation) -> None:
    posts = function_holders(Function.OFFICE, (Capacity.LIAISON, Capacity.HANDLER))
    text = _("Consultation %(number)s was received; give it to a unit by %(due)s.")
    _tell([post.person for post in posts], consultation, text)


def _tell(people: list[Any], consultation: Consultation, text: str) -> None:
    due = timezone.localtime(consultation.due_at).date().isoformat() if consultation.due_at else ""
    notify(people, text=text % {"number": consultation.number, "due": due}, url=ticket_url(consultation), topic=TOPIC)


def ticket_url(consultation: Consultation) -> str:
    """Return the address of a ticket's page in the admin."""
    return reverse("interaction_admin:ticket", args=[consultation.pk])


@contextmanager
def _act(consultation: Consultation, name: str, person: Any, version: int | None) -> Iterator[Consultation]:
    """Lock a ticket for an act, refuse it for every reason there is, and count the version up at the end."""
    with transaction.atomic():
        lock_head()  # before every other lock, as in every act
        locked = Consultation.objects.select_for_update().get(pk=consultation.pk)
        if version is not None and locked.version != version:
            raise Stale([_("Somebody acted on this consultation since you opened it. Nothing was changed.")])
        if reasons := permissions.reasons_against(name, locked, person):
            raise ActRefused(reasons)
        yield locked
        locked.version += 1
        locked.save()


def assign(consultation: Consultation, unit: Unit, person: Any, version: int | None = None) -> Consultation:
    """The Office gives a ticket to a unit; the unit's clock of three working days starts (clause S5).

    Given on to another unit, the clock runs on. Raises ActRefused with every reason, Stale for an old ``version``.
    """
    with _act(consultation, "assign", person, version) as ticket:
        if not unit.is_active:
            raise ActRefused([_("This unit no longer exists.")])
        if unit.pk == ticket.unit_id:
            raise ActRefused([_("This consultation is with that unit already.")])
        given_on_from = ticket.unit_id
        ticket.assign()
        ticket.unit = unit
        if ticket.assigned_at is None:
            ticket.assigned_at = timezone.now()
            clocks.start_leg(ticket, clocks.REPLY, ticket.assigned_at)
        _drop_draft(ticket)
        record(
            "ticket.assigned",
            actor=person,
            capacity=_capacity_in(unit_with(Function.OFFICE), person),
            subject=ticket.subject_key,
            data={"number": ticket.number, "unit": unit.pk, "from": given_on_from},
            digest=ticket.text_digest,
        )
        text = _("Consultation %(number)s was given to your unit; the reply is due by %(due)s.")
        _tell(liaisons_of(unit), ticket, text)
    return ticket


def _drop_draft(ticket: Consultation) -> None:
    """Leave no draft of another unit behind; one that a case was ever about stays as its record."""
    draft = reading.draft_of(ticket)
    if draft is not None and not Case.objects.about(KIND, draft.pk).exists():
        draft.delete()


def _capacity_in(unit: Unit, person: Any) -> str:
    return approvals.post_for(person, unit).title


def case_of(reply: Reply) -> Case | None:
    """Return the newest case about a reply, or None."""
    return Case.objects.about(KIND, reply.pk).order_by("-pk").first()


@sensitive_variables()
def draft_reply(
    consultation: Consultation,
    person: Any,
    *,
    private_text: str,
    audience: str = Reply.Audience.PRIVATE,
    public_title: str = "",
    public_question: str = "",
    public_answer: str = "",
    version: int | None = None,
) -> Reply:
    """Write or rewrite the unit's reply; nothing is sent. Raises ActRefused, also while the reply is in approval."""
    with _act(consultation, "reply", person, version) as ticket:
        reply = reading.draft_of(ticket) or Reply(consultation=ticket, number=ticket.number)
        case = case_of(reply) if reply.pk else None
        if case is not None and case.state in CaseState.LOCKING:
            raise ActRefused([_("The reply is in approval; it can be changed when it comes back.")])
        if ticket.state == TicketState.REPLYING and (case is None or case.state in CaseState.FINAL):
            ticket.drop_reply()  # its maker withdrew the case
        key, unit = ticket.data_key, ticket.unit
        assert key is not None and unit is not None  # an erased ticket and one with no unit were refused above
        if not reply.pk or reading.private_answer(reply) != private_text.strip():
            reply.sealed_answer = crypto.seal(key, private_text.strip())
        reply.unit, reply.made_by, reply.audience = unit, person, audience
        reply.writers = sorted({*reply.writers, person.pk})
        public = audience == Reply.Audience.PUBLIC  # what stays private leaves nothing in clear
        reply.public_title = public_title.strip() if public else ""
        reply.public_question = public_question.strip() if public else ""
        reply.public_answer = public_answer.strip() if public else ""
        reply.asked_on = timezone.localdate(ticket.received_at)
        reply.save()
    return reply


def send_reply(reply: Reply, person: Any, declaration: Mapping[str, str], version: int | None = None) -> Case:
    """Send a drafted reply to the secrecy reviewer and the unit head for approval (clauses O1, S5).

    ``declaration`` answers the secrecy checklist. Raises ActRefused with every reason.
    """
    with _act(reply.consultation, "reply", person, version) as ticket:
        reply = Reply.objects.select_related("consultation", "unit").get(pk=reply.pk)
        case = approvals.open_case(reply, person)
        case = approvals.send(case.pk, person, case.version, declaration=declaration)
        ticket.start_reply()
    return case


def carry_out_reply(case: Case, reply: Reply) -> None:
    """Give the approved answer: to the asker by the code, and to everybody where that was approved (law 1).

    Called by the case engine inside the approving transaction.
    """
    ticket = Consultation.objects.select_for_update().get(pk=reply.consultation_id)
    now = timezone.now()
    with table_permit(Reply._meta.db_table, "answer", case, case.digest):
        reply.given_at = now
        reply.working_days = clocks.working_days_between(ticket.received_at, now)
        reply.published = reply.audience == Reply.Audience.PUBLIC
        reply.save()
    ticket.answer()
    ticket.answered_at = now
    ticket.version += 1
    ticket.save()
    record(
        "ticket.answered",
        subject=ticket.subject_key,
        case_number=case.number,
        data={"number": ticket.number, "audience": reply.audience, "working_days": reply.working_days},
        digest=case.digest,
    )
    if reply.published:
        Publication.objects.update_or_create(
            kind=KIND, subject_id=str(reply.pk), defaults={"case": case, "digest": case.digest, "published_at": now}
        )
        index_changed(INDEX_SOURCE, reply.pk)


def drop_reply(reply: Reply) -> None:
    """The reply's case ended without an answer: the ticket is with the unit again, on the same clock.

    Called by the case engine inside the act's transaction.
    """
    ticket = Consultation.objects.select_for_update().get(pk=reply.consultation_id)
    if ticket.state != TicketState.REPLYING:
        return  # it was never sent
    ticket.drop_reply()
    ticket.version += 1
    ticket.save()


def erase(consultation: Consultation, person: Any, version: int | None = None) -> Consultation:
    """Erase what a person told, for good, by destroying the ticket's key; what was made public stays (law 7).

    The ledger keeps the number and salted digests and still verifies. Raises ActRefused with every reason.
    """
    with _act(consultation, "erase", person, version) as ticket:
        destroy_key(ticket)
        ticket.erased_at = timezone.now()
        ticket.query_code_digest = ""
        record(
            "ticket.erased",
            actor=person,
            capacity=_capacity_in(unit_with(Function.OFFICE), person),
            subject=ticket.subject_key,
            data={"number": ticket.number},
            digest=ticket.text_digest,
        )
    return ticket


def destroy_key(ticket: Consultation) -> None:
    """Destroy the wrapped key of a ticket.

    It is overwritten before it is deleted: a deleted row's bytes may stay in the database's free space.
    """
    rows = KeyRow.objects.filter(consultation=ticket)
    for wrapped in rows.values_list("wrapped", flat=True):
        rows.update(wrapped=os.urandom(len(bytes(wrapped))))
    rows.delete()
    ticket.__dict__.pop("data_key", None)


@transaction.atomic
def recount_clocks() -> int:
    """Count the clocks of open tickets again, after a year was entered; return how many changed. Each is recorded."""
    changed = 0
    lock_head()
    for ticket in Consultation.objects.open().select_for_update():
        before = str(ticket.due_at)
        if not clocks.recount(ticket):
            continue
        changed += 1
        ticket.save(update_fields=["clock", "due_at", "provisional"])
        record(
            "ticket.recounted",
            subject=ticket.subject_key,
            data={"number": ticket.number, "due_before": before, "due": str(ticket.due_at)},
        )
    return changed
