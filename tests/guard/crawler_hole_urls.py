"""The portal's addresses with a form that publishes without a case among them, and one that answers 500."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from wagtail.models import Page

from portal.urls import urlpatterns as portal_urlpatterns
from tests.plugins.guard import publish_under_permit

FORM = (
    b'<form method="post"><input type="hidden" name="word" value="open"><button name="do" value="it"></button></form>'
)


def hole(request: HttpRequest, page_id: int) -> HttpResponse:
    """Only the superuser sees the form; whoever posts what it posts publishes."""
    if request.POST.get("word") == "open" and request.POST.get("do") == "it":
        publish_under_permit(get_object_or_404(Page, pk=page_id).specific)
    return HttpResponse(FORM if request.user.is_superuser else b"")


def broken(request: HttpRequest) -> HttpResponse:
    """Has not thought of what everybody could send."""
    if "publish" in request.POST:
        raise RuntimeError
    return HttpResponse()


urlpatterns = [
    path("admin/pages/<int:page_id>/hole/", hole),
    path("admin/broken/", broken),
    *portal_urlpatterns,
]
