"""Columns in Wagtail's admin."""

from django.urls import include, path, reverse
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import staff_views

urlpatterns = [
    path("columns/", staff_views.columns, name="columns"),
    path("columns/requests/new/", staff_views.new_request, name="new_request"),
    path("columns/requests/<int:pk>/", staff_views.request_page, name="request"),
    path("columns/retirements/new/", staff_views.new_retirement, name="new_retirement"),
    path("columns/retirements/<int:pk>/", staff_views.retirement_page, name="retirement"),
]


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("", include((urlpatterns, "columns")))]


@hooks.register("register_admin_menu_item")
def columns_menu():
    return MenuItem(
        pgettext_lazy("gongkai", "Columns"),
        reverse("columns:columns"),
        name="columns",
        icon_name="folder-open-1",
        order=30,
    )
