"""What the registers do beside listing: recording what changed, and a first password for a person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.log_actions import log
from wagtail_modeladmin.views import CreateView, EditView, HistoryView, ModelFormView

from portal.addons.lists import FilteredIndexView

from . import countersigning, first_passwords
from .checks import unassigned_functions, vacancies
from .models import Countersignature, Function, FunctionAssignment, Post, Unit, UnitNaming, User
from .requests import StaffRequest
from .services import today
from .signals import function_moved, naming_proposed


def changes_of(form: BaseForm) -> list[dict[str, str]]:
    """What a form changes, field by field, in words, for the log.

    Django counts a date with a computed default as changed by every form: what reads the same is left out.
    """
    changes = [
        {
            "field": str(form.fields[name].label),
            "before": _shown(form, name, form.get_initial_for_field(form.fields[name], name)),
            "after": _shown(form, name, form.cleaned_data.get(name)),
        }
        for name in form.changed_data
    ]
    return [change for change in changes if change["before"] != change["after"]]


def _shown(form: BaseForm, name: str, value: Any) -> str:
    field = form.fields[name]
    if value in (None, ""):
        return ""
    if isinstance(value, list | QuerySet):
        return "、".join(_shown(form, name, part) for part in value)
    if hasattr(field, "queryset"):
        row = value if hasattr(value, "pk") else field.queryset.model._default_manager.filter(pk=value).first()
        return str(row or "")
    return str(dict(getattr(field, "choices", ()) or ()).get(value, value))


class RecordedCreateView(CreateView):
    """Enters a row and records it, in one transaction."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        with transaction.atomic():
            response = ModelFormView.form_valid(self, form)
            log(self.instance, "organisation.enter", user=self.request.user, data={"changes": changes_of(form)})
        return response


class RecordedEditView(EditView):
    """Changes a row and records what changed from what to what, in one transaction."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        with transaction.atomic():
            changes = changes_of(form)
            response = ModelFormView.form_valid(self, form)
            if changes:
                log(self.instance, "organisation.change", user=self.request.user, data={"changes": changes})
        return response


class UnitEditView(RecordedEditView):
    """Changes a unit. A new name is proposed instead: public pages show it, so it goes through a case (law 1)."""

    NAMES = ("name", "short_name")

    def form_valid(self, form: Any) -> HttpResponse:
        wanted = {name: form.cleaned_data[name] for name in self.NAMES}
        before = Unit.objects.get(pk=self.instance.pk)
        for name in self.NAMES:
            form.cleaned_data[name] = getattr(before, name)
            setattr(form.instance, name, getattr(before, name))
        with transaction.atomic():
            response = super().form_valid(form)
            if all(value == getattr(before, name) for name, value in wanted.items()):
                return response
            naming = UnitNaming.objects.create(unit=before, made_by=self.request.user, **wanted)
            urls = [url for _receiver, url in naming_proposed.send(UnitNaming, naming=naming) if url]
        messages.info(
            self.request, _("The new name goes to the head of the Office; until that is decided the old one stands.")
        )
        return redirect(urls[0]) if urls else response


class MovedFunction:
    """Gives a unit a function: one's own only together with a second person, who enters the same (law 5)."""

    request: StaffRequest

    def form_valid(self, form: Any) -> HttpResponse:
        row, by = form.instance, self.request.user
        if "unit" not in form.changed_data:
            return self._carried_out(form)
        own = Post.objects.not_ended(today()).filter(person=by, unit=row.unit).exists()
        with transaction.atomic():
            asked = countersigning.enter(f"function:{row.function}:{row.unit_id}", by) if own else None
            if asked is not None and asked.agreed_by_id is None:
                return self._asked(row, asked)
            response = self._carried_out(form)
            function_moved.send(FunctionAssignment, function=row.function, unit=row.unit, by=by, asked=asked)
        return response

    def _carried_out(self, form: Any) -> HttpResponse:
        view: Any = super()
        return view.form_valid(form)

    def _asked(self, row: FunctionAssignment, asked: Countersignature) -> HttpResponse:
        """Nothing is changed yet: the Office is told what to enter a second time."""
        by = self.request.user
        function_moved.send(FunctionAssignment, function=row.function, unit=row.unit, by=by, asked=asked)
        messages.warning(
            self.request,
            _("You hold a post in this unit: nothing is changed until a colleague of the Office enters the same."),
        )
        return redirect("organisation_functionassignment_modeladmin_index")


class FunctionCreateView(MovedFunction, RecordedCreateView):
    """Assigns a vacant function."""


class FunctionEditView(MovedFunction, RecordedEditView):
    """Moves a function to another unit."""


class ReadersHistoryView(HistoryView):
    """The history of a row, for who may read the register: the package itself shows it to everybody in the admin."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.permission_helper.user_can_list(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class VacancyIndexView(FilteredIndexView):
    """Says above the list which duties and posts are vacant."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            vacancies=vacancies(),
            unassigned=[Function(function).label for function in unassigned_functions()],
            **kwargs,
        )


@require_http_methods(["GET", "POST"])
@never_cache
def first_password(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask, agree, or set a random password and show it once; it is stored nowhere in the clear."""
    person = get_object_or_404(User, pk=pk)
    step = first_passwords.next_step(request.user, person)
    if step is None:
        raise PermissionDenied
    password = ""
    if request.method == "POST" and request.POST.get("step") == step:
        password = first_passwords.take(step, request.user, pk)
        if not password:
            return redirect("organisation:first_password", pk)
    title = _("First password")
    people = reverse("organisation_user_modeladmin_index")
    context = {
        "header_title": title,
        "page_title": title,
        "header_icon": "key",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": people, "label": _("People")},
            {"url": "", "label": title},
        ],
        "person": person,
        "step": step,
        "asked": first_passwords.asked_for(person),
        "password": password,
        "people_url": people,
    }
    return render(request, "organisation/first_password.html", context)


def people_register(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Stands where Wagtail keeps users and groups: its forms give passwords, superusers and groups (law 5)."""
    if not request.user.has_perm("organisation.view_user"):
        raise PermissionDenied
    return redirect("organisation_user_modeladmin_index")
