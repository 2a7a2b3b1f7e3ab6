"""The two places on site: where the recorder types, and where the text reviewer releases with one key."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.approvals import attachments, secrecy
from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.organisation.requests import StaffRequest, posted_or_back

from . import permissions, reading, services
from .forms import PassageForm
from .models import Interview, Passage

RECORDER, REVIEW = "recorder", "review"
LAST_SHOWN = 10  # passages that the recorder sees of what is public, the newest first
SPEAKERS = 30
BY_SCRIPT = "fetch"


def _interview(pk: int) -> Interview:
    return get_object_or_404(Interview.objects.select_related("unit"), pk=pk)


def _recorded(request: HttpRequest, interview: Interview) -> Interview:
    if not permissions.can_record(interview, request.user):
        raise PermissionDenied
    return interview


def _reviewed(request: HttpRequest, interview: Interview) -> Interview:
    if not permissions.can_review(interview, request.user):
        raise PermissionDenied
    return interview


@never_cache
@require_http_methods(["GET", "POST"])
def recorder(request: StaffRequest, pk: int) -> HttpResponse:
    """Type what is said; sent, it waits for the text reviewer."""
    interview = _recorded(request, _interview(pk))
    begun = Passage(interview=interview, speaker=request.GET.get("speaker", "")[:40])
    return _sending(request, begun, reverse("live_admin:recorder", args=[pk]))


@never_cache
@require_http_methods(["GET", "POST"])
def passage(request: StaffRequest, pk: int) -> HttpResponse:
    """A passage that came back, to be changed and sent again; for others, where it waits."""
    found = get_object_or_404(Passage.objects.select_related("interview__unit", "corrects"), pk=pk)
    interview = found.interview
    case = services.case_of(found)
    mine = permissions.can_record(interview, request.user)
    if mine and case is not None and case.state in CaseState.UNSENT and case.maker_id == request.user.pk:
        return _sending(request, found, request.path)
    if mine:
        return redirect("live_admin:recorder", interview.pk)
    _reviewed(request, interview)
    return redirect("live_admin:review", interview.pk)


@never_cache
@require_http_methods(["GET", "POST"])
def correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Correct a passage that is public: readers see what was wrong struck through, and the right text."""
    found = get_object_or_404(Passage.objects.select_related("interview__unit"), pk=pk, released=True, corrects=None)
    interview = _recorded(request, found.interview)
    now = reading.shown_by_pk([found.pk])[found.pk].now
    begun = Passage(
        interview=interview, corrects=found, kind=found.kind, speaker=now.speaker, text=now.text, picture=now.picture
    )
    return _sending(request, begun, request.path)


def _sending(request: StaffRequest, begun: Passage, back: str) -> HttpResponse:
    """Show the form of a passage; posted, send it to the text reviewer."""
    posted = (request.POST or None, request.FILES or None)
    form = PassageForm(*posted, instance=begun, person=request.user)
    interview, by_script = begun.interview, request.headers.get("X-Requested-With") == BY_SCRIPT
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.send_passage(form.save(commit=False), request.user, secrecy.answers_in(request.POST))
            if by_script:
                return JsonResponse({"sent": True})
            return redirect("live_admin:recorder", interview.pk)
        except ActRefused as refusal:
            problems = refusal.reasons
    elif request.method == "POST":
        problems = [str(error) for errors in form.errors.values() for error in errors]
    if request.method == "POST" and by_script:
        return JsonResponse({"sent": False, "problems": problems}, status=422)
    for reason in problems:
        messages.error(request, reason)
    context = {
        "interview": interview,
        "announcement": interview.announced,
        "form": form,
        "action": back,
        "corrects": begun.corrects,
        "speakers": _speakers(interview),
        "questions": secrecy.QUESTIONS.items(),
        "declared": secrecy.NO,
        "chosen": interview.questions.filter(state="chosen").select_related("key_row")[:LAST_SHOWN],
        **_waiting_context(request, interview, RECORDER),
    }
    return render(request, "live/staff/recorder.html", context)


