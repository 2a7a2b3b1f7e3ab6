"""Announcement, passage and transcript as approvables (clause N6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.addons.types import Particulars, RouteChoice
from portal.approvals.models import Case
from portal.approvals.rows import RowKind, StandingKind
from portal.approvals.snapshots import file_line
from portal.files import permissions as file_permissions
from portal.organisation.models import Capacity, Post
from portal.theme.formats import moment

from . import reading, services, showing
from .models import Announcement, Interview, Passage, Transcript

ROUTES = ("general", "important")
PASSAGE_ROUTE = "interview_passage"


class _InterviewKind(RowKind):
    """What the three have in common: the unit that holds the interview, its files, and the address in public."""

    index_source = services.INDEX_SOURCE

    def owner_unit(self, subject: Any) -> Any:
        return subject.interview.unit.acting

    def index_id(self, subject: Any) -> int:
        return subject.interview_id

    def siblings(self, subject: Any) -> Q:
        """Of the interview: it stands at its address by its announcement, in whatever version."""
        versions = subject.interview.announcements.values_list("pk", flat=True)
        return Q(kind=services.ANNOUNCEMENT, subject_id__in=[str(pk) for pk in versions])

    def standing(self, subject: Any) -> Announcement | None:
        return subject.interview.announced

    def authors(self, subject: Any) -> set[int]:
        return {subject.made_by_id}

    def particulars(self, case: Case, subject: Any) -> Particulars:
        return Particulars(address=_address(subject.interview))

    def pictures(self, subject: Any) -> list[Any]:
        return [subject.picture] if getattr(subject, "picture", None) else []

    def base(self, subject: Any) -> dict[str, Any]:
        """Return what every snapshot of this room begins with."""
        return {
            "type": self.name,
            "id": subject.pk,
            "interview": subject.interview_id,
            "files": [file_line(picture) for picture in self.pictures(subject)],
        }

    def file_problems(self, subject: Any) -> list[Any]:
        strange = file_permissions.foreign(self.pictures(subject), [self.owner_unit(subject)], subject.made_by_id)
        text = _("The picture “%(name)s” is not public and was uploaded by another unit; upload it again.")
        return [text % {"name": file.display_name} for file in strange]


def _address(interview: Interview) -> str:
    return reverse("live:interview", args=[interview.number])


class AnnouncementKind(_InterviewKind, StandingKind):
    """Announcement of an interview or webcast: the case releases it, and names who reviews the text on site."""

    name = services.ANNOUNCEMENT
    label = gettext_lazy("Announcement of an interview")
    model = Announcement
    fields = (
        "kind", "title", "summary", "guests", "text_reviewer_id", "recorder_id", "video_url", "cancelled", "note",
    )  # fmt: skip
    times = ("starts_at", "ends_at", "questions_until")

    def snapshot(self, subject: Announcement) -> dict[str, Any]:
        times = {name: at.isoformat() if (at := getattr(subject, name)) else "" for name in self.times}
        values = {name: getattr(subject, name) for name in self.fields}
        links = {"links": [subject.video_url]} if subject.video_url else {}
        return {**self.base(subject), **values, **times, **links, "unit": subject.interview.unit_id}

    def carry_out(self, case: Case, subject: Announcement) -> None:
        services.carry_out_announcement(case, subject)

    def address(self, subject: Announcement) -> str:
        return _address(subject.interview)

    def versions(self, subject: Announcement) -> Iterable[int]:
        return subject.interview.announcements.values_list("pk", flat=True)

    def public_parts(self, subject: Announcement) -> Sequence[Passage | Transcript]:
        """What was said, and the transcript, stand on the same page."""
        interview = subject.interview
        return [*interview.passages.filter(released=True), *interview.transcripts.filter(live=True)]

    def show(self, subject: Announcement, parts: Sequence[Any], is_public: bool, act: str, case: Case | None) -> None:
        showing.show(subject, parts, is_public, act, case)

    def choose_route(self, subject: Announcement) -> RouteChoice:
        return RouteChoice("general", (_("The head of the unit that holds it approves (clauses N6, D7)."),))

    def routes(self, subject: Announcement) -> tuple[str, ...]:
        return ROUTES

    def title(self, subject: Announcement) -> str:
        return _("Announcement: %(title)s") % {"title": subject.title}

    def url(self, subject: Announcement) -> str:
        return reverse("live_admin:announcement", args=[subject.pk])

    def texts(self, subject: Announcement) -> dict[str, str]:
        parts = (subject.title, subject.summary, subject.guests, subject.note)
        return {_("The announcement"): "\n".join(parts)}

    def problems(self, subject: Announcement) -> list[Any]:
        problems = [*super().problems(subject), *self.file_problems(subject), *_people_problems(subject)]
        problems += video_problems(subject.video_url)
        former = subject.interview.announced
        if subject.interview.ended_at is not None:
            problems.append(_("This interview is over; its announcement doesn't change any more."))
        times = (subject.starts_at, subject.ends_at, subject.questions_until)
        problems += [reason for _name, reason in services.order_problems(*times)]
        if former is None and subject.cancelled:
            problems.append(_("What was never announced isn't cancelled."))
        if former is None and subject.starts_at <= timezone.now():
            problems.append(_("It begins in the past: an announcement comes before that."))
        if former is not None and not subject.live and not subject.note.strip():
            problems.append(_("Please say for the public what changed, and why."))
        return problems

    def summary(self, case: Case, person: Any) -> list[tuple[str, str]] | None:
        subject = case.subject()
        if subject is None:
            return []
        rows = [
            (_("What"), str(subject.get_kind_display())),
            (_("title"), subject.title),
            (_("What changed"), subject.note),
            (_("cancelled"), _("yes") if subject.cancelled else ""),
            (_("What it is about"), subject.summary),
            (_("Guests"), "；".join(reading.guests_of(subject))),
            (_("When"), f"{moment(subject.starts_at)} – {moment(subject.ends_at)}"),
            (_("Questions until"), moment(subject.questions_until) if subject.questions_until else _("none collected")),
            (_("Text reviewer"), str(subject.text_reviewer)),
            (_("Recorder"), str(subject.recorder)),
            (_("Video"), subject.video_url),
        ]
        return [(str(label), value) for label, value in rows if value]


def _people_problems(subject: Announcement) -> list[Any]:
    """The text reviewer reviews the secrecy too (docs/decisions/0025); nobody reviews what they typed (law 5)."""
    problems = []
    unit = subject.interview.unit.acting
    held = Post.objects.on(timezone.localdate(subject.starts_at)).filter(unit=unit)
    if not held.filter(person=subject.text_reviewer_id, capacity=Capacity.SECRECY_REVIEWER).exists():
        problems.append(_("The text reviewer has to hold the post of a secrecy reviewer of the unit on that day."))
    if not held.filter(person=subject.recorder_id).exists():
        problems.append(_("The recorder has to hold a post of the unit on that day."))
    if subject.recorder_id == subject.text_reviewer_id:
        problems.append(_("Nobody reviews what they typed: recorder and text reviewer are two people."))
    return problems


def video_problems(url: str) -> list[Any]:
    """Return why a video can't be embedded: only players over https of the hosts in ``GONGKAI_LIVE_VIDEO_HOSTS``."""
    if not url:
        return []
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.netloc in settings.GONGKAI["LIVE_VIDEO_HOSTS"]:
        return []
    hosts = "、".join(settings.GONGKAI["LIVE_VIDEO_HOSTS"]) or "—"
    return [_("The video has to be on a host that this portal allows, over https: %(hosts)s.") % {"hosts": hosts}]


