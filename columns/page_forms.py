"""The editor's checks of documents, said at the field."""

from __future__ import annotations

import re
from itertools import chain, count
from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from portal.organisation.services import units_of
from portal.text import pinyin

from . import rules


class ItemForm(WagtailAdminPageForm):
    """Proposes the maker's own unit as the making unit (clause D2)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = units_of(self.for_user) if self.for_user else []
        if units and not self.instance.maker_unit_id and "maker_unit" in self.fields:
            self.initial["maker_unit"] = units[0].pk
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        """Make the address from the pinyin initials of a Chinese title where none was typed."""
        if slug := self.cleaned_data.get("slug") or self.instance.slug:
            return slug
        letters = re.sub(r"[^a-z0-9]+", "-", pinyin.initials(self.cleaned_data.get("title") or "").lower()).strip("-")
        base = letters[:40] or "item"
        taken = set(
            Page.objects.child_of(self.parent_page).filter(slug__startswith=base).values_list("slug", flat=True)
        )
        candidates = chain([base], (f"{base}-{number}" for number in count(2)))
        return next(slug for slug in candidates if slug not in taken)


class DisclosureForm(ItemForm):
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
