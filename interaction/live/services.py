"""What changes interviews: questions from the public, passages, and carrying out what was approved (clause N6).

The approvals themselves are those of the case engine; what is public changes in the functions ``carry_out_…`` only,
inside the approving transaction and under its permit.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import lock_head, record
from portal.approvals.models import Case
from portal.approvals.permits import table_permit
from portal.approvals.rows import note_published
from portal.approvals.states import CaseState
from portal.files import services as files
from portal.files.models import PublicFile
from portal.organisation.models import Function

from .. import crypto
from ..functions import unit_with
from ..numbering import next_number
from . import permissions
from .models import Announcement, Interview, Passage, Question, QuestionKey, Transcript

ANNOUNCEMENT, PASSAGE, TRANSCRIPT = "interview_announcement", "interview_passage", "interview_transcript"
INDEX_SOURCE = "interview"
QUESTIONS_AT_MOST = 2000  # of one interview


def new_interview(unit: Any) -> Interview:
    """Make an interview of a unit with the next number of the year. Nothing of it is public."""
    with transaction.atomic():
        return Interview.objects.create(number=next_number(f"FT{timezone.localdate().year}-"), unit=unit)


# --- questions beforehand ---
@sensitive_variables()
def ask(interview: Interview, *, name: str, text: str) -> Question:
    """Receive a question from the public: sealed with a key of its own; the ledger gets a salted digest (law 7).

    Raises ActRefused where so many came that nobody could read them all.
    """
    if interview.questions.count() >= QUESTIONS_AT_MOST:
        raise ActRefused([_("So many questions came that no more can be taken. Thank you for your interest.")])
    key, wrapped = crypto.new_key()
    told = {"name": name.strip(), "text": text.strip()}
    digest = crypto.salted_digest(key, told)
    with transaction.atomic():
        question = Question.objects.create(interview=interview, sealed=crypto.seal(key, told), text_digest=digest)
        QuestionKey.objects.create(question=question, wrapped=wrapped)
        record("interview.asked", subject=question.subject_key, data={"interview": interview.number}, digest=digest)
    return question


def decide(question: Question, person: Any, state: str) -> Question:
    """Choose a question, decline it, or mark it as asked. Raises ActRefused for who doesn't prepare the interview."""
    if not permissions.can_prepare(question.interview, person):
        raise ActRefused([_("Only the people of the unit that holds the interview can do that.")])
    with transaction.atomic():
        lock_head()
        row = Question.objects.select_for_update().get(pk=question.pk)
        row.state, row.decided_by = state, person
        row.save(update_fields=["state", "decided_by"])
        record(
            f"interview.question_{state}",
            actor=person,
            capacity=approvals.post_for(person, question.interview.unit.acting).title,
            subject=row.subject_key,
            data={"interview": question.interview.number},
            digest=row.text_digest,
        )
    return row


def erase(question: Question, person: Any) -> None:
    """Erase what somebody asked by destroying its key, overwritten first (law 7). ActRefused outside the Office."""
    if not permissions.is_office(person):
        raise ActRefused([_("Only the Office can do that.")])
    with transaction.atomic():
        lock_head()
        crypto.destroy(QuestionKey.objects.filter(question=question), "wrapped")
        Question.objects.filter(pk=question.pk).update(erased_at=timezone.now())
        record(
            "interview.question_erased",
            actor=person,
            capacity=approvals.post_for(person, unit_with(Function.OFFICE)).title,
            subject=question.subject_key,
            data={"interview": question.interview.number},
            digest=question.text_digest,
        )


# --- passages ---
def kind_name(row: Any) -> str:
    """Return the name of the kind of an announcement, passage or transcript."""
    return approvals.kind_of(row).name


def send_passage(passage: Passage, person: Any, declaration: Mapping[str, str]) -> Case:
    """Send a passage, new or changed after it came back, to the text reviewer. Raises ActRefused with every reason."""
    interview = passage.interview
    if not permissions.can_record(interview, person):
        raise ActRefused([_("Only the recorder who was named in the announcement sends passages.")])
    with transaction.atomic():
        lock_head()
        if passage.pk and (case := case_of(passage)) is not None and case.state not in CaseState.UNSENT:
            raise ActRefused([_("This passage was sent already.")])
        passage.made_by = person
        passage.save()
        case = approvals.open_case(passage, person)
        return approvals.send(case.pk, person, case.version, declaration=declaration)


def case_of(row: Any) -> Case | None:
    """Return the newest case about an announcement, passage or transcript, or None."""
    return Case.objects.about(kind_name(row), row.pk).order_by("-pk").first()


