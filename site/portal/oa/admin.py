"""Connected systems in the admin: who may call, what was handed in, what was told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin import SimpleListFilter
from django.http import HttpRequest
from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup

from portal.addons.lists import FilteredIndexView
from portal.approvals.templatetags.approvals import act_label
from portal.organisation.admin import Register, listed
from portal.outbox.models import Status

from .forms import SystemForm
from .models import Delivery, Scope, Submission, System


class ReadingPermissions(PermissionHelper):
    """Rows are written by the portal: people read them with the right to view, and change none by form."""

    def user_can_list(self, user: Any) -> bool:
        return self.user_has_specific_permission(user, self.get_perm_codename("view"))

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        return self.inspect_view_enabled and self.user_can_list(user)


class AddedButton(ButtonHelper):
    """A list with one more button for a row."""

    def added(self, obj: Any) -> tuple[str, str] | None:
        """Return (address, label) of the button, or None."""
        raise NotImplementedError

    def get_buttons_for_obj(
        self, obj: Any, exclude: Any = None, classnames_add: Any = None, classnames_exclude: Any = None
    ) -> list[dict[str, Any]]:
        buttons = super().get_buttons_for_obj(obj, exclude, classnames_add, classnames_exclude)
        if found := self.added(obj):
            url, label = found
            classes = self.finalise_classname(classnames_add, classnames_exclude)
            buttons.append({"url": url, "label": label, "classname": classes, "title": label})
        return buttons


class SystemButtons(AddedButton):
    """Adds the page where tokens are issued and revoked."""

    def added(self, obj: System) -> tuple[str, str] | None:
        if not self.request.user.has_perm("oa.change_system"):
            return None
        return reverse("oa_admin:tokens", args=[obj.pk]), gettext("Tokens")


class DeliveryButtons(AddedButton):
    """Adds "send again" beside what could not be delivered: the outbox carries it out."""

    def added(self, obj: Delivery) -> tuple[str, str] | None:
        is_dead = obj.outbox is not None and obj.outbox.status == Status.DEAD
        if not is_dead or not self.request.user.has_perm("outbox.change_outboxrow"):
            return None
        return reverse("outbox:retry", args=[obj.outbox_id]), gettext("Send again")


class SystemRegister(Register):
    """Systems of the department that may start approvals for people (clause D5)."""

    model = System
    menu_label = _("Systems")
    menu_icon = "link-external"
    button_helper_class = SystemButtons
    list_display = ("name", "code", "may", "acts_for", "told_at", "standing")
    search_fields = ("name", "code")
    ordering = ("-is_active", "name")
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("name"), FieldPanel("code")]), FieldPanel("contact")], heading=_("System")
            ),
            MultiFieldPanel(
                [
                    FieldPanel("scopes"),
                    FieldPanel("units", widget=forms.CheckboxSelectMultiple),
                    FieldPanel("people_by"),
                    FieldPanel("addresses"),
                ],
                heading=_("What it may do"),
            ),
            MultiFieldPanel([FieldPanel("webhook_url"), FieldPanel("webhook_hosts")], heading=_("Where it is told")),
            FieldPanel("is_active"),
        ],
        base_form_class=SystemForm,
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("units")

    def may(self, system: System) -> str:
        """What the system may do, in words."""
        return listed(scope.label for scope in Scope if scope in system.scopes)

    may.short_description = pgettext_lazy("gongkai", "may")  # type: ignore[attr-defined]

    def acts_for(self, system: System) -> str:
        """The units for whose people the system acts."""
        return listed(system.units.all())

    acts_for.short_description = pgettext_lazy("gongkai", "units")  # type: ignore[attr-defined]

    def told_at(self, system: System) -> str:
        """The address that is told of decisions."""
        return system.webhook_url or "—"

    told_at.short_description = _("address that is told")  # type: ignore[attr-defined]

    def standing(self, system: System) -> str:
        """Whether the system is connected, in a word."""
        return gettext("connected") if system.is_active else gettext("cut off")

    standing.short_description = pgettext_lazy("gongkai", "standing")  # type: ignore[attr-defined]
    standing.admin_order_field = "is_active"  # type: ignore[attr-defined]


class ReadOnlyRegister(ModelAdmin):
    """A list of what the portal wrote."""

    permission_helper_class: type[PermissionHelper] = ReadingPermissions
    index_view_class = FilteredIndexView
    index_view_extra_css = ["registers/register.css"]
    history_view_enabled = False
    list_per_page = 50


class SystemFilter(SimpleListFilter):
    """Rows by their system: Django's own filter for relations asks an admin that isn't installed."""

    title = _("system")
    parameter_name = "system"
    place = "system"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(system.code, system.name) for system in System.objects.all()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(**{f"{self.place}__code": self.value()}) if self.value() else queryset


class ToldSystemFilter(SystemFilter):
    """Deliveries by their system."""

    place = "submission__system"


class SubmissionRegister(ReadOnlyRegister):
    """What systems handed in, and where its case stands."""

    model = Submission
    menu_label = _("Handed in")
    menu_icon = "download"
    list_display = ("case", "state", "system", "record_id", "maker", "unit", "made_at")
    list_filter = (SystemFilter,)
    search_fields = ("case__number", "case__title", "record_id")
    ordering = ("-pk",)
    list_select_related = ("case", "system", "maker", "unit")
    inspect_view_enabled = True
    inspect_view_fields = (
        "case", "system", "record_id", "maker", "unit", "made_at", "evidence_in_words", "handling_form",
        "request_digest",
    )  # fmt: skip

    def state(self, submission: Submission) -> str:
        """Where the case stands."""
        return submission.case.get_state_display()

    state.short_description = _("state")  # type: ignore[attr-defined]


class OutcomeFilter(SimpleListFilter):
    """Deliveries by how they went."""

    title = _("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("delivered", _("delivered")), ("waiting", _("waiting")), ("dead", _("given up"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "delivered":
            return queryset.exclude(delivered_at=None)
        if self.value() == "dead":
            return queryset.filter(outbox__status=Status.DEAD)
        return queryset.filter(outbox__status=Status.PENDING) if self.value() == "waiting" else queryset


class DeliveryRegister(ReadOnlyRegister):
    """What systems were told, and what they could not be told."""

    model = Delivery
    menu_label = _("Told")
    menu_icon = "mail"
    button_helper_class = DeliveryButtons
    list_display = ("case", "system_name", "act", "made_at", "outcome", "attempts", "error")
    list_filter = (OutcomeFilter, ToldSystemFilter)
    search_fields = ("submission__case__number", "submission__record_id")
    ordering = ("-made_at",)
    list_select_related = ("submission__system", "submission__case", "entry", "outbox")

    def case(self, delivery: Delivery) -> str:
        """The number of the case."""
        return delivery.submission.case.number

    case.short_description = pgettext_lazy("gongkai", "case")  # type: ignore[attr-defined]

    def system_name(self, delivery: Delivery) -> str:
        """The system that is told."""
        return delivery.system.name

    system_name.short_description = _("system")  # type: ignore[attr-defined]

    def act(self, delivery: Delivery) -> str:
        """The act that it is told of."""
        return str(act_label(delivery.entry.act))

    act.short_description = _("act")  # type: ignore[attr-defined]

    def outcome(self, delivery: Delivery) -> str:
        """How the delivery went, in a word."""
        if delivery.delivered_at:
            return gettext("delivered")
        is_dead = delivery.outbox is not None and delivery.outbox.status == Status.DEAD
        return gettext("given up") if is_dead else gettext("waiting")

    outcome.short_description = _("outcome")  # type: ignore[attr-defined]

    def attempts(self, delivery: Delivery) -> int:
        """How often it was tried."""
        return delivery.outbox.attempts if delivery.outbox else 1

    attempts.short_description = _("attempts")  # type: ignore[attr-defined]

    def error(self, delivery: Delivery) -> str:
        """What went wrong the last time."""
        return truncatechars(delivery.outbox.last_error, 80) if delivery.outbox and not delivery.delivered_at else ""

    error.short_description = _("last error")  # type: ignore[attr-defined]


class ConnectedSystems(ModelAdminGroup):
    """All of it, under one line of the main menu."""

    menu_label = _("Connected systems")
    menu_icon = "link-external"
    menu_order = 660
    items = (SystemRegister, SubmissionRegister, DeliveryRegister)
