"""The form of a connected system."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from portal.organisation.forms import freeze
from portal.organisation.models import Unit

from .models import Scope


class SystemForm(WagtailAdminModelForm):
    """What a system may do, for whom, and where it is told. Its code stands in the ledger, and stays."""

    scopes = forms.MultipleChoiceField(
        choices=Scope, widget=forms.CheckboxSelectMultiple, label=pgettext_lazy("gongkai", "may")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units: Any = self.fields["units"]
        present = self.instance.units.values("pk") if self.instance.pk else []
        units.queryset = Unit.objects.filter(Q(is_active=True) | Q(pk__in=present)).order_by("name")
        if self.instance.pk:
            freeze(self, "code")


class TokenForm(forms.Form):
    """For how long a token is to be valid."""

    days = forms.IntegerField(label=_("valid for days"), min_value=1, max_value=730, initial=365)
