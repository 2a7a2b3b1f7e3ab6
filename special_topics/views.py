"""Pages in the admin about special topics: the snapshots that were made of one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from portal.organisation.requests import StaffRequest

from .models import TopicPage, TopicSnapshot
from .snapshots.services import archive_of

PER_PAGE = 20


@require_GET
def snapshots(request: StaffRequest, pk: int) -> HttpResponse:
    """The snapshots of a topic, the newest first. They hold what everybody could read: all staff may have them."""
    topic = get_object_or_404(TopicPage, pk=pk)
    page_obj = Paginator(topic.snapshots.select_related("case"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "special_topics/staff/snapshots.html", {"topic": topic, "page_obj": page_obj})


@require_GET
def snapshot(request: StaffRequest, pk: int) -> FileResponse:
    """A snapshot as one archive to download."""
    found = get_object_or_404(TopicSnapshot.objects.select_related("topic"), pk=pk, state=TopicSnapshot.State.MADE)
    try:
        file = archive_of(found).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    day = timezone.localtime(found.made_at).date()
    return FileResponse(file, as_attachment=True, filename=f"{found.topic.slug}-{day}.zip")