class PassageKind(_InterviewKind):
    """A passage of a live interview: the text reviewer who was named releases it with one key."""

    name = services.PASSAGE
    label = gettext_lazy("Passage of an interview")
    model = Passage
    names_people = True
    announces = False  # both look at a page on which it appears within a second
    act_labels = {"pass_secrecy": gettext_lazy("Release")}

    def named(self, subject: Passage) -> set[int]:
        announced = subject.interview.announced
        return {announced.text_reviewer_id} if announced else set()

    def snapshot(self, subject: Passage) -> dict[str, Any]:
        values = {name: getattr(subject, name) for name in ("kind", "speaker", "text", "hides")}
        return {**self.base(subject), **values, "corrects": subject.corrects_id}

    def carry_out(self, case: Case, subject: Passage) -> None:
        services.carry_out_passage(case, subject)

    def choose_route(self, subject: Passage) -> RouteChoice:
        return RouteChoice(PASSAGE_ROUTE, (_("The text reviewer named for the interview approves each passage (N6)."),))

    def title(self, subject: Passage) -> str:
        what = _("Correction") if subject.corrects_id else subject.get_kind_display()
        return _("%(interview)s, %(what)s: %(text)s") % {
            "interview": subject.interview.number,
            "what": what,
            "text": str(subject)[:60],
        }

    def url(self, subject: Passage) -> str:
        return reverse("live_admin:review", args=[subject.interview_id])

    def texts(self, subject: Passage) -> dict[str, str]:
        return {_("The passage"): f"{subject.speaker}\n{subject.text}"}

    def problems(self, subject: Passage) -> list[Any]:
        problems = [*super().problems(subject), *self.file_problems(subject), *_time_problems(subject)]
        if not subject.text.strip() and subject.picture is None and not subject.corrects_id:
            problems.append(_("There is neither text nor picture."))
        wrong = subject.corrects
        if wrong is not None and (not wrong.released or wrong.corrects_id):
            problems.append(_("Only what is public is corrected."))
        announced = subject.interview.announced
        if subject.kind == Passage.Kind.END and announced and timezone.now() < announced.starts_at:
            when = {"time": moment(announced.starts_at)}
            problems.append(_("It begins at %(time)s: before that it can't be ended, only cancelled.") % when)
        if subject.kind == Passage.Kind.END and services.others_wait(subject):
            problems.append(_("Other passages still wait for the text reviewer: the end comes after them."))
        return problems

    def summary(self, case: Case, person: Any) -> list[tuple[str, str]] | None:
        subject = case.subject()
        if subject is None:
            return []
        rows = [
            (_("Who speaks"), " ".join(part for part in (str(subject.get_kind_display()), subject.speaker) if part)),
            (_("text"), subject.text),
            (_("Instead of"), str(subject.corrects.text) if subject.corrects_id else ""),
        ]
        return [(str(label), value) for label, value in rows if value]


