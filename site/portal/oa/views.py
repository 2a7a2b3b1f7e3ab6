"""Tokens of a system: issued, shown once, revoked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_required

from . import credentials
from .forms import TokenForm
from .models import System, Token


@permission_required("oa.change_system")
@require_http_methods(["GET", "POST"])
@never_cache
def tokens(request: HttpRequest, pk: int) -> HttpResponse:
    """List the tokens of a system; on POST issue a new one, which is shown in the answer and never again."""
    system = get_object_or_404(System, pk=pk)
    form = TokenForm(request.POST or None)
    issued = None
    if request.method == "POST" and form.is_valid():
        issued = credentials.issue(system, request.user, form.cleaned_data["days"])
    systems, title = reverse("oa_system_modeladmin_index"), _("Tokens of %(system)s") % {"system": system}
    context = {
        "header_title": title,
        "page_title": title,
        "header_icon": "key",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": systems, "label": _("Systems")},
            {"url": "", "label": title},
        ],
        "system": system,
        "form": form if issued is None else TokenForm(),
        "issued": issued,
        "tokens": system.tokens.select_related("issued_by", "revoked_by")[:50],
        "now": timezone.now(),
        "systems_url": systems,
    }
    return render(request, "oa/tokens.html", context)


@permission_required("oa.change_system")
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a token on POST; whoever comes by a link is led to the list of tokens."""
    token = get_object_or_404(Token.objects.select_related("system"), pk=pk)
    if request.method == "POST":
        credentials.revoke(token, request.user)
        messages.success(request, _("The token %(key)s is revoked.") % {"key": token.key_id})
    return redirect("oa_admin:tokens", token.system_id)
