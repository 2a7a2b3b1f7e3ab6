"""Supervision in Wagtail's admin."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import views

urlpatterns = [path("calendar/", views.calendar, name="calendar")]


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("", include((urlpatterns, "oversight")))]


class CalendarMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return views.may_enter_years(request.user)


@hooks.register("register_admin_menu_item")
def calendar_menu():
    return CalendarMenuItem(
        _("Working days"), reverse("oversight:calendar"), name="calendar", icon_name="date", order=910
    )
