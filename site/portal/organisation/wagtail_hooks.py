"""The organisation in Wagtail's admin, and a menu without what nobody in the department can use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from wagtail import hooks
from wagtail.admin.views.account import NameEmailSettingsPanel
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail_modeladmin.options import modeladmin_register

from . import checks, views  # noqa: F401  (checks register themselves; hooks are read before checks run)
from .admin import Organisation
from .forms import MailForm

# Rights come from posts (law 5) and approval from cases: Wagtail's own users, groups and workflows decide nothing.
POWERLESS = frozenset({"users", "groups", "workflows", "workflow-tasks"})
# Of Wagtail's settings people with posts see none; what the portal itself puts there is left.
WAGTAILS_SETTINGS = POWERLESS | {"collections", "redirects", "sites", "locales"}
# The help leads to Wagtail's own pages on the internet, about ways of publishing that the portal hasn't.
NOBODYS_MENUS = frozenset({"help"})
WAGTAILS_MENUS = NOBODYS_MENUS | {"reports"}

modeladmin_register(Organisation)
# Wagtail has a hook that adds panels to the account page, and none that replaces one.
NameEmailSettingsPanel.form_class = MailForm
NameEmailSettingsPanel.title = _("Mail address")

urlpatterns = [
    path("organisation/user/<int:pk>/first-password/", views.first_password, name="first_password"),
]


@hooks.register("register_admin_urls")
def organisation_urls() -> list[Any]:
    return [path("", include((urlpatterns, "organisation")))]


@hooks.register("register_admin_urls", order=-100)
def instead_of_users_and_groups() -> list[Any]:
    """Come before Wagtail's pages for users and groups, so that these can't be reached."""
    return [
        re_path(rf"^{name}/(?P<rest>.*)$", views.people_register, name=f"instead_of_{name}")
        for name in ("users", "groups")
    ]


@hooks.register("construct_main_menu", order=100)
def only_what_can_be_used(request: HttpRequest, menu_items: list[Any]) -> None:
    gone = NOBODYS_MENUS if request.user.is_superuser else WAGTAILS_MENUS
    menu_items[:] = [item for item in menu_items if item.name not in gone]


@hooks.register("construct_settings_menu", order=100)
def only_settings_that_can_be_used(request: HttpRequest, menu_items: list[Any]) -> None:
    gone = POWERLESS if request.user.is_superuser else WAGTAILS_SETTINGS
    menu_items[:] = [item for item in menu_items if item.name not in gone]


class ChangeFormatter(LogFormatter):
    """Tells in the history what changed from what to what."""

    label = _("Changed in the register")

    def format_message(self, log_entry: Any) -> str:
        separator = pgettext("gongkai", ", ")
        parts = [
            f"{change['field']}: {change['before'] or '—'} → {change['after'] or '—'}"
            for change in log_entry.data.get("changes", [])
        ]
        return f"{self.label} ({separator.join(parts)})" if parts else str(self.label)


class EntryFormatter(ChangeFormatter):
    """Tells in the history what was entered."""

    label = _("Entered in the register")


@hooks.register("register_log_actions")
def organisation_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("organisation.enter")(EntryFormatter)
    actions.register_action("organisation.change")(ChangeFormatter)
    actions.register_action("organisation.first_password", _("Set a first password"), _("First password set"))
