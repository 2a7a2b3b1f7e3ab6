"""Search in Wagtail's admin."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import words_views

urlpatterns = [path("searched-words/", words_views.searched, name="words")]


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("", include((urlpatterns, "searched")))]


class WordsMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return request.user.has_perm("search.view_searchedwords")


@hooks.register("register_admin_menu_item")
def words_menu():
    return WordsMenuItem(
        _("Words that were searched"), reverse("searched:words"), name="searched-words", icon_name="search", order=897
    )
