"""What a system can have done for a person, one function a use case. Each runs in the caller's transaction.

No act is done by the system: the person makes, sends and withdraws, and the ledger says through which system (law 5).
Nothing here publishes; what is handed in is a draft until its case was approved (law 1).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.files import File
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.documents.forms import get_document_form
from wagtail.models import Collection

from portal.addons import registry
from portal.addons.types import DraftMaker
from portal.approvals import evidence as evidences
from portal.approvals import services as approvals
from portal.approvals.ledger.services import acting_via, record
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.files import services as files
from portal.files.models import Document

from . import fields as field_checks
from .callers import Caller
from .models import Submission
from .problems import Problem
from .shapes import Change, Draft, Evidence, Send

PROACTIVE = "主动公开"  # the mark as handling forms bear it


def makers() -> dict[str, DraftMaker]:
    """The kinds of drafts that can be handed in, by name."""
    return registry.by_name("draft_makers")


def upload(caller: Caller, name: str) -> Document:
    """Store the file of a request for its maker; it is private, like every upload. Problem says what is wrong."""
    assert caller.file is not None
    name, row = PurePosixPath(name.replace("\\", "/")).name, Document(uploaded_by_user=caller.person)
    root = Collection.get_first_root_node()
    form = get_document_form(Document)(
        {"title": name[:255], "collection": root.pk, "tags": ""},
        {"file": _named(caller.file, name)},
        instance=row,
        user=caller.person,
    )
    if not form.is_valid():
        raise Problem("invalid", errors=[("", line) for errors in form.errors.values() for line in errors])
    return form.save()


def _named(content: IO[bytes], name: str) -> File:
    """An uploaded file as forms take it."""
    content.seek(0, 2)
    file = File(content, name=name)
    file.size = content.tell()
    content.seek(0)
    return file


def read_ahead(caller: Caller, ids: list[int]) -> None:
    """Have the text of the maker's files read before a transaction is open: that takes seconds, and is kept."""
    for document in Document.objects.filter(uploaded_by_user=caller.person, pk__in=ids):
        files.read_text(document)


def hand_in(caller: Caller, draft: Draft, language: str) -> Submission:
    """Make a draft for the maker, and open its case."""
    maker = makers().get(draft.kind)
    if maker is None:
        raise Problem("invalid", errors=[("/kind", _("There is no such kind: %(kind)s.") % {"kind": draft.kind})])
    field_checks.check(maker.schema(), draft.fields)
    attached = _files(caller, draft.attachments, "/attachments")
    form = _handling_form(caller, draft.evidence)
    with _acting(caller, draft.record_id), override(language):
        subject = maker.make(draft.fields, attached, caller.person, caller.unit)
        case = approvals.open_case(subject, caller.person)
        submission = Submission(
            system=caller.system, case=case, record_id=draft.record_id, maker=caller.person, unit=caller.unit
        )
        _keep(submission, draft.evidence, form, caller)
    return submission


def change(caller: Caller, number: str, changed: Change, language: str) -> Submission:
    """Write a new version of a draft whose case hasn't been sent, or was returned to its maker.

    It counts the case's version up: whoever saw the draft before it can't write over it.
    """
    submission = submission_of(caller, number)
    case, subject = submission.case, submission.case.subject()
    if case.state not in (CaseState.DRAFTING, CaseState.RETURNED):
        raise Problem("refused", _("What was sent can be changed when the case has been returned."))
    if case.version != changed.version:
        raise Problem("stale")
    if case.maker_id != caller.person.pk:
        raise Problem("refused", _("Only the person who made this case can do that."))
    maker = makers().get(case.kind)
    if maker is None or subject is None:
        raise Problem("refused", _("What this case is about isn't there any more; only the record remains."))
    field_checks.check(maker.schema(), changed.fields)
    attached = _files(caller, changed.attachments, "/attachments")
    form = _handling_form(caller, changed.evidence)
    with _acting(caller, submission.record_id), override(language):
        maker.change(subject, changed.fields, attached, caller.person, caller.unit)
        record(
            "case.changed",
            actor=caller.person,
            capacity=approvals.post_for(caller.person, caller.unit).title,
            subject=case.subject_key,
            case_number=case.number,
            data={"round": case.round},
        )
        case.version += 1
        case.save(update_fields=["version"])
        _keep(submission, changed.evidence, form, caller)
    return submission


