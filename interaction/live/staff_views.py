"""Pages in the admin where a unit prepares an interview: its announcement, the questions, the transcript."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from portal.approvals.asking import AskingPage, edit, existing
from portal.organisation.models import Unit
from portal.organisation.requests import StaffRequest, posted_or_back
from portal.theme.formats import moment

from ..versions import stood, versions_of
from . import permissions, reading, services
from .forms import AnnouncementForm, TranscriptForm
from .models import Announcement, Interview, Question, Transcript

PER_PAGE = 30
BACK = "live_admin:interviews"


@never_cache
@require_GET
def interviews(request: HttpRequest) -> HttpResponse:
    """The interviews of this person's units (of all units for the Office), the latest first."""
    units = permissions.working_units(request.user)
    if not units:
        raise PermissionDenied
    found = permissions.visible(request.user).select_related("unit").order_by("-created_at", "-pk")
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_obj": page_obj,
        "rows": _rows(list(page_obj.object_list)),
        "units": Unit.objects.filter(pk__in=units, is_active=True).order_by("name"),
    }
    return render(request, "live/staff/interviews.html", context)


def _rows(found: list[Interview]) -> list[dict[str, Any]]:
    """Interviews as rows of the theme's worklist; four queries, however many there are."""
    public = {row.interview_id: row for row in reading.public_interviews().filter(interview__in=found)}
    drafts = Announcement.objects.filter(interview__in=found).order_by("pk").values_list("interview", "title")
    titles = dict(drafts)
    rows = []
    for item in found:
        row = public.get(item.pk)
        state = reading.STATES[reading.state_of(row)][0] if row else _("not announced yet")
        rows.append(
            {
                "title": row.title if row else titles.get(item.pk, item.number),
                "url": reverse("live_admin:interview", args=[item.pk]),
                "facts": [item.number, *([_("begins %(time)s") % {"time": moment(row.starts_at)}] if row else [])],
                "place": {"text": state, "note": str(item.unit)},
                "state": "",
            }
        )
    return rows


def _visible(request: HttpRequest, pk: int) -> Interview:
    found = get_object_or_404(Interview.objects.select_related("unit"), pk=pk)
    if not permissions.can_see(found, request.user):
        raise PermissionDenied
    return found


def _own(request: HttpRequest, pk: int) -> Interview:
    found = get_object_or_404(Interview.objects.select_related("unit"), pk=pk)
    if not permissions.can_prepare(found, request.user):
        raise PermissionDenied
    return found


@never_cache
@require_GET
def interview(request: HttpRequest, pk: int) -> HttpResponse:
    """One interview: how it stands, its announcements and transcripts with their cases, and what this person can do."""
    found = _visible(request, pk)
    person = request.user
    announced = found.announced
    states = dict(found.questions.order_by().values_list("state").annotate(count=Count("pk")))
    announcements = found.announcements.select_related("made_by")[:PER_PAGE]
    versions = versions_of(services.ANNOUNCEMENT, announcements)
    context = {
        "interview": found,
        "announcement": announced,
        "guests": reading.guests_of(announced) if announced else [],
        "versions": versions,
        "stood": stood(versions),
        "transcripts": versions_of(services.TRANSCRIPT, found.transcripts.select_related("made_by")[:PER_PAGE]),
        "questions": [(label, states.get(code, 0)) for code, label in Question.State.choices],
        "prepares": permissions.can_prepare(found, person),
        "records": permissions.can_record(found, person),
        "reviews": permissions.can_review(found, person),
    }
    return render(request, "live/staff/interview.html", context)


def _asking(title: Any) -> AskingPage:
    return AskingPage(
        title, lambda person: bool(permissions.working_units(person)), (BACK, _("Interviews and webcasts"))
    )


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest, unit_id: int) -> HttpResponse:
    """Announce an interview of one's unit; the interview is made when the announcement is kept."""
    unit = get_object_or_404(Unit, pk=unit_id, is_active=True)
    if unit.pk not in permissions.working_units(request.user):
        raise PermissionDenied
    begun = Announcement(interview=Interview(unit=unit))
    return edit(request, AnnouncementForm, begun, _asking(_("Announce an interview")))


@never_cache
@require_http_methods(["GET", "POST"])
def announce(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin another version of an announcement: another time, other guests, or that it is cancelled."""
    found = _own(request, pk)
    row = found.announced
    if row is None:
        raise PermissionDenied
    copied = {name: getattr(row, name) for name in AnnouncementForm.Meta.fields if name not in ("note", "cancelled")}
    begun = Announcement(interview=found, picture=row.picture, **copied)
    return edit(request, AnnouncementForm, begun, _asking(_("Change the announcement")))


@never_cache
@require_http_methods(["GET", "POST"])
def announcement(request: StaffRequest, pk: int) -> HttpResponse:
    """A version of an announcement: its form while it can be changed, else its case."""
    found = get_object_or_404(Announcement.objects.select_related("interview__unit"), pk=pk)
    _visible(request, found.interview_id)
    return existing(request, found, AnnouncementForm, _asking(found.title))


@sensitive_variables()
@never_cache
@require_GET
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """What people asked beforehand, for those who prepare the interview."""
    found = _own(request, pk)
    state = request.GET.get("state", Question.State.RECEIVED)
    if state not in Question.State.values:
        state = Question.State.RECEIVED
    rows = found.questions.filter(state=state).select_related("key_row")
    page_obj = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "interview": found,
        "page_obj": page_obj,
        "chips": [{"code": code, "label": label, "current": code == state} for code, label in Question.State.choices],
        "state": state,
        "choices": Question.State.choices,
    }
    return render(request, "live/staff/questions.html", context)


@never_cache
@posted_or_back("live_admin:questions")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a question, decline it, or mark it as asked."""
    found = _own(request, pk)
    posted, state = request.POST.get("question", ""), request.POST.get("state", "")
    question = found.questions.filter(pk=int(posted) if posted.isdecimal() else 0).first()
    if question is not None and state in Question.State.values:
        services.decide(question, request.user, state)
    return redirect(f"{reverse('live_admin:questions', args=[pk])}?state={request.GET.get('state', '')}")


@never_cache
@require_http_methods(["GET", "POST"])
def begin_transcript(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin a transcript from what was released, or from the one in public."""
    found = _own(request, pk)
    if found.ended_at is None:
        messages.warning(request, _("The transcript comes when the interview is over."))
        return redirect("live_admin:interview", pk)
    former = reading.transcript_of(found)
    announced = found.announced
    begun = Transcript(
        interview=found,
        made_by=request.user,
        summary=former.summary if former else (announced.summary[:1000] if announced else ""),
        text=former.text if former else reading.as_text(found),
    )
    return edit(request, TranscriptForm, begun, _asking(_("Transcript of an interview")))


@never_cache
@require_http_methods(["GET", "POST"])
def transcript(request: StaffRequest, pk: int) -> HttpResponse:
    """A version of a transcript: its form while it can be changed, else its case."""
    found = get_object_or_404(Transcript.objects.select_related("interview__unit"), pk=pk)
    _visible(request, found.interview_id)
    return existing(request, found, TranscriptForm, _asking(_("Transcript of an interview")))
