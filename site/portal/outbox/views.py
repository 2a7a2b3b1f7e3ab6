"""The register of after-effects in the admin: to read, and to send dead letters round again."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.filters import AllValuesFieldListFilter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from portal.addons import registry
from portal.addons.lists import FilteredIndexView

from . import services
from .models import OutboxRow, Status

RETRY_AT_ONCE = 500


class ReadingPermissions(PermissionHelper):
    """Rows are written by the portal: people may read them with the right to view, and change none by form."""

    def user_can_list(self, user: Any) -> bool:
        return user.has_perm("outbox.view_outboxrow")

    def user_can_inspect_obj(self, user: Any, obj: OutboxRow) -> bool:
        return self.user_can_list(user)

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: OutboxRow) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: OutboxRow) -> bool:
        return False


class Buttons(ButtonHelper):
    """Adds "retry" beside dead letters; the button leads to a page that asks, and that page posts."""

    def get_buttons_for_obj(
        self, obj: OutboxRow, exclude: Any = None, classnames_add: Any = None, classnames_exclude: Any = None
    ) -> list[dict[str, Any]]:
        buttons = super().get_buttons_for_obj(obj, exclude, classnames_add, classnames_exclude)
        if obj.status == Status.DEAD and self.request.user.has_perm("outbox.change_outboxrow"):
            buttons.append(
                {
                    "url": reverse("outbox:retry", args=[obj.pk]),
                    "label": gettext("Retry"),
                    "classname": self.finalise_classname(classnames_add, classnames_exclude),
                    "title": gettext("Let this dead letter be carried out again"),
                }
            )
        return buttons


class OutboxRegister(ModelAdmin):
    """The list of after-effects, newest first, by status and job."""

    model = OutboxRow
    menu_label = pgettext_lazy("gongkai", "After-effects")
    menu_icon = "tasks"
    menu_order = 800
    add_to_settings_menu = True
    permission_helper_class = ReadingPermissions
    button_helper_class = Buttons
    index_view_class = FilteredIndexView
    list_display = ("job_label", "status", "attempts", "available_at", "finished_at", "error_line")
    list_filter = ("status", ("job", AllValuesFieldListFilter))
    search_fields = ("job", "key", "last_error")
    ordering = ("-pk",)
    list_per_page = 50
    inspect_view_enabled = True
    history_view_enabled = False
    inspect_view_fields = (
        "job", "payload", "key", "status", "attempts", "available_at", "claimed_at", "claimed_by", "finished_at",
        "last_error", "created_at",
    )  # fmt: skip
    index_template_name = "outbox/register.html"
    index_view_extra_css = ["outbox/register.css"]

    def job_label(self, row: OutboxRow) -> str:
        """The job's name for people, and the row's number; its code where the job is not registered."""
        job = registry.by_name("jobs").get(row.job)
        return f"{(job.label if job else '') or row.job} #{row.pk}"

    job_label.short_description = _("job")  # type: ignore[attr-defined]
    job_label.admin_order_field = "job"  # type: ignore[attr-defined]

    def error_line(self, row: OutboxRow) -> str:
        """The last error in one line."""
        return truncatechars(row.last_error, 120)

    error_line.short_description = _("last error")  # type: ignore[attr-defined]


def register_url(status: str = "") -> str:
    """Return the address of the register, of one status or of all."""
    url = reverse("outbox_outboxrow_modeladmin_index")
    return f"{url}?status__exact={status}" if status else url


@permission_required("outbox.change_outboxrow")
@require_http_methods(["GET", "POST"])
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a dead letter shall be carried out again, and do so on POST."""
    row = get_object_or_404(OutboxRow, pk=pk)
    if request.method == "POST":
        _retry(request, [row])
        return redirect(register_url())
    return _ask(request, [row], 1)


@permission_required("outbox.change_outboxrow")
@require_http_methods(["GET", "POST"])
def retry_all(request: HttpRequest) -> HttpResponse:
    """Ask whether all dead letters (the oldest five hundred) shall be carried out again, and do so on POST."""
    dead = OutboxRow.objects.filter(status=Status.DEAD).order_by("pk")
    if request.method == "POST":
        _retry(request, list(dead[:RETRY_AT_ONCE]))
        return redirect(register_url())
    return _ask(request, list(dead[:20]), min(dead.count(), RETRY_AT_ONCE))


def _retry(request: HttpRequest, rows: list[OutboxRow]) -> None:
    """Retry rows one by one: one that somebody else has retried meanwhile is told, and stops no other."""
    done = 0
    for row in rows:
        try:
            services.retry(row, request.user)
        except services.NotDead:
            continue
        except PermissionDenied:
            break
        done += 1
    if done:
        text = ngettext("%(count)s dead letter waits again.", "%(count)s dead letters wait again.", done)
        messages.success(request, text % {"count": done})
    else:
        messages.warning(request, gettext("No dead letter was left to retry."))


def _ask(request: HttpRequest, rows: list[OutboxRow], count: int) -> HttpResponse:
    title = gettext("Retry dead letters")
    context = {
        "header_title": title,
        "page_title": title,
        "header_icon": "tasks",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": gettext("Home")},
            {"url": register_url(), "label": str(OutboxRegister.menu_label)},
            {"url": "", "label": title},
        ],
        "rows": rows,
        "count": count,
        "register_url": register_url(),
    }
    return render(request, "outbox/retry.html", context)
