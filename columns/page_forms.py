"""The editor's checks of documents, said at the field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from portal.organisation.services import units_of
from portal.text import document_numbers, pinyin

from . import rules


def free_slug(parent: Page, title: str) -> str:
    """Return an address below a page that nobody has: the pinyin initials of a Chinese title, numbered if need be."""
    base = next(slugs(title))
    taken = set(Page.objects.child_of(parent).filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in slugs(title) if slug not in taken)


def slugs(title: str) -> Iterator[str]:
    """Yield addresses for a title: the pinyin initials of a Chinese one, then the same with a number."""
    letters = re.sub(r"[^a-z0-9]+", "-", pinyin.initials(title).lower()).strip("-")
    base = letters[:40].rstrip("-") or "item"
    yield base
    yield from (f"{base}-{number}" for number in count(2))


class ItemForm(WagtailAdminPageForm):
    """Proposes the maker's own unit as the making unit (clause D2)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = units_of(self.for_user) if self.for_user else []
        self._offer_own_units(units)
        if units and not self.instance.maker_unit_id and "maker_unit" in self.fields:
            self.initial["maker_unit"] = units[0].pk
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def _offer_own_units(self, units: list[Any]) -> None:
        """Whoever writes it makes it for a unit of theirs (clause D2); what it stands for already may stay."""
        if "maker_unit" not in self.fields or not self.for_user or self.for_user.is_superuser:
            return
        field: Any = self.fields["maker_unit"]
        keys = {unit.pk for unit in units} | {self.instance.maker_unit_id}
        field.queryset = field.queryset.filter(pk__in=keys - {None})

    def clean_slug(self) -> str:
        """Make the address from the pinyin initials of a Chinese title where none was typed."""
        if slug := self.cleaned_data.get("slug") or self.instance.slug:
            return slug
        return free_slug(self.parent_page, self.cleaned_data.get("title") or "")


class DisclosureForm(ItemForm):
    """Says at the field what is wrong with a disclosure, at every save that isn't an autosave."""

    LISTS = ("topic", "genre", "audience", "ground")
    ASKED: tuple[str, ...] = ("formed_on", "topic")  # marked as required: it isn't sent without; a draft may lack them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from .catalogue import current_lists

        self.lists = current_lists()
        for name in self.LISTS:
            if name in self.fields:
                self.fields[name] = self._choice(name)
        for name in self.ASKED:
            if name in self.fields:
                self.fields[name].required = True

    def _choice(self, name: str) -> forms.ChoiceField:
        """A choice from the list in force; what a document has already may stay, though the list lost it."""
        field, kept = self.fields[name], getattr(self.instance, name)
        choices: list[Any] = self.lists[name].grouped() if name == "ground" else self.lists[name].choices()
        choices += [(kept, kept)] if kept and kept not in self.lists[name] else []
        return forms.ChoiceField(
            choices=[("", "---------"), *choices],
            label=field.label,
            required=field.required,
            help_text=field.help_text,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        number = cleaned.get("document_number") or ""
        if problem := rules.number_problem(number):
            self.add_error("document_number", problem)
        text = rules.text_of(cleaned.get("body"))
        if problem := rules.formation_problem(cleaned.get("formed_on"), text):
            self.text_differs("formed_on", problem)
        for field, problem in rules.validity_problems(cleaned.get("effective_on"), cleaned.get("expires_on"), text):
            if cleaned.get(field):  # what is still missing is asked for when it is sent
                self.text_differs(field, problem)
        if problem := rules.expiry_problem(cleaned.get("effective_on"), cleaned.get("expires_on")):
            self.add_error("expires_on", problem)
        openness, ground = cleaned.get("openness"), cleaned.get("ground")
        if openness and (problem := rules.ground_problem(openness, ground or "", self.lists["ground"])):
            self.add_error("ground", problem)
        return cleaned

    def text_differs(self, field: str, problem: str) -> None:
        """Say at the field that a date isn't what the text says (clauses D3, A2)."""
        self.add_error(field, problem)

    def clean_document_number(self) -> str:
        """Keep a number in its normal form from the first draft on: that is what is approved."""
        typed = self.cleaned_data.get("document_number") or ""
        number = document_numbers.parse(typed)
        return number.normal if number else typed
