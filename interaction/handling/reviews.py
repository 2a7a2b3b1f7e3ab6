"""Public answers whose day has come: the unit looks at each anew, and says with one press that it is still right."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from portal.approvals import posted
from portal.approvals.errors import ActRefused

from .. import permissions, services
from ..forms import ReviewDaysForm
from ..models import TicketSettings

PER_PAGE = 30


@never_cache
@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """The answers of a person's units that are to be looked at anew, the longest due first."""
    return _page(request)


def _page(request: HttpRequest, form: ReviewDaysForm | None = None) -> HttpResponse:
    if not permissions.working_units(request.user):
        raise PermissionDenied
    days = TicketSettings.current().answers_reviewed_after
    if form is None and permissions.is_office(request.user):
        form = ReviewDaysForm(initial={"days": days})
    page_obj = Paginator(services.due_for(request.user), PER_PAGE).get_page(request.GET.get("p"))
    context = {"page_obj": page_obj, "days": days, "form": form}
    status = 422 if form is not None and form.errors else 200
    return render(request, "interaction/staff/reviews.html", context, status=status)


@never_cache
@require_POST
def still_right(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that an answer is still right."""
    review = get_object_or_404(services.due_for(request.user), pk=pk)
    try:
        services.still_right(review, request.user, posted.number(request.POST, "version"))
    except ActRefused as refusal:
        messages.error(request, str(refusal))
    else:
        text = _("Recorded: the answer %(number)s is still right.")
        messages.success(request, text % {"number": review.reply.number})
    return redirect("interaction_admin:reviews")


@never_cache
@require_POST
def days(request: HttpRequest) -> HttpResponse:
    """The Office sets after how many days answers are looked at anew."""
    if not permissions.is_office(request.user):
        raise PermissionDenied
    form = ReviewDaysForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    services.set_review_days(form.cleaned_data["days"], request.user)
    messages.success(request, _("The settings were kept."))
    return redirect("interaction_admin:reviews")
