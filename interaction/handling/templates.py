"""Reply templates of a unit: kept by its people, taken from public answers or written anew, reviewed on their day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.approvals import posted
from portal.organisation.models import Unit

from .. import permissions, reading
from ..forms import TemplateForm
from ..models import ReplyTemplate

PER_PAGE = 50
REVIEWED_AFTER = timedelta(days=365)


def of_units(person: Any) -> Any:
    """Return the templates of the units in which a person works."""
    return ReplyTemplate.objects.filter(unit_id__in=permissions.working_units(person)).select_related("unit")


def chosen_template(request: HttpRequest) -> ReplyTemplate | None:
    """Return the template of a person's units that an address names (``?template=``); None for anything else."""
    found: ReplyTemplate | None = of_units(request.user).filter(pk=posted.number(request.GET, "template")).first()
    return found


@never_cache
@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """The templates of a person's units; those that are due for a review first."""
    if not permissions.working_units(request.user):
        raise PermissionDenied
    page_obj = Paginator(of_units(request.user).order_by("review_on", "title", "pk"), PER_PAGE)
    return render(request, "interaction/staff/templates.html", {"page_obj": page_obj.get_page(request.GET.get("p"))})


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a template, or take one from a public answer (``?from=`` its number)."""
    units = Unit.objects.filter(pk__in=permissions.working_units(request.user), is_active=True)
    if not units:
        raise PermissionDenied
    reply = reading.public_answers().filter(number=request.GET.get("from", "")).first()
    initial: dict[str, Any] = {"review_on": timezone.localdate() + REVIEWED_AFTER, "unit": units[0]}
    if reply is not None:
        initial |= {"title": reply.public_title, "text": reply.public_answer}
    form = TemplateForm(request.POST or None, initial=initial, units=units)
    if request.method == "POST" and form.is_valid():
        form.instance.source = reply
        return _keep(request, form)
    context = {"form": form, "template": None}
    return render(request, "interaction/staff/template.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a template, or say that it is still right by giving it a new day."""
    found = get_object_or_404(of_units(request.user), pk=pk)
    units = Unit.objects.filter(pk__in=permissions.working_units(request.user), is_active=True)
    form = TemplateForm(request.POST or None, instance=found, units=units)
    if request.method == "POST" and form.is_valid():
        return _keep(request, form)
    context = {"form": form, "template": found}
    return render(request, "interaction/staff/template.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, form: TemplateForm) -> HttpResponse:
    form.instance.changed_by, form.instance.changed_at = request.user, timezone.now()
    form.save()
    messages.success(request, _("The template was kept."))
    return redirect("interaction_admin:templates")


@never_cache
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a template away."""
    get_object_or_404(of_units(request.user), pk=pk).delete()
    messages.success(request, _("The template was taken away."))
    return redirect("interaction_admin:templates")
