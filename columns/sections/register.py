"""The register of the rules of updates, on wagtail-modeladmin: read and changed by the Office (clause A1)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import EditView, ModelFormView

from portal.addons.lists import FilteredIndexView
from portal.approvals.ledger.services import lock_head, record
from portal.approvals.services import post_for
from portal.organisation.models import Function
from portal.organisation.services import functions_of, unit_with
from portal.organisation.views import ReadersHistoryView, changes_of

from ..models import DutyRule
from . import duty_rules
from .duty import duty_text


class RulePermissions(PermissionHelper):
    """Rules are there for every kind: they are read and changed, and none is added or taken away."""

    def user_can_list(self, user: Any) -> bool:
        return self.user_has_specific_permission(user, self.get_perm_codename("view"))

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        """Somebody of the Office, in a post: an account alone changes nothing (law 5)."""
        return Function.OFFICE in functions_of(user) and super().user_can_edit_obj(user, obj)

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class RulesView(FilteredIndexView):
    """The list, with a row for every kind that there is."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.permission_helper.user_can_list(request.user):
            duty_rules.write_defaults()
        return super().dispatch(request, *args, **kwargs)


class RuleEditView(EditView):
    """Changes a rule, and writes into the ledger what changed from what to what, in one transaction."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        with transaction.atomic():
            lock_head()
            changes = changes_of(form)
            person = self.request.user
            self.instance.set_by, self.instance.set_at = person, timezone.now()
            response = ModelFormView.form_valid(self, form)
            record(
                "duty.rule_set",
                actor=person,
                capacity=post_for(person, unit_with(Function.OFFICE)).title,
                subject=f"duty_rule:{self.instance.kind}",
                data={"changes": changes},
            )
        return response


class RuleRegister(ModelAdmin):
    """How often sections of each kind owe an update where their contract says nothing."""

    model = DutyRule
    menu_label = _("Rules of updates")
    menu_icon = "time"
    menu_order = 606
    permission_helper_class = RulePermissions
    index_view_class = RulesView
    edit_view_class = RuleEditView
    history_view_class = ReadersHistoryView
    index_view_extra_css = ["registers/register.css"]
    list_display = ("label", "duty", "amber_percent", "source", "standing")
    ordering = ("pk",)
    list_select_related = ("set_by",)
    list_per_page = 50
    panels = (
        FieldRowPanel([FieldPanel("days"), FieldPanel("in_working_days")]),
        FieldPanel("amber_percent"),
        FieldPanel("source"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[DutyRule]:
        return super().get_queryset(request).filter(kind__in=duty_rules.kinds())

    def label(self, rule: DutyRule) -> str:
        """The kind in words."""
        return str(duty_rules.kinds().get(rule.kind, rule.kind))

    label.short_description = _("kind of section")  # type: ignore[attr-defined]

    def duty(self, rule: DutyRule) -> str:
        """How often an update is owed."""
        return duty_text(rule.days, rule.in_working_days)

    duty.short_description = _("update duty")  # type: ignore[attr-defined]

    def standing(self, rule: DutyRule) -> str:
        """Who set it, or that it is the portal's default."""
        if rule.set_by is None or rule.set_at is None:
            return gettext("default, to be confirmed by the Office")
        values = {"person": rule.set_by, "day": timezone.localtime(rule.set_at).strftime("%Y-%m-%d")}
        return gettext("set by %(person)s on %(day)s") % values

    standing.short_description = _("set")  # type: ignore[attr-defined]
