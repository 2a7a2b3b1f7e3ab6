"""Public pages: the list of activities, one page each, taking part, and following what one sent in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from portal.addons.types import IdentityRefused
from portal.approvals.errors import ActRefused
from portal.organisation.limits import address_of
from portal.theme.formats import moment
from portal.theme.meta import PageMeta

from .. import challenges, codes, crypto
from . import admission, content, entries, identities, limits, reading, surveys, trainings, voting
from .admission import NotTaken
from .forms import FORMS, FollowForm, IdentifiedForm, SurveyForm, TakePartForm, VoteForm
from .models import Activity, ActivityKind, Entry, Refusal

PER_PAGE = 20
RECEIPT = "activity_receipt"
FOLLOWED = "activity_followed"
PAGE = "activities/activity.html"


def crumbs(title: Any = "") -> list[dict[str, Any]]:
    """The way from the home page."""
    found = [
        {"title": _("Home"), "url": "/"},
        {"title": pgettext("gongkai", "Interaction"), "url": reverse("interaction:answers")},
        {"title": _("Solicitations and surveys"), "url": reverse("activities:list") if title else ""},
    ]
    return [*found, {"title": title, "url": ""}] if title else found


@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    """All public activities, by stage and kind; the filters stand in the address."""
    stage, kind = request.GET.get("stage", ""), request.GET.get("kind", "")
    page_obj = Paginator(reading.listed(stage, kind), PER_PAGE).get_page(request.GET.get("page"))
    title = _("Solicitations and surveys")
    context = {
        "page_obj": page_obj,
        "rows": [reading.row_of(activity) for activity in page_obj.object_list],
        "stages": _chips(request, "stage", stage, reading.STAGES),
        "kinds": _chips(request, "kind", kind, ActivityKind.choices),
        "breadcrumbs": crumbs(),
        "page_meta": PageMeta(column_name=title, column_type=pgettext("gongkai", "Interaction")),
    }
    return render(request, "activities/list.html", context)


def _chips(request: HttpRequest, name: str, current: str, choices: Any) -> list[dict[str, Any]]:
    known = [code for code, _label in choices]
    rows = [("", pgettext("activity", "all")), *choices]
    chips = []
    for code, label in rows:
        query = request.GET.copy()
        query.pop("page", None)
        query[name] = code
        chosen = code == current if current in known else code == ""
        chips.append({"label": label, "url": f"?{query.urlencode()}", "current": chosen})
    return chips


def _found(number: str) -> Activity:
    activity = Activity.objects.public().select_related("unit", "follows").filter(number=number).first()
    if activity is None:
        raise Http404
    return activity


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: HttpRequest, number: str) -> HttpResponse:
    """One activity: what it is about, the form while it runs, how it stands, and its result."""
    found = _found(number)
    if request.method == "POST":
        return admission.mark_device(request, _take(request, found))
    response = render(request, PAGE, page_context(request, found))
    return admission.mark_device(request, response)


def page_context(request: HttpRequest, found: Activity, form: TakePartForm | None = None) -> dict[str, Any]:
    """Context of an activity's public page; ``form`` came back with errors."""
    result = reading.result_of(found)
    open_now = found.is_running()
    once = found.is_voted or found.kind == ActivityKind.SURVEY
    taken = open_now and form is None and once and "again" not in request.GET and identities.took_part(found, request)
    if open_now and form is None and not taken:
        form = FORMS[found.kind](activity=found, initial={"part": request.GET.get("part", "")})
        _challenge(request, form)
    return {
        "activity": found,
        "stage": reading.stage_of(found),
        "left": reading.left_of(found)[0],
        "facts": reading.facts_of(found),
        "documents": reading.documents(found),
        "clauses": content.clauses_of(found),
        "candidates": reading.candidates(found, form.picked() if isinstance(form, VoteForm) else None)
        if found.is_voted
        else [],
        "several": int(found.rules.get("most", 1)) > 1,
        "questions": reading.numbered_questions(found) if found.kind == ActivityKind.SURVEY else [],
        "form": form if open_now else None,
        "taken": taken,
        "may_be_another": identities.is_confirmed(found),
        "button": reading.TAKE_PART[ActivityKind(found.kind)],
        "chart": None if result else reading.vote_chart(found),
        "participants_text": reading.participants_text(found, reading.participants(found)),
        "breadcrumbs": crumbs(found.title),
        "page_meta": PageMeta(
            column_name=_("Solicitations and surveys"),
            article_title=found.title,
            pub_date=found.published_at,
            content_source=found.unit.name,
            description=found.lead[:120],
        ),
        **(reading.result_context(found, result) if result else {}),
    }


