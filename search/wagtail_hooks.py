"""Search in Wagtail's admin."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import health_views, lists_views, words_views

urlpatterns = [
    path("searched-words/", words_views.searched, name="words"),
    path("search-lists/", lists_views.lists, name="lists"),
    path("search-lists/new/<slug:scheme>/", lists_views.new_rule, name="new_rule"),
    path("search-lists/compare/<slug:scheme>/", lists_views.compare, name="compare"),
    path("search-lists/<int:pk>/", lists_views.rule, name="rule"),
    path("search-index/", health_views.index_health, name="health"),
]


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


class HealthMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return request.user.has_perm(health_views.OPERATE)


@hooks.register("register_admin_menu_item")
def health_menu():
    return HealthMenuItem(
        _("Search index"), reverse("searched:health"), name="search-index", icon_name="rotate", order=898
    )
