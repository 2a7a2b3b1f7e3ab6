"""Notices in Wagtail's admin."""

from django.urls import include, path
from wagtail import hooks

from . import urls
from .panels import NoticeMenuItem


@hooks.register("register_admin_urls")
def notice_urls() -> list:
    """Put the notices below ``notices/``; everybody who may enter the admin has some."""
    return [path("notices/", include(urls))]


@hooks.register("register_admin_menu_item")
def notice_menu_item() -> NoticeMenuItem:
    """Show the notices in the main menu, with the number of unread ones."""
    return NoticeMenuItem()
