"""Pages whose type has gone with its add-on: they still show, and nobody can harm them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.models import Page, PagePermissionTester

from . import snapshots


class StoredRendering(models.Model):
    """The plain content of an add-on's page as it was when it was published."""

    page = models.OneToOneField(
        Page, models.CASCADE, related_name="stored_rendering", verbose_name=pgettext_lazy("gongkai", "page")
    )
    html = models.TextField(pgettext_lazy("gongkai", "content"))
    made_at = models.DateTimeField(pgettext_lazy("gongkai", "made at"), auto_now=True)

    class Meta:
        verbose_name = gettext_lazy("stored rendering")
        verbose_name_plural = gettext_lazy("stored renderings")

    def __str__(self) -> str:
        return f"{self.page_id} ({self.made_at:%Y-%m-%d %H:%M})"


class MissingPageTester(PagePermissionTester):
    """Nobody may do anything to a page whose type has gone: its own fields would be left behind."""

    def _nobody(self, *args: Any, **kwargs: Any) -> bool:
        return False

    can_edit = can_delete = can_unpublish = can_publish = can_submit_for_moderation = _nobody
    can_add_subpage = can_publish_subpage = can_reorder_children = can_move = can_copy = _nobody
    can_move_to = can_copy_to = can_lock = can_unlock = can_unschedule = can_set_view_restrictions = _nobody
    can_view_revisions = can_send = _nobody
    in_part = False


class MissingPage(Page):
    """What a page is while its own type is not installed: address, title and stored rendering."""

    is_creatable = False
    parent_page_types: list[str] = []
    subpage_types: list[str] = []
    preview_modes: list[Any] = []
    template = "tiles/missing_page.html"

    class Meta:
        proxy = True
        verbose_name = gettext_lazy("page of an extension that is switched off")
        verbose_name_plural = gettext_lazy("pages of extensions that are switched off")

    def rendering(self) -> SafeString:
        """Return what was stored at the last publication, cleaned; empty where nothing was."""
        stored = StoredRendering.objects.filter(page_id=self.pk).first()
        return snapshots.clean(stored.html if stored else "")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "rendering": self.rendering()}

    def permissions_for_user(self, user: Any) -> MissingPageTester:
        return MissingPageTester(user, self)

    def get_latest_revision_as_object(self) -> MissingPage:
        return self

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: such a revision would lack the fields of the page's own type."""
        raise RuntimeError(_("The extension of this page is switched off: switch it on to change the page."))
