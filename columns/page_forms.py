"""The editor's checks of documents, said at the field."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from . import rules


class DisclosureForm(WagtailAdminPageForm):
    """Says at the field what is wrong with a disclosure, at every save that isn't an autosave."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        number = cleaned.get("document_number") or ""
        if problem := rules.number_problem(number):
            self.add_error("document_number", problem)
        text = rules.text_of(cleaned.get("body"))
        if problem := rules.formation_problem(cleaned.get("formed_on"), text):
            self.add_error("formed_on", problem)
        return cleaned