def _speakers(interview: Interview) -> list[str]:
    """Names that were used before, and the guests as they were announced."""
    used = interview.passages.exclude(speaker="").order_by("-pk").values_list("speaker", flat=True)[:SPEAKERS]
    announced = interview.announced
    guests = [line.split()[0][:40] for line in reading.guests_of(announced)] if announced else []
    return list(dict.fromkeys([*guests, *used]))


@never_cache
@require_GET
def review(request: StaffRequest, pk: int) -> HttpResponse:
    """What waits for the text reviewer, the oldest first."""
    interview = _reviewed(request, _interview(pk))
    context = {
        "interview": interview,
        "announcement": interview.announced,
        "questions": secrecy.QUESTIONS.values(),
        **_waiting_context(request, interview, REVIEW),
    }
    return render(request, "live/staff/review.html", context)


@never_cache
@require_GET
def waiting(request: StaffRequest, pk: int, side: str) -> HttpResponse:
    """The list of what waits by itself: both places ask for it every second."""
    interview = _interview(pk)
    if side not in (RECORDER, REVIEW):
        raise Http404
    (_recorded if side == RECORDER else _reviewed)(request, interview)
    return HttpResponse(
        render_to_string("live/staff/waiting.html", _waiting_context(request, interview, side), request)
    )


def _waiting_context(request: StaffRequest, interview: Interview, side: str) -> dict[str, Any]:
    rows = [_row(case, found, request.user) for case, found in services.on_their_way(interview)]
    if side == REVIEW:
        rows = [row for row in rows if row["state"] not in CaseState.UNSENT]
    newest = reading.shown(interview)[-LAST_SHOWN:][::-1] if side == RECORDER else []
    return {"interview": interview, "side": side, "rows": rows, "newest": newest}


def _row(case: Case, found: Passage, person: Any) -> dict[str, Any]:
    """A passage on its way: what it says, how it stands, what came back with it, and what this person can do."""
    returned = (
        case.opinions.filter(verdict="returned").order_by("pk").last() if case.state in CaseState.UNSENT else None
    )
    may_release = case.state == CaseState.SECRECY_REVIEW
    pictures = [attachments.address(case, file) for file in attachments.pinned(case.snapshot) if file.row is not None]
    return {
        "case": case,
        "passage": found,
        "state": case.state,
        "label": _("waits for the text reviewer") if may_release else CaseState.LABELS[case.state],
        "may_release": may_release,
        "mine": case.maker_id == person.pk,
        "unsent": case.state in CaseState.UNSENT,
        "reason": returned.text if returned else "",
        "findings": [finding["message"] for finding in case.findings],
        "picture": pictures[0] if pictures else "",
    }


@never_cache
@posted_or_back("live_admin:passage")
def act(request: StaffRequest, pk: int, act: str) -> HttpResponse:
    """Release a passage, return it with a reason, or take one back: on the version that was seen, or not at all."""
    found = get_object_or_404(Passage.objects.select_related("interview__unit"), pk=pk)
    case, person = services.case_of(found), request.user
    if case is None or act not in ("release", "return", "withdraw"):
        raise Http404
    (_recorded if act == "withdraw" else _reviewed)(request, found.interview)
    posted = request.POST.get("version", "")
    version = int(posted) if posted.isdecimal() else 0
    problems: list[str] = []
    try:
        if act == "release":
            approvals.pass_secrecy(case.pk, person, version)
        elif act == "return":
            reason = request.POST.get("reason", "").replace("\x00", "")[:300]
            approvals.return_case(case.pk, person, version, reason)
        else:
            approvals.withdraw(case.pk, person, version)
    except ActRefused as refusal:
        problems = refusal.reasons
    if request.headers.get("X-Requested-With") == BY_SCRIPT:
        return JsonResponse({"sent": not problems, "problems": problems}, status=422 if problems else 200)
    for reason in problems:
        messages.error(request, reason)
    return redirect(f"live_admin:{RECORDER if act == 'withdraw' else REVIEW}", found.interview_id)
