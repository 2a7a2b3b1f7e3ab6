"""Taking an interview out of public view as a whole, and bringing it back as it was (law 1)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from portal.approvals.models import Case
from portal.approvals.permits import table_permit
from portal.approvals.states import CaseState
from portal.files import services as files
from portal.files.models import Image, PublicFile

from . import reading, services
from .models import Announcement, Interview, Passage, Transcript


def show(announcement: Announcement, is_public: bool, act: str, case: Case | None) -> None:
    """Let everybody see an interview by an announcement of it, or nobody; inside the caller's transaction.

    What was said keeps its number, by which it is known when it comes back.
    """
    interview = announcement.interview
    transcript = _transcript(interview)
    with _permits(act, case):
        announcement.live = is_public
        announcement.save(update_fields=["live"])
        interview.passages.exclude(release_no=None).update(released=is_public)
        if transcript is not None:
            transcript.live = is_public
            transcript.save(update_fields=["live"])
        interview.public = is_public
        interview.save(update_fields=["public"])
        interview.__dict__.pop("announced", None)
        for subject, picture in _pictures(announcement, is_public):
            files.show(subject, [picture] if picture and is_public else [])


@contextmanager
def _permits(act: str, case: Case | None) -> Iterator[None]:
    with ExitStack() as permits:
        for model in (Interview, Announcement, Passage, Transcript, PublicFile):
            permits.enter_context(table_permit(model._meta.db_table, act, case, case.digest if case else ""))
        yield


def _transcript(interview: Interview) -> Transcript | None:
    """Return the transcript that is public, or was last."""
    approved = Case.objects.filter(kind=services.TRANSCRIPT, state=CaseState.CARRIED_OUT)
    mine = [str(pk) for pk in interview.transcripts.values_list("pk", flat=True)]
    last = approved.filter(subject_id__in=mine).order_by("-closed_at").first()
    return interview.transcripts.filter(pk=last.subject_id).first() if last else None


def _pictures(announcement: Announcement, is_public: bool) -> Iterator[tuple[str, Image | None]]:
    """Yield the subjects under which files of an interview are public, each with its picture."""
    yield f"{services.ANNOUNCEMENT}:{announcement.interview_id}", announcement.picture
    hidden = set()
    if is_public:
        hidden = {row.pk for item in reading.shown(announcement.interview) for row in item.unseen}
    for passage in announcement.interview.passages.exclude(release_no=None).select_related("picture"):
        yield f"{services.PASSAGE}:{passage.pk}", None if passage.pk in hidden else passage.picture
