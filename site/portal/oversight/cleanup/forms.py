"""Forms of the clean-up of columns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from columns.models import ColumnPage
from columns.sections.forms import DAY, indented
from columns.sections.states import LifeState

from ..models import Campaign, CleanupLine
from .services import TEXT_LIMIT
from .verdicts import Thresholds, Verdict

USUAL = timedelta(days=14)
REASON = forms.Textarea(attrs={"rows": 3})


class CampaignForm(forms.ModelForm):
    """The year of a new campaign, and from when on a section counts as idle."""

    class Meta:
        model = Campaign
        fields = ["year", "times_duty", "idle_days", "few_items"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this = timezone.localdate().year
        self.initial["year"] = this
        self.fields["year"] = forms.IntegerField(label=_("year"), min_value=this - 1, max_value=this)

    def limits(self) -> Thresholds:
        data = self.cleaned_data
        return Thresholds(data["times_duty"], data["idle_days"], data["few_items"])


class AskForm(forms.Form):
    """Until when the units answer."""

    until = forms.DateField(label=pgettext_lazy("cleanup", "answers until"), widget=DAY)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"until": timezone.localdate() + USUAL})


class AnswerForm(forms.Form):
    """What a unit says to the proposal for a section of its own."""

    answer = forms.ChoiceField(
        label=_("The unit"),
        choices=[choice for choice in CleanupLine.Answer.choices if choice[0]],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=TEXT_LIMIT,
        widget=REASON,
        help_text=_("Needed for an objection."),
    )


class DecisionForm(forms.Form):
    """What the Office decides on a line."""

    verdict = forms.ChoiceField(label=_("decision"), choices=Verdict, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=TEXT_LIMIT,
        widget=REASON,
        help_text=_("Needed where the decision differs from the proposal."),
    )
    merged_into = forms.ModelChoiceField(
        Page.objects.none(), label=_("merged into"), required=False, help_text=_("Needed for merging.")
    )

    def __init__(self, data: Any = None, *, line: CleanupLine) -> None:
        first = {"verdict": line.verdict or line.proposal, "reason": line.verdict_reason}
        super().__init__(data, initial={**first, "merged_into": line.merged_into})
        target: Any = self.fields["merged_into"]
        active = ColumnPage.objects.filter(life__state=LifeState.ACTIVE).exclude(pk=line.page_id)
        target.queryset = Page.objects.filter(pk__in=active.values("pk")).order_by("path")
        target.label_from_instance = indented
