"""Pages in the admin about special topics: the snapshots that were made of one, templates made of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from columns.sections.sketches import sketch
from portal.organisation.requests import StaffRequest

from . import permissions, saved_templates
from .forms import SaveTemplateForm
from .models import SavedTemplate, TopicPage, TopicSnapshot
from .snapshots.services import archive_of

PER_PAGE = 20


@require_GET
def snapshots(request: StaffRequest, pk: int) -> HttpResponse:
    """The snapshots of a topic, the newest first; who may have their files finds them there."""
    topic = get_object_or_404(TopicPage, pk=pk)
    page_obj = Paginator(topic.snapshots.select_related("case"), PER_PAGE).get_page(request.GET.get("page"))
    allowed, down = permissions.may_download(request.user, topic), permissions.taken_down_at(topic)
    withheld = [row.pk for row in page_obj if permissions.is_withheld(row, down)]
    context = {"topic": topic, "page_obj": page_obj, "allowed": allowed, "withheld": withheld}
    return render(request, "special_topics/staff/snapshots.html", context)


@require_GET
def snapshot(request: StaffRequest, pk: int) -> FileResponse:
    """A snapshot as one archive to download; none from before a take-down."""
    found = get_object_or_404(TopicSnapshot.objects.select_related("topic"), pk=pk, state=TopicSnapshot.State.MADE)
    if not permissions.may_download(request.user, found.topic):
        raise PermissionDenied
    if permissions.is_withheld(found, permissions.taken_down_at(found.topic)):
        raise Http404
    try:
        file = archive_of(found).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    day = timezone.localtime(found.made_at).date()
    return FileResponse(file, as_attachment=True, filename=f"{found.topic.slug}-{day}.zip")


@require_http_methods(["GET", "POST"])
def template(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep a topic as a template of its unit; below it those that the unit keeps already."""
    topic: TopicPage = get_object_or_404(TopicPage.objects.select_related("owner_unit"), pk=pk)
    if not saved_templates.may_save(request.user, topic):
        raise PermissionDenied
    form = SaveTemplateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            saved_templates.save(topic, request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The template is offered when your unit asks for a new topic."))
            return redirect("topics:template", pk)
    kept = [
        (row, sketch(row.tiles)) for row in saved_templates.of_units([topic.owner_unit.acting])[: saved_templates.MOST]
    ]
    context = {"topic": topic, "form": form, "kept": kept, "most": saved_templates.MOST}
    return render(request, "special_topics/staff/template.html", context)


@require_POST
def delete_template(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a template away; topics that began with it stay as they are."""
    found = get_object_or_404(SavedTemplate.objects.select_related("unit"), pk=pk)
    if not saved_templates.may_delete(request.user, found):
        raise PermissionDenied
    found.delete()
    messages.success(request, _("The template has been deleted."))
    topic = request.POST.get("topic", "")
    is_key = topic.isascii() and topic.isdecimal() and len(topic) < 12
    return redirect("topics:template", int(topic)) if is_key else redirect("sections:overview")
