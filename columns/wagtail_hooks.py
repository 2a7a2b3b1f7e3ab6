"""Columns in Wagtail's admin."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail_modeladmin.options import modeladmin_register

from . import catalogue_staff, draft_views, drafts, release_views
from .models import ColumnPage
from .models.items import ItemPage
from .sections import visibility
from .sections.register import RuleRegister

modeladmin_register(RuleRegister)

urlpatterns = [
    path("columns/from-file/", draft_views.from_file, name="from_file"),
    path("columns/from-file/<int:pk>/", draft_views.conversion, name="conversion"),
    path("columns/catalogue/", catalogue_staff.rules, name="catalogue_rules"),
    path("columns/catalogue/not-disclosed/", catalogue_staff.not_disclosed, name="not_disclosed"),
    path("columns/catalogue/new/<slug:scheme>/", catalogue_staff.new_rule, name="new_catalogue_rule"),
    path("columns/catalogue/<int:pk>/", catalogue_staff.rule, name="catalogue_rule"),
    path("columns/interpretations/", release_views.owed, name="owed"),
    path("columns/interpretations/<int:pk>/first/", release_views.waive, name="waive"),
    path("columns/releases/<int:case_id>/<int:revision_id>/", release_views.part, name="release_part"),
]


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("", include((urlpatterns, "columns"))), path("", include("columns.sections.urls"))]


@hooks.register("register_admin_menu_item")
def columns_menu():
    return MenuItem(
        pgettext_lazy("gongkai", "Columns and topics"),
        reverse("sections:overview"),
        name="columns",
        icon_name="folder-open-1",
        order=30,
    )


@hooks.register("register_admin_menu_item")
def responsibility_menu():
    return MenuItem(
        _("Table of responsibility"),
        reverse("sections:responsibility"),
        name="responsibility",
        icon_name="table",
        order=31,
    )


@hooks.register("register_admin_menu_item")
def catalogue_menu():
    return MenuItem(
        pgettext_lazy("gongkai", "Catalogue"),
        reverse("columns:catalogue_rules"),
        name="catalogue",
        icon_name="list-ul",
        order=32,
    )


@hooks.register("before_serve_page")
def retired_sections(page, request, serve_args, serve_kwargs):
    return visibility.answer_for_retired(page, request)


@hooks.register("register_page_header_buttons")
def file_buttons(page, user, view_name, next_url=None):
    """A draft begins with a file in its column, and leads back to what became of the file."""
    if (
        view_name == "index"
        and isinstance(page.specific, ColumnPage)
        and page.permissions_for_user(user).can_add_subpage()
    ):
        address = f"{reverse('columns:from_file')}?column={page.pk}"
        yield Button(_("New from a file"), address, icon_name="upload", priority=15)
    if view_name == "edit" and isinstance(page.specific, ItemPage) and (found := page.conversions.first()):
        address = reverse("columns:conversion", args=[found.pk])
        yield Button(_("Compare with the file"), address, icon_name="doc-full", priority=15)


class FromFileMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return bool(drafts.columns_of(request.user))


@hooks.register("register_admin_menu_item")
def from_file_menu():
    return FromFileMenuItem(
        _("New from a file"), reverse("columns:from_file"), name="from-file", icon_name="upload", order=15
    )
