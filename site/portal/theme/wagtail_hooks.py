"""Dress the admin in the portal's tokens."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def admin_stylesheet() -> str:
    """Link the portal's own style sheet after Wagtail's."""
    return format_html('<link rel="stylesheet" href="{}">', static("theme/admin.css"))
