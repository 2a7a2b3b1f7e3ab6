"""Pasting from Word into the editor; and pages whose type has gone are kept from being deleted.

Their own table's rows would stay behind and break the delete.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from . import paste_views
from .missing_pages import gone_below

BULK_ACTIONS = ("delete", "move")


def _refuse(request: HttpRequest, page: Page) -> HttpResponse:
    messages.error(
        request,
        _("“%(title)s” is or holds a page of an extension that is switched off. Switch the extension on first.")
        % {"title": page.get_admin_display_title()},
    )
    return redirect("wagtailadmin_explore", page.pk)


@hooks.register("before_delete_page")
def keep_missing_pages(request: HttpRequest, page: Page) -> HttpResponse | None:
    return _refuse(request, page) if gone_below(page) else None


@hooks.register("before_bulk_action")
def keep_missing_pages_in_bulk(request: HttpRequest, action: str, objects: Any, view: Any) -> HttpResponse | None:
    if action not in BULK_ACTIONS:
        return None
    kept = next((page for page in objects if isinstance(page, Page) and gone_below(page)), None)
    return _refuse(request, kept) if kept else None


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [path("tiles/pasted/", paste_views.pasted_tiles, name="pasted_tiles")]


@hooks.register("insert_editor_js")
def paste_script() -> str:
    """The script that offers what was copied in Word as tiles, with its words."""
    return format_html(
        '<script type="module" src="{}" data-gk-paste="{}" data-done="{}" data-lost="{}" data-undo="{}" '
        'data-failed="{}"></script>',
        static("tiles/paste.js"),
        reverse("pasted_tiles"),
        _("What you pasted was cleaned and put into blocks."),
        _("Not carried over:"),
        _("Take it out again"),
        _("What you pasted could not be read. Paste it in smaller parts."),
    )
