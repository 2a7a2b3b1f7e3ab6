"""Forms of the registers: what they refuse is said at the field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from .checks import unassigned_functions
from .models import Function, Post, Unit, User
from .services import today


def freeze(form: forms.BaseForm, *names: str) -> None:
    """Show fields that can't be changed any more."""
    for name in names:
        form.fields[name].disabled = True


class UnitForm(WagtailAdminModelForm):
    """A unit keeps its code for good; name, parent and kind follow a reform; it closes when nothing rests on it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents = Unit.objects.filter(Q(is_active=True) | Q(pk=self.instance.parent_id))
        if self.instance.pk:
            freeze(self, "code")
            parents = parents.exclude(pk__in=below(self.instance))
        self.fields["parent"].queryset = parents

    def clean_is_active(self) -> bool:
        active = self.cleaned_data["is_active"]
        if not active and self.instance.pk:
            reasons = list(_reasons_to_stay(self.instance))
            if reasons:
                raise forms.ValidationError(reasons)
        return active


def below(unit: Unit) -> set[int]:
    """Keys of a unit and of all units below it."""
    found = {unit.pk}
    layer = found
    while layer:
        layer = set(Unit.objects.filter(parent__in=layer).values_list("pk", flat=True)) - found
        found |= layer
    return found


def _reasons_to_stay(unit: Unit) -> list[str]:
    functions = [assignment.get_function_display() for assignment in unit.functions.all()]
    people = [str(post.person) for post in Post.objects.not_ended(today()).filter(unit=unit).select_related("person")]
    children = [str(child) for child in unit.children.filter(is_active=True)]
    reasons = []
    if functions:
        reasons.append(_("It still carries: %(names)s. Assign this elsewhere first.") % {"names": ", ".join(functions)})
    if people:
        reasons.append(_("Posts are still held by: %(names)s. End them first.") % {"names": ", ".join(people)})
    if children:
        reasons.append(_("Units still belong to it: %(names)s. Move them first.") % {"names": ", ".join(children)})
    return reasons


class PersonForm(WagtailAdminModelForm):
    """Who somebody is. Rights, groups and passwords are no part of it (law 5)."""

    def clean_username(self) -> str:
        name = self.cleaned_data["username"]
        if self._meta.model._default_manager.filter(username__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody signs in with this name already."))
        return name

    def clean_external_id(self) -> str:
        """One identity is one person: other systems name by it for whom they act."""
        identity = self.cleaned_data["external_id"].strip()
        others = self._meta.model._default_manager.exclude(pk=self.instance.pk)
        if identity and others.filter(external_id=identity).exists():
            raise forms.ValidationError(_("Somebody has this identity already."))
        return identity

    def clean_is_active(self) -> bool:
        active = self.cleaned_data["is_active"]
        if not active and self.for_user is not None and self.instance.pk == self.for_user.pk:
            raise forms.ValidationError(_("You cannot close your own account."))
        return active

    def save(self, commit: bool = True) -> Any:
        if not self.instance.pk:
            self.instance.set_unusable_password()
        return super().save(commit)


class MailForm(forms.ModelForm):
    """What people change about themselves on the account page: Wagtail asks for first and last names here.

    Names are entered in the register. The address may stay empty: not everybody has one, and it must not stand
    between a person and a new password.
    """

    class Meta:
        model = User
        fields = ["email"]


class PostForm(WagtailAdminModelForm):
    """A post that has begun is on record: it can be ended, and another one entered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        former: Post = self.instance
        self.fields["person"].queryset = (
            self.fields["person"].queryset.filter(Q(is_active=True) | Q(pk=former.person_id)).order_by("full_name")
        )
        self.fields["unit"].queryset = Unit.objects.filter(Q(is_active=True) | Q(pk=former.unit_id))
        self.fields["stands_in_for"].queryset = (
            Post.objects.filter(
                Q(pk__in=Post.objects.not_ended(today()).filter(stands_in_for=None)) | Q(pk=former.stands_in_for_id)
            )
            .exclude(pk=former.pk)
            .select_related("person", "unit")
        )
        if former.pk and former.starts_on < today():
            freeze(self, "person", "unit", "capacity", "starts_on", "stands_in_for")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        begins, ends, person = data.get("starts_on"), data.get("ends_on"), data.get("person")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("The last day comes before the first."))
        if person is not None and self.for_user is not None and person.pk == self.for_user.pk:
            self.add_error("person", _("Nobody enters or changes posts of their own: ask a colleague."))
        elif self._held_already(data):
            self.add_error("person", _("This person holds this post already in these days."))
        return data

    def _held_already(self, data: dict[str, Any]) -> bool:
        if not all(data.get(name) for name in ("person", "unit", "capacity", "starts_on")):
            return False
        same = Post.objects.filter(person=data["person"], unit=data["unit"], capacity=data["capacity"])
        meets = same.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=data["starts_on"]))
        if data.get("ends_on"):
            meets = meets.filter(starts_on__lte=data["ends_on"])
        return meets.exclude(pk=self.instance.pk).exists()


class FunctionForm(WagtailAdminModelForm):
    """Assigns a duty that no unit carries, or moves one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(Q(is_active=True) | Q(pk=self.instance.unit_id))
        if self.instance.pk:
            freeze(self, "function")
        else:
            free = set(unassigned_functions())
            self.fields["function"].choices = [("", "---------")] + [
                (value, label) for value, label in Function.choices if value in free
            ]
