"""Pages in the admin on which rules with versions are kept: what is in force, a new version, one version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from portal.organisation.requests import StaffRequest

from .asking import AskingPage, edit, existing
from .rule_kinds import RuleTextKind, keeps_rules

VERSIONS = 20


class VerbatimField(forms.CharField):
    """A text in which leading spaces mean something."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "strip": False})


class RuleTextForm(forms.ModelForm):
    """A new version of a rule. The form of a room names its ``model`` in a ``Meta`` derived from this one."""

    class Meta:
        fields = ["text", "note"]
        field_classes = {"text": VerbatimField}
        widgets = {"text": forms.Textarea(attrs={"rows": 24, "spellcheck": "false"})}

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


@dataclass(frozen=True)
class RulePages:
    """The pages of one kind of rules. ``overview`` is (name of the page with all rules, what it is called), ``new``
    the name of the page that begins a version of a scheme; ``template`` shows its form.
    """

    kind: RuleTextKind
    form: type[RuleTextForm]
    overview: tuple[str, Any]
    new: str
    template: str = AskingPage.template

    def context(self, person: Any, texts: Mapping[str, str]) -> dict[str, Any]:
        """Return what ``approvals/rule_texts.html`` shows: the rules in force (``texts``) and their versions."""
        live = set(self.kind.model.objects.filter(live=True).values_list("scheme", flat=True))
        rules = [
            {
                "label": label,
                "text": texts[scheme],
                "is_default": scheme not in live,
                "new_url": reverse(self.new, args=[scheme]),
            }
            for scheme, label in self._schemes().items()
        ]
        versions = self.kind.model.objects.all()[:VERSIONS]
        shown = [{"version": version, "url": self.kind.url(version)} for version in versions]
        return {"rules": rules, "versions": shown, "may_change": keeps_rules(person)}

    def begin(self, request: StaffRequest, scheme: str) -> HttpResponse:
        """Begin a new version of a rule from the one in force, and send it to the head of the Office."""
        if scheme not in self._schemes():
            raise Http404
        begun = self.kind.model(scheme=scheme, text=self.kind.in_force(scheme), made_by=request.user)
        return edit(request, self.form, begun, self._around(begun))

    def show(self, request: StaffRequest, pk: int) -> HttpResponse:
        """Show a version: its form while it can be changed, else its case."""
        found = get_object_or_404(self.kind.model, pk=pk)
        return existing(request, found, self.form, self._around(found))

    def _schemes(self) -> dict[str, Any]:
        return dict(self.kind.model._meta.get_field("scheme").choices)

    def _around(self, found: Any) -> AskingPage:
        return AskingPage(self.kind.title(found), keeps_rules, back=self.overview, template=self.template)
