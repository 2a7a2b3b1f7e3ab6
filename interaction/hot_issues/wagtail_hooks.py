"""Hot issues in Wagtail's admin."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from ..permissions import works_somewhere
from . import staff_urls


class HotIssuesMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return works_somewhere(request)


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("", include((staff_urls.urlpatterns, staff_urls.app_name)))]


@hooks.register("register_admin_menu_item")
def hot_issues_menu():
    return HotIssuesMenuItem(
        _("Hot issues"), reverse("hot_issues_admin:issues"), name="hot-issues", icon_name="warning", order=31
    )
