"""Supervision in Wagtail's admin."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import accountability_views, views
from .cleanup.views import takes_part

urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("accountability/", accountability_views.records, name="accountability"),
    path("accountability/breach/", accountability_views.breach, name="breach"),
    path("accountability/<int:pk>/", accountability_views.one_record, name="accountability_record"),
]


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("", include((urlpatterns, "oversight"))), path("", include("portal.oversight.cleanup.urls"))]


class CalendarMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return views.may_enter_years(request.user)


@hooks.register("register_admin_menu_item")
def calendar_menu():
    return CalendarMenuItem(
        _("Working days"), reverse("oversight:calendar"), name="calendar", icon_name="date", order=910
    )


class AccountabilityMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return request.user.has_perm("approvals.view_case")


@hooks.register("register_admin_menu_item")
def accountability_menu():
    return AccountabilityMenuItem(
        _("Accountability"), reverse("oversight:accountability"), name="accountability", icon_name="warning", order=890
    )


class CleanupMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return takes_part(request.user)


@hooks.register("register_admin_menu_item")
def cleanup_menu():
    return CleanupMenuItem(
        _("Clean-up of columns"), reverse("cleanup:campaigns"), name="cleanup", icon_name="bin", order=895
    )
