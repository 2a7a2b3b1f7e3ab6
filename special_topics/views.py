"""Pages in the admin about special topics: the snapshots that were made of one."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from portal.organisation.requests import StaffRequest

from . import permissions
from .models import TopicPage, TopicSnapshot
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