def _keep(
    submission: Submission,
    evidence: Evidence | None,
    form: Document | None,
    caller: Caller,
) -> None:
    """Keep what came with a draft: the evidence stands with the draft where it proves something."""
    submission.request_digest = caller.digest
    submission.evidence = evidence.model_dump(mode="json") if evidence else {}
    submission.handling_form = form
    submission.save()
    if evidence and form and evidence.mark == PROACTIVE:
        _prove(submission.case, evidence, form, caller)


def _prove(case: Case, evidence: Evidence, form: Document, caller: Caller) -> None:
    """Keep the mark and its scanned form as evidence for the direct route (clause D9 a), once for each record."""
    row = evidences.Evidence(
        kind=case.kind,
        subject_id=case.subject_id,
        ground=evidences.Ground.MARKED,
        record=evidence.record_id[:80],
        by_leader=evidence.by_leader,
        copy=form,
    )
    if not evidences.of(case.kind, case.subject_id).filter(record=row.record, copy=form).exists():
        evidences.add(row, caller.person, approvals.post_for(caller.person, caller.unit).title)


def send(caller: Caller, number: str, sent: Send, language: str) -> Submission:
    """Send a case for its maker; ActRefused with all the reasons against it."""
    submission = submission_of(caller, number)
    with _acting(caller, submission.record_id), override(language):
        _send(submission.case, caller.person, sent)
    return submission_of(caller, number)


def _send(case: Case, person: Any, sent: Send) -> None:
    """Send it with the maker's answers to the secrecy checklist (clause O1)."""
    declaration = sent.secrecy_declaration or {}
    said = approvals.Sending(declaration, route=sent.route, why=sent.why, answer=sent.answer)
    approvals.send(case.pk, person, sent.version, said)


def withdraw(caller: Caller, number: str, version: int, language: str) -> Submission:
    """Withdraw a case for its maker."""
    submission = submission_of(caller, number)
    with _acting(caller, submission.record_id), override(language):
        approvals.withdraw(submission.case_id, caller.person, version)
    return submission_of(caller, number)


def submission_of(caller: Caller, number: str) -> Submission:
    """Return what a system handed in for a unit, by the case's number; Problem for any other case."""
    found = submissions(caller).filter(case__number=number).first() if number.isprintable() else None
    if found is None:
        raise Problem("not-found")
    return found


def submissions(caller: Caller) -> Any:
    """What the system handed in for the unit: that, and nothing else, is its to see."""
    rows = Submission.objects.filter(system=caller.system, unit=caller.unit)
    return rows.select_related("case__route", "case__maker", "case__unit", "unit", "system")


@contextmanager
def _acting(caller: Caller, record: str) -> Iterator[None]:
    """The ledger says that the person acted through this system, by which request and record (clause D6)."""
    system = caller.system
    facts = {"system": system.code, "name": system.name, "key": caller.token.key_id, "request": caller.digest}
    with acting_via(**facts, record=record):
        yield


def _files(caller: Caller, ids: list[int], pointer: str) -> list[Document]:
    """The maker's own uploaded files, in the order asked for."""
    found = Document.objects.filter(uploaded_by_user=caller.person).in_bulk(ids)
    if missing := [number for number in dict.fromkeys(ids) if number not in found]:
        names = "、".join(map(str, missing))
        raise Problem("invalid", errors=[(pointer, _("You uploaded no file with this id: %(ids)s.") % {"ids": names})])
    return [found[number] for number in dict.fromkeys(ids)]


def _handling_form(caller: Caller, evidence: Evidence | None) -> Document | None:
    if evidence is None or evidence.handling_form is None:
        return None
    return _files(caller, [evidence.handling_form], "/evidence/handling_form")[0]
