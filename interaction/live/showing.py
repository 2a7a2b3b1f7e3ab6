"""Taking an interview out of public view as a whole, and bringing it back as it was (law 1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from portal.approvals.models import Case
from portal.approvals.permits import table_permit
from portal.files import services as files
from portal.files.models import Image, PublicFile

from . import reading, services
from .models import Announcement, Interview, Passage, Transcript


def show(
    announcement: Announcement, parts: Sequence[Passage | Transcript], is_public: bool, act: str, case: Case | None
) -> None:
    """Let everybody see an interview by an announcement of it, with these parts, or nobody.

    Inside the caller's transaction. What was said keeps its number, by which it is known when it comes back.
    """
    interview = announcement.interview
    passages = [part.pk for part in parts if isinstance(part, Passage)]
    transcripts = [part.pk for part in parts if isinstance(part, Transcript)]
    with _permits(act, case):
        announcement.live = is_public
        announcement.save(update_fields=["live"])
        interview.passages.filter(pk__in=passages).update(released=is_public)
        interview.transcripts.filter(pk__in=transcripts).update(live=is_public)
        interview.public = is_public
        interview.save(update_fields=["public"])
        interview.__dict__.pop("announced", None)
        for subject, picture in _pictures(announcement, passages, is_public):
            files.show(subject, [picture] if picture and is_public else [])


@contextmanager
def _permits(act: str, case: Case | None) -> Iterator[None]:
    with ExitStack() as permits:
        for model in (Interview, Announcement, Passage, Transcript, PublicFile):
            permits.enter_context(table_permit(model._meta.db_table, act, case, case.digest if case else ""))
        yield


def _pictures(announcement: Announcement, passages: list[int], is_public: bool) -> Iterator[tuple[str, Image | None]]:
    """Yield the subjects under which files of an interview are public, each with its picture where readers see it."""
    yield f"{services.ANNOUNCEMENT}:{announcement.interview_id}", announcement.picture
    unseen = {row.pk for item in reading.shown(announcement.interview) for row in item.unseen} if is_public else set()
    pictured = announcement.interview.passages.filter(pk__in=passages).exclude(picture=None)
    for passage in pictured.select_related("picture"):
        yield f"{services.PASSAGE}:{passage.pk}", None if passage.pk in unseen else passage.picture
