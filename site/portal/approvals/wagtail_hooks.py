"""Approvals in Wagtail's admin: menu, first page, and "send for approval" in the place of publishing."""

from __future__ import annotations

from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from . import urls
from .page_rights import open_case_of, shown_to
from .panels import SentPanel, TodayPanel, rooms_of
from .reminders.thresholds import may_set
from .services import has_kind, kind_of
from .takedowns import can_take_down
from .withdrawals import may_ask

SEND = "action-send-for-approval"


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("", include((urls.urlpatterns, urls.app_name)))]


@hooks.register("construct_homepage_panels")
def worklist_first(request, panels) -> None:
    rooms = rooms_of(request)
    panels[:] = sorted([TodayPanel(rooms), SentPanel(), *rooms], key=lambda panel: panel.order)


@hooks.register("construct_homepage_summary_items")
def no_counters(request, summary_items) -> None:
    summary_items[:] = []


@hooks.register("register_admin_menu_item")
def worklist_menu():
    label = pgettext_lazy("gongkai", "Worklist")
    return MenuItem(label, reverse("approvals:worklist"), name="worklist", icon_name="tasks", order=15)


@hooks.register("register_admin_menu_item")
def my_cases_menu():
    return MenuItem(_("What I sent"), reverse("approvals:my_cases"), name="my-cases", icon_name="mail", order=20)


@hooks.register("register_admin_menu_item")
def all_cases_menu():
    return MenuItem(
        pgettext_lazy("gongkai", "Cases"), reverse("approvals:all_cases"), name="cases", icon_name="tasks", order=25
    )


class LedgerMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return request.user.has_perm("approvals.view_entry")


@hooks.register("register_admin_menu_item")
def ledger_menu():
    return LedgerMenuItem(
        pgettext_lazy("gongkai", "Ledger"), reverse("approvals:ledger"), name="ledger", icon_name="history", order=900
    )


@hooks.register("register_admin_menu_item")
def routes_menu():
    return MenuItem(
        pgettext_lazy("gongkai", "Routes"), reverse("approvals:routes"), name="routes", icon_name="order", order=890
    )


class ThresholdsMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return may_set(request.user)


@hooks.register("register_admin_menu_item")
def thresholds_menu():
    return ThresholdsMenuItem(
        _("Reminders of the clock"), reverse("approvals:thresholds"), name="thresholds", icon_name="time", order=905
    )


class TakeDownMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return can_take_down(request.user)


@hooks.register("register_admin_menu_item")
def take_down_menu():
    return TakeDownMenuItem(
        _("Take down at once"), reverse("approvals:find_to_take_down"), name="take-down", icon_name="warning", order=40
    )


class SendForApproval(ActionMenuItem):
    """Saves the draft and leads to the page that shows its route, and why, before anything is sent."""

    name = SEND
    label = _("Send for approval")
    icon_name = "check"
    order = 1

    def is_shown(self, context) -> bool:
        if context["view"] == "edit" and open_case_of(context["page"]) is not None:
            return False  # a desk that corrects signs on the case's page
        if context["view"] == "edit" and context["page"].permissions_for_user(context["request"].user).in_part:
            return False  # whoever edits all of it sends it
        return context["view"] in ("create", "edit") and not context["locked_for_user"]


class OpenCase(ActionMenuItem):
    """Leads from a page under approval to its case."""

    name = "action-open-case"
    label = _("Open the case")
    icon_name = "tasks"
    order = 0

    def is_shown(self, context) -> bool:
        return context["view"] == "edit" and open_case_of(context["page"]) is not None

    def get_url(self, parent_context) -> str:
        case = open_case_of(parent_context["page"])
        return reverse("approvals:case", args=[case.pk]) if case else ""


@hooks.register("construct_page_action_menu")
def approval_instead_of_publishing(menu_items, request, context) -> None:
    gone = {"action-publish", "action-unpublish", "action-submit", "action-workflow", "action-restart-workflow"}
    menu_items[:] = [item for item in menu_items if item.name not in gone]
    menu_items[:0] = [item for item in (OpenCase(), SendForApproval()) if item.is_shown(context)]


@hooks.register("construct_page_chooser_queryset")
def choose_public_or_own(pages, request):
    """Drafts of other units don't show in choosers, not even their titles."""
    return pages.filter(shown_to(request.user))


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def prepare_after_saving(request, page):
    if SEND in request.POST:
        return redirect("approvals:send_page", page.pk)
    return None


@hooks.register("register_page_header_buttons")
def withdraw_button(page, user, next_url=None, view_name=""):
    if page.live and page.depth > 2 and may_ask(page.specific, user):
        yield Button(_("Ask for withdrawal"), _leaving("ask_for_withdrawal", page), icon_name="undo", priority=61)


@hooks.register("register_page_header_buttons")
def take_down_button(page, user, next_url=None, view_name=""):
    if page.live and page.depth > 2 and has_kind(page.specific) and can_take_down(user):
        yield Button(_("Take down at once"), _leaving("take_down", page), icon_name="warning", priority=60)


def _leaving(name, page) -> str:
    return reverse(f"approvals:{name}", args=[kind_of(page.specific).name, page.pk])
