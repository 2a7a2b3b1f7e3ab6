"""The registers in the admin, on wagtail-modeladmin."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail_modeladmin.helpers import DjangoORMSearchHandler, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup
from wagtail_modeladmin.views import CreateView

from portal.addons.lists import FilteredIndexView
from portal.text.folding import fold

from .models import LexiconWord, LinkTarget, SiteMarks


class FoldingSearch(DjangoORMSearchHandler):
    """Looks for the folded words of a query in the folded column of a register."""

    def search_queryset(self, queryset: QuerySet, search_term: str, **kwargs: Any) -> QuerySet:
        return super().search_queryset(queryset, fold(search_term or "").text, **kwargs)


class RegisterPermissions(PermissionHelper):
    """Reading a register needs the right to view it: a right to add alone shows no rows."""

    def user_can_list(self, user: Any) -> bool:
        return self.user_has_specific_permission(user, self.get_perm_codename("view"))

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        return self.inspect_view_enabled and self.user_can_list(user)


class VersionPermissions(RegisterPermissions):
    """Versions are added and read; nobody changes or deletes one by form."""

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class ValidityFilter(SimpleListFilter):
    """Link targets by whether their evidence still holds."""

    title = _("validity")
    parameter_name = "validity"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("valid", _("valid")), ("expired", _("expired"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        today = timezone.localdate()
        if self.value() == "valid":
            return queryset.valid(today)
        return queryset.expired(today) if self.value() == "expired" else queryset


class LinkRegister(ModelAdmin):
    """Sites and systems that the portal may link to (clause C3)."""

    model = LinkTarget
    menu_label = pgettext_lazy("gongkai", "Link register")
    menu_icon = "link"
    permission_helper_class = RegisterPermissions
    index_view_class = FilteredIndexView
    search_handler_class = FoldingSearch
    index_view_extra_css = ["registers/register.css"]
    inspect_view_enabled = True
    inspect_view_fields_exclude = ("folded",)
    list_display = ("name", "host", "level", "valid_until", "validity")
    list_filter = ("level", ValidityFilter)
    search_fields = ("folded",)
    ordering = ("host",)
    list_per_page = 50
    panels = (
        MultiFieldPanel(
            [FieldPanel("host"), FieldPanel("name"), FieldPanel("owner_unit")], heading=_("Site or system")
        ),
        MultiFieldPanel(
            [FieldPanel("level"), FieldPanel("evidence"), FieldPanel("valid_until")], heading=_("Classified protection")
        ),
        FieldPanel("is_mainstream"),
        FieldPanel("note"),
    )

    def validity(self, target: LinkTarget) -> str:
        """Whether the evidence holds today, in a word: icons for truth values belong to Django's own admin."""
        holds = target.valid_until is None or target.valid_until >= timezone.localdate()
        return gettext("valid") if holds else gettext("expired")

    validity.short_description = _("validity")  # type: ignore[attr-defined]
    validity.admin_order_field = "valid_until"  # type: ignore[attr-defined]


class Lexicon(ModelAdmin):
    """Words that screening looks for."""

    model = LexiconWord
    menu_label = pgettext_lazy("gongkai", "Lexicon")
    menu_icon = "openquote"
    permission_helper_class = RegisterPermissions
    index_view_class = FilteredIndexView
    search_handler_class = FoldingSearch
    index_view_extra_css = ["registers/register.css"]
    list_display = ("word", "kind", "note")
    list_filter = ("kind",)
    search_fields = ("folded",)
    ordering = ("kind", "word")
    list_per_page = 50
    panels = (FieldPanel("word"), FieldPanel("kind"), FieldPanel("note"))


# Sent with ``marks`` when somebody has entered a version; a receiver returns the address where it is sent for approval.
marks_entered = Signal()


class NewVersionView(CreateView):
    """Begins a new version from the live one (else from the newest) and writes down who entered it."""

    def get_instance(self) -> SiteMarks:
        if not hasattr(self, "instance"):
            self.instance = self._copy_of(SiteMarks.objects.order_by("-live", "-pk").first())
        return self.instance

    def _copy_of(self, former: SiteMarks | None) -> SiteMarks:
        marks = SiteMarks(created_by=self.request.user)
        if former is not None:
            for name in MARK_FIELDS:
                setattr(marks, name, getattr(former, name))
        return marks

    def get_success_message_buttons(self, instance: SiteMarks) -> list[Any]:
        return []

    def get_success_url(self) -> str:
        """Where a version is sent for approval: what stands above registers says where that is."""
        answers = [url for _receiver, url in marks_entered.send(SiteMarks, marks=self.instance) if url]
        return answers[0] if answers else super().get_success_url()


MARK_FIELDS = tuple(field.name for field in SiteMarks._meta.fields if field.editable and not field.primary_key)


class MarksRegister(ModelAdmin):
    """Versions of the site marks: read, and enter a new one; which one is live is decided by a case."""

    model = SiteMarks
    menu_label = pgettext_lazy("gongkai", "Site marks")
    menu_icon = "site"
    permission_helper_class = VersionPermissions
    index_view_class = FilteredIndexView
    create_view_class = NewVersionView
    index_view_extra_css = ["registers/register.css"]
    inspect_view_enabled = True
    list_display = ("organisation_name", "identification_code", "standing", "created_by", "created_at")
    inspect_view_fields_exclude = ("live",)
    list_select_related = ("created_by",)
    ordering = ("-pk",)
    list_per_page = 50
    panels = (
        MultiFieldPanel([FieldPanel("organisation_name"), FieldPanel("tagline")], heading=_("Name")),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("identification_code", "icp_record", "police_record", "sponsor")],
            heading=_("Records"),
        ),
        MultiFieldPanel([FieldPanel("contact"), FieldPanel("postal_address")], heading=_("Contact")),
        MultiFieldPanel([FieldPanel("agency_mark_url"), FieldPanel("error_report_url")], heading=_("Marks")),
    )

    def standing(self, marks: SiteMarks) -> str:
        """Whether this is the version that the public sees."""
        return gettext("live") if marks.live else gettext("version")

    standing.short_description = pgettext_lazy("gongkai", "standing")  # type: ignore[attr-defined]
    standing.admin_order_field = "live"  # type: ignore[attr-defined]


class Registers(ModelAdminGroup):
    """All registers, under one line of the main menu."""

    menu_label = pgettext_lazy("gongkai", "Registers")
    menu_icon = "list-ul"
    menu_order = 600
    items = (LinkRegister, Lexicon, MarksRegister)