def _prepare(request: HttpRequest, found: Activity, form: IdentifiedForm) -> HttpResponse:
    """Have a code sent, say; what was filled in so far stands in the form again."""
    note, kind, status = "", "info", 200
    if form.is_trapped():
        note, kind, status = _("The hidden field has to stay empty. Please send again."), "warn", 422
    else:
        try:
            challenges.check_before_preparing(form, request)
            note = identities.prepare(form, request)
        except IdentityRefused as refused:
            note, kind, status = str(refused), "warn", 422
        except ValidationError as wrong:
            note, kind, status = "；".join(wrong.messages), "warn", 422
    again = form.filled_in_again()
    _challenge(request, again)
    context = page_context(request, found, again) | {"prepared": {"text": note, "kind": kind}}
    return render(request, PAGE, context, status=status)


def _take(request: HttpRequest, found: Activity) -> HttpResponse:
    form = FORMS[found.kind](request.POST, activity=found)
    _challenge(request, form)
    if found.is_running() and isinstance(form, IdentifiedForm) and form.prepares():
        return _prepare(request, found, form)
    try:
        receipt = _taken(request, found, form)
    except NotTaken as refusal:
        form.add_error(None, refusal.sentence)
        many = refusal.reason == Refusal.Reason.ADDRESS
        return render(request, PAGE, page_context(request, found, form), status=429 if many else 422)
    if isinstance(form, IdentifiedForm):
        identities.note_taken(found, request)
    if receipt is not None:
        request.session[RECEIPT] = crypto.pack({"id": receipt.entry.pk, "code": receipt.code})
    return redirect("activities:thanks", found.number)


def _taken(request: HttpRequest, found: Activity, form: TakePartForm) -> entries.Receipt | None:
    """Take what was sent; NotTaken where it can't be. What is counted in reports is counted where it is refused."""
    if not found.is_running():
        raise _refused(found, admission.late(found))
    if form.is_trapped():
        trapped = NotTaken(Refusal.Reason.TRAP, _("The hidden field has to stay empty. Please send again."))
        raise _refused(found, trapped)
    address = address_of(request)
    identified = found.is_voted or found.kind == ActivityKind.SURVEY
    limit = limits.SUBMISSIONS if identified else limits.ENTRIES
    many = NotTaken(Refusal.Reason.ADDRESS, _("Much came from your network within the hour. Please try again later."))
    if limit.reached(address):
        raise _refused(found, many)
    if not form.is_valid():
        raise NotTaken(Refusal.Reason.INVALID, _("Please look at what is marked below."))
    if not limit.take(address):  # of many at once
        raise _refused(found, many)
    if isinstance(form, VoteForm):
        try:
            _vote(request, found, form)
        except NotTaken:
            limit.give_back(address)
            raise
        return None
    if isinstance(form, SurveyForm):
        return _fill_in(request, found, form)
    if not challenges.taken(form, request):
        raise NotTaken(Refusal.Reason.INVALID, _("Please look at what is marked below."))
    return entries.submit(found, form.texts(), part=form.cleaned_data.get("part", ""))


def _challenge(request: HttpRequest, form: TakePartForm) -> None:
    """Ask a challenge when much comes in; where everybody takes part once, only before a code is sent."""
    if not isinstance(form, IdentifiedForm):
        challenges.attach(form, request)
    elif form.prepared_after:
        challenges.attach_before_preparing(form, request)


def _refused(found: Activity, refusal: NotTaken) -> NotTaken:
    admission.refuse(found, refusal.reason)
    return refusal