def on_their_way(interview: Interview) -> list[tuple[Case, Passage]]:
    """Return the passages that aren't decided, with their cases, the oldest first; three queries."""
    cases = Case.objects.filter(kind=PASSAGE, state__in=CaseState.UNFINISHED, snapshot__interview=interview.pk)
    found = {int(case.subject_id): case for case in cases.select_related("route", "unit", "maker").order_by("pk")}
    rows = Passage.objects.filter(pk__in=found).select_related("picture", "corrects", "made_by", "interview")
    return sorted(((found[row.pk], row) for row in rows), key=lambda pair: pair[0].pk)


def others_wait(passage: Passage) -> bool:
    """Say whether another passage of the same interview is on its way."""
    cases = Case.objects.filter(kind=PASSAGE, state__in=CaseState.OPEN, snapshot__interview=passage.interview_id)
    return cases.exclude(subject_id=str(passage.pk)).exists()


# --- what was approved ---
def carry_out_announcement(case: Case, announcement: Announcement) -> None:
    """Make a version of an announcement the one that the public reads."""
    interview = announcement.interview
    table = Announcement._meta.db_table
    with table_permit(table, "announce", case, case.digest):
        Announcement.objects.filter(interview=interview, live=True).exclude(pk=announcement.pk).update(live=False)
        announcement.live = True
        announcement.save()
    interview.__dict__.pop("announced", None)
    _show(case, f"{ANNOUNCEMENT}:{interview.pk}", announcement.picture)
    _published(case, announcement)


def carry_out_passage(case: Case, passage: Passage) -> None:
    """Release a passage: it gets the next number, by which readers follow. The end ends the interview.

    Numbers are given under the ledger's lock, so that none becomes visible after a higher one.
    """
    interview = passage.interview
    last = Passage.objects.aggregate(last=Max("release_no"))["last"] or 0
    with table_permit(Passage._meta.db_table, "release", case, case.digest):
        passage.released, passage.release_no, passage.released_at = True, last + 1, timezone.now()
        passage.save()
    if passage.kind == Passage.Kind.END and not passage.corrects_id:
        interview.ended_at = passage.released_at
    _show(case, f"{PASSAGE}:{passage.pk}", passage.picture)
    if passage.hides and passage.corrects_id:
        _hide_pictures(case, passage)
    review = case.opinions.filter(round=case.round).order_by("pk").last()
    assert review is not None  # the guard asked for it before the permit
    record(
        "interview.released",
        actor=review.actor,
        capacity=_("%(post)s, text reviewer of %(interview)s") % {"post": review.capacity, "interview": interview},
        subject=f"{PASSAGE}:{passage.pk}",
        case_number=case.number,
        data={"interview": interview.number, "number": passage.release_no, "corrects": passage.corrects_id},
        digest=case.digest,
    )
    _published(case, passage)


def carry_out_transcript(case: Case, transcript: Transcript) -> None:
    """Make a version of the transcript the one that the public reads."""
    with table_permit(Transcript._meta.db_table, "transcript", case, case.digest):
        others = Transcript.objects.filter(interview=transcript.interview, live=True).exclude(pk=transcript.pk)
        others.update(live=False)
        transcript.live = True
        transcript.save()
    _published(case, transcript)


def order_problems(
    starts_at: datetime | None, ends_at: datetime | None, questions_until: datetime | None
) -> list[tuple[str, str]]:
    """Return (field, reason) of each time of an announcement that doesn't fit the others."""
    found = []
    if starts_at and ends_at and ends_at <= starts_at:
        found.append(("ends_at", _("It has to end after it begins.")))
    if starts_at and questions_until and questions_until > starts_at:
        found.append(("questions_until", _("Questions are collected before it begins.")))
    return found


def _show(case: Case, subject: str, picture: Any) -> None:
    with table_permit(PublicFile._meta.db_table, "show", case, case.digest):
        files.show(subject, [picture] if picture else [])


def _hide_pictures(case: Case, correction: Passage) -> None:
    """The pictures of what isn't shown any more leave the public's reach too."""
    former = Passage.objects.filter(corrects=correction.corrects_id).exclude(pk=correction.pk)
    with table_permit(PublicFile._meta.db_table, "hide", case, case.digest):
        for pk in [correction.corrects_id, *former.values_list("pk", flat=True)]:
            files.hide(f"{PASSAGE}:{pk}")


def _published(case: Case, row: Announcement | Passage | Transcript) -> None:
    """Keep what is public by which case, when it changed, and let search look at the interview again."""
    interview, now = row.interview, timezone.now()
    with table_permit(Interview._meta.db_table, case.kind, case, case.digest):
        interview.public, interview.published_at, interview.changed_at = True, interview.published_at or now, now
        interview.save()
    note_published(case, row)
