"""Forms of the requests beside a case: evidence, withdrawal, another route, an outside reviewer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.addons import registry

from .desks import RULING_DESK, SECRECY_DESK
from .models import Case, Evidence

EXPIRES_AT_MOST = 30


class EvidenceForm(forms.Form):
    """One piece of evidence; what each ground needs is said by :func:`portal.approvals.evidence.problems`."""

    ground = forms.ChoiceField(
        label=gettext_lazy("What it proves"), choices=Evidence.Ground.choices, widget=forms.RadioSelect
    )
    record = forms.CharField(
        label=gettext_lazy("Number of the handling form or OA record"), max_length=80, required=False
    )
    by_leader = forms.BooleanField(
        label=gettext_lazy("The leader in charge gave that approval"),
        required=False,
        help_text=gettext_lazy("Needed where it is important information and goes by its mark."),
    )
    address = forms.URLField(
        label=gettext_lazy("Address where it is public"), max_length=500, required=False, assume_scheme="https"
    )
    approval = forms.CharField(
        label=gettext_lazy("Number of the approval here that covers it"), max_length=24, required=False
    )
    copy = forms.FileField(
        label=gettext_lazy("Stored copy"),
        required=False,
        help_text=gettext_lazy("The scanned form with its mark, or a copy of the public page (PDF or picture)."),
    )

    def clean_approval(self) -> Case | None:
        """Return the case with the number that was typed."""
        number = self.cleaned_data["approval"].strip()
        if not number:
            return None
        found = Case.objects.filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("There is no case with this number."))
        return found


class ReasonForm(forms.Form):
    """A reason, as a request needs one."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class RouteForm(forms.Form):
    """The desks of a route, one step a line; several desks of a step must all agree."""

    STEPS = 6

    def __init__(self, *args: Any, stages: list[list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        review = {SECRECY_DESK, RULING_DESK}  # it comes first by itself
        desks = [(desk.code, str(desk.label)) for desk in registry.items("desk_types") if desk.code not in review]
        for step in range(self.STEPS):
            self.fields[f"step_{step}"] = forms.MultipleChoiceField(
                label=_("Step %(number)s") % {"number": step + 1},
                choices=desks,
                required=False,
                initial=stages[step] if step < len(stages) else [],
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
        )

    def stages(self) -> list[list[str]]:
        """Return the steps that have desks, in order."""
        chosen = (self.cleaned_data[f"step_{step}"] for step in range(self.STEPS))
        return [list(codes) for codes in chosen if codes]


class InvitationForm(forms.Form):
    """Who from outside is to read the sent version, and until when."""

    name = forms.CharField(label=gettext_lazy("Reviewer"), max_length=60)
    organisation = forms.CharField(label=gettext_lazy("Of which organisation"), max_length=120)
    days = forms.IntegerField(
        label=gettext_lazy("Days that the link is valid"), min_value=1, max_value=EXPIRES_AT_MOST, initial=7
    )


class CommentForm(forms.Form):
    """What an outside reviewer writes."""

    text = forms.CharField(
        label=gettext_lazy("Your comment"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