def _voter(request: HttpRequest, found: Activity, form: TakePartForm) -> admission.Person:
    try:
        voter = identities.voter(found, request, form.cleaned_data)
    except NotTaken as refusal:
        raise _refused(found, refusal) from None
    return admission.who(found, request, voter)


def _vote(request: HttpRequest, found: Activity, form: VoteForm) -> None:
    try:
        voting.clean_pick(found, form.picked())  # before a code is used up
    except NotTaken as refusal:
        raise _refused(found, refusal) from None
    voting.cast(found, _voter(request, found, form), form.picked())


def _fill_in(request: HttpRequest, found: Activity, form: SurveyForm) -> entries.Receipt:
    clear, texts = surveys.split(form.questions, form.answers)
    marked = clear | dict.fromkeys(texts, True)  # that there is a text is counted, the text is sealed
    return entries.submit(found, {"answers": texts}, answers=marked, person=_voter(request, found, form))


@never_cache
@require_safe
def thanks(request: HttpRequest, number: str) -> HttpResponse:
    """Say that it was taken, and show number and query code, once."""
    found = _found(number)
    context: dict[str, Any] = {
        "activity": found,
        "chart": reading.vote_chart(found),
        "breadcrumbs": crumbs(found.title),
        "page_meta": PageMeta(),
    }
    if packed := request.session.pop(RECEIPT, None):
        shown = crypto.unpack(packed)
        entry = Entry.objects.filter(pk=shown["id"], activity=found).first()
        context |= {"entry": entry, "code": shown["code"], "moment": moment(entry.at) if entry else ""}
    return render(request, "activities/thanks.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Show what somebody sent in to whoever has its number and code, and what became of it."""
    form = FollowForm(request.POST or _just_opened(request))
    context: dict[str, Any] = {"form": form, "breadcrumbs": crumbs(_("Follow what I sent in")), "page_meta": PageMeta()}
    if not form.is_bound:
        return render(request, "activities/follow.html", context)
    status = 422
    if form.is_valid():
        address, status = codes.look_up(request, form)
        if address and address != request.path:
            return redirect(address)
        if entry := _of_opened(request):
            entry = _give_up(request, entry) if "give_up" in request.POST else entry
            context, status = context | _entry_context(entry), 200
    return render(request, "activities/follow.html", context, status=status)


def open_here(request: HttpRequest, found: Entry, code: str) -> str:
    """Let this browser read once what was sent in; return the address where."""
    request.session[FOLLOWED] = crypto.pack({"number": found.number, "code": code})
    return reverse("activities:follow")


def _just_opened(request: HttpRequest) -> dict[str, str] | None:
    """Return number and code that were entered on another page a moment ago, once."""
    packed = request.session.pop(FOLLOWED, None)
    return crypto.unpack(packed) if packed else None


def _of_opened(request: HttpRequest) -> Entry | None:
    opened = _just_opened(request)
    return entries.by_code(opened["number"], opened["code"]) if opened else None


def _give_up(request: HttpRequest, entry: Entry) -> Entry:
    try:
        trainings.give_up(entry)
        messages.success(request, _("You have given up your place. Thank you for telling us."))
    except ActRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    return Entry.objects.select_related("activity__unit", "group").get(pk=entry.pk)


def _entry_context(entry: Entry) -> dict[str, Any]:
    """What was sent in, and the answer once the result is public."""
    answered = entry.group if entry.activity.concluded_at and entry.activity.published else None
    said = entries.told(entry)
    return {
        "entry": entry,
        "activity": entry.activity,
        "said": said,
        "about_person": _about_person(said),
        "part": content.part_label(entry.activity, entry.part, "") if entry.part else "",
        "group": answered,
        "seat": entry.get_seat_display() if entry.seat else "",
        "may_give_up": entry.seat in (Entry.Seat.GIVEN, Entry.Seat.WAITING) and entry.activity.is_running(),
        "moment": moment(entry.at),
    }


def _about_person(said: dict[str, Any] | None) -> list[tuple[str, str]]:
    """What somebody told about themselves, with its labels."""
    labels = {"name": _("Name of the person"), "employer": _("Where you work"), "contact": _("Contact")}
    return [(label, said[name]) for name, label in labels.items() if said and said.get(name)]
