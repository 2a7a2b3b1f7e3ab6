"""Tickets in Wagtail's admin."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from . import permissions, staff_urls


class TicketsMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return permissions.works_somewhere(request)


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("", include((staff_urls.urlpatterns, staff_urls.app_name)))]


@hooks.register("register_admin_menu_item")
def tickets_menu():
    return TicketsMenuItem(
        pgettext_lazy("gongkai", "Tickets"),
        reverse("interaction_admin:tickets"),
        name="tickets",
        icon_name="comment",
        order=28,
    )


@hooks.register("register_log_actions")
def exchange_log_actions(actions: LogActionRegistry) -> None:
    """Name the act of setting a connector up in Wagtail's log."""
    actions.register_action("interaction.connector_set_up", _("Set up connector"), _("Connector was set up"))