def _time_problems(subject: Passage) -> list[Any]:
    """Passages stand on the page from half an hour before it begins until it was ended; corrections also later."""
    announced, interview = subject.interview.announced, subject.interview
    if announced is None:
        return [_("The interview isn't announced.")]
    if announced.cancelled:
        return [_("The interview is cancelled.")]
    if timezone.now() < announced.starts_at - timedelta(seconds=reading.EARLY.total_seconds()):
        return [_("It begins at %(time)s; passages can be sent from half an hour before.") % {
            "time": moment(announced.starts_at)
        }]  # fmt: skip
    if interview.ended_at is not None and not subject.corrects_id:
        return [_("The interview is over: only corrections can follow.")]
    return []


class TranscriptKind(_InterviewKind):
    """The edited record of an interview that is over."""

    name = services.TRANSCRIPT
    label = gettext_lazy("Transcript of an interview")
    model = Transcript

    def versions(self, subject: Transcript) -> Iterable[int]:
        return subject.interview.transcripts.values_list("pk", flat=True)

    def snapshot(self, subject: Transcript) -> dict[str, Any]:
        return {**self.base(subject), "summary": subject.summary, "text": subject.text}

    def carry_out(self, case: Case, subject: Transcript) -> None:
        services.carry_out_transcript(case, subject)

    def choose_route(self, subject: Transcript) -> RouteChoice:
        return RouteChoice("general", (_("The head of the unit that holds it approves (clauses N6, D7)."),))

    def routes(self, subject: Transcript) -> tuple[str, ...]:
        return ROUTES

    def title(self, subject: Transcript) -> str:
        announced = subject.interview.announced
        return _("Transcript: %(title)s") % {"title": announced.title if announced else subject.interview.number}

    def url(self, subject: Transcript) -> str:
        return reverse("live_admin:transcript", args=[subject.pk])

    def texts(self, subject: Transcript) -> dict[str, str]:
        return {_("The transcript"): f"{subject.summary}\n{subject.text}"}

    def problems(self, subject: Transcript) -> list[Any]:
        problems = super().problems(subject)
        if subject.interview.ended_at is None:
            problems.append(_("The transcript comes when the interview is over."))
        elif not subject.interview.public:
            problems.append(_("The interview is not public any more."))
        return problems

    def summary(self, case: Case, person: Any) -> list[tuple[str, str]] | None:
        subject = case.subject()
        return [(_("Abstract"), subject.summary), (_("Transcript"), subject.text)] if subject else []
