"""A person's own notices in the admin."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from . import services
from .forms import MailChoiceForm
from .models import MailChoice, Notice

PER_PAGE = 30


@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    """List the notices of the person who asks, newest first; ``?unread=1`` only those not read yet."""
    only_unread = request.GET.get("unread") == "1"
    notices = Notice.objects.filter(person_id=request.user.pk)
    page = Paginator(notices.unread() if only_unread else notices, PER_PAGE).get_page(request.GET.get("p"))
    title = pgettext("gongkai", "Notices")
    context = {
        "header_title": title,
        "page_title": title,
        "header_icon": "mail",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": gettext("Home")},
            {"url": "", "label": title},
        ],
        "page": page,
        "only_unread": only_unread,
        "unread": services.unread_count(request.user),
    }
    return render(request, "notices/list.html", context)


@require_GET
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Go where a notice leads; following it is reading it. Other people's notices do not exist here."""
    notice = get_object_or_404(Notice, pk=pk, person=request.user)
    services.mark_read(request.user, [notice.pk])
    safe = url_has_allowed_host_and_scheme(notice.url, {request.get_host()}, require_https=request.is_secure())
    return redirect(notice.url if notice.url and safe else "notices:list")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all notices of the person who asks as read."""
    if services.mark_read(request.user):
        messages.success(request, gettext("All notices are marked as read."))
    return redirect("notices:list")


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """How the person who asks gets notices by mail."""
    person: Any = request.user
    choice = MailChoice.objects.filter(person=person).first() or MailChoice(person=person)
    form = MailChoiceForm(request.POST or None, instance=choice)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, gettext("From now on you get: %(how)s.") % {"how": choice.get_how_display()})
        return redirect("notices:settings")
    return render(request, "notices/settings.html", {"form": form, "address": person.email})
