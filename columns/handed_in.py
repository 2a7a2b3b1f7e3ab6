"""Drafts that other systems hand in (clause D5): the editor's own forms read what they bring, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import nh3
from bs4 import BeautifulSoup
from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.forms.models import WagtailAdminModelForm

from portal.addons import registry
from portal.addons.types import DraftMaker, DraftRefused, Finding
from portal.text import document_numbers

from . import rules
from .catalogue import terms_of
from .form_schemas import has_default, is_required, property_of
from .kinds import column_of
from .markdown import TAGS
from .models import Attachment, ColumnPage, Disclosure, Interpretation, NewsPage
from .models.relations import Relation, RelationKind
from .page_forms import DisclosureForm, ItemForm

# Wrappers without a meaning of their own: they go, what stands in them stays.
WRAPPERS = {"html", "body", "div", "span", "section", "article", "font", "h1", "h5", "h6", "u"}
COLUMNS_NAMED = 20
LONGEST_ID = 15


class BodyField(forms.CharField):
    """Running text as HTML: becomes a body of one tile, in the subset that the editor writes."""

    SCHEMA = {"type": "string", "contentMediaType": "text/html"}

    def clean(self, value: Any) -> Any:
        html = super().clean(value)
        unknown = {tag.name for tag in BeautifulSoup(html, "html.parser").find_all()} - TAGS - WRAPPERS
        if unknown:
            raise forms.ValidationError(
                _("The running text can't hold %(tags)s; attach the document itself, or leave these out.")
                % {"tags": "、".join(f"<{name}>" for name in sorted(unknown))}
            )
        clean = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}, "*": set()}, link_rel=None)
        tiles = [{"type": "rich_text", "value": clean, "id": str(uuid4())}]
        return Disclosure._meta.get_field("body").to_python(tiles)


class DocumentField(forms.ModelChoiceField):
    """A document by its id, or by its number where exactly one bears it."""

    SCHEMA = {"type": ["integer", "string"]}

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text or (text.isdecimal() and len(text) <= LONGEST_ID):
            return super().to_python(text)
        number = document_numbers.parse(text)
        documents: Any = self.queryset
        found = list(documents.filter(document_number=number.normal)[:2]) if number else []
        if len(found) != 1:
            raise forms.ValidationError(
                _("There is no document, or more than one, with the number “%(number)s”.") % {"number": text[:80]}
            )
        return found[0]


class HandedInForm(ItemForm):
    """What the forms of all handed-in items share: the text as HTML, the address made by the portal."""

    body = BodyField(label=gettext_lazy("text"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Q(live=True) | Q(maker_unit=self.instance.maker_unit_id)
        for field in self.fields.values():
            if isinstance(field, DocumentField):
                field.queryset = Disclosure.objects.filter(own)


class HandedInDisclosure(HandedInForm, DisclosureForm):
    """A document from elsewhere. A date other than the text says is kept and found, so that people see both (D3)."""

    ASKED = ()  # what is missing is said among the case's problems
    replaces = DocumentField(Disclosure.objects.none(), required=False, label=gettext_lazy("replaces or repeals"))

    class Meta(WagtailAdminModelForm.Meta):
        model = Disclosure
        formsets: list[str] = []
        fields = [
            "title", "body", "document_number", "formed_on", "issuing_organ", "genre", "topic", "audience", "openness",
            "ground",
            "effective_on", "expires_on", "keywords", "abstract", "touches_vital_interests", "touches_public_interest",
            "is_wide_notice", "is_authoritative_data", "other_importance", "replaces", "slug",
        ]  # fmt: skip

    def text_differs(self, field: str, problem: str) -> None:
        """It is no error here: :meth:`Maker.findings` says it, and the case can't be sent before it is settled."""


class HandedInInterpretation(HandedInForm):
    interprets = DocumentField(Disclosure.objects.none(), label=gettext_lazy("explains"))

    class Meta(WagtailAdminModelForm.Meta):
        model = Interpretation
        formsets: list[str] = []
        fields = ["title", "body", "interprets", "keywords", "abstract", "slug"]


class HandedInNews(HandedInForm):
    class Meta(WagtailAdminModelForm.Meta):
        model = NewsPage
        formsets: list[str] = []
        fields = [
            "title", "body", "category", "important", "source_name", "source_url", "source_published_on", "keywords",
            "abstract", "slug",
        ]  # fmt: skip


@dataclass(frozen=True)
class Maker:
    """Makes and changes the drafts of one kind through its form."""

    form: type[HandedInForm]

    @property
    def model(self) -> Any:
        return self.form._meta.model

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the fields, read off the form."""
        fields = {name: field for name, field in self.form.base_fields.items() if name in self.form._meta.fields}
        del fields["slug"]
        place = {
            "type": "string",
            "title": str(pgettext("gongkai", "Column")),
            "description": str(_("The column's address (slug).")),
        }
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["column", *(name for name, field in fields.items() if is_required(field))],
            "properties": {"column": place, **{name: self._property(name, field) for name, field in fields.items()}},
        }

    def _property(self, name: str, field: forms.Field) -> dict[str, Any]:
        """The schema of one field; what is chosen from a list of the catalogue has the codes of the list in force."""
        found = property_of(field)
        if name in getattr(self.form, "LISTS", ()):
            del found["maxLength"]
            found["enum"] = ["", *(code for code, _name in terms_of(name).choices())]
            found |= {"default": field.initial} if field.initial else {}
        return found

    def make(self, fields: Mapping[str, Any], files: list[Any], person: Any, unit: Any) -> Any:
        """Add a draft to a column of the unit."""
        column = self._column(str(fields["column"]), person, unit)
        page = self._filled(self.model(live=False, owner=person, maker_unit=unit), fields, files, column, person)
        column.add_child(instance=page)
        page.save_revision(user=person)
        return page

    def change(self, subject: Any, fields: Mapping[str, Any], files: list[Any], person: Any, unit: Any) -> None:
        """Write a new version of a draft, where it stands; the page itself is left as it is."""
        column = column_of(subject)
        if column is None or column.slug != fields["column"]:
            raise DraftRefused({"column": [_("A draft stays in its column; withdraw it, and hand it in anew.")]})
        if not subject.permissions_for_user(person).can_edit():
            raise DraftRefused({"": [_("You can't change this.")]})
        draft = subject.get_latest_revision_as_object()
        self._filled(draft, fields, files, column, person).save_revision(user=person)

    def findings(self, subject: Any) -> Iterator[Finding]:
        """What the text itself says against what was typed (clauses D3, A2)."""
        draft = subject.get_latest_revision_as_object()
        if not isinstance(draft, Disclosure):
            return
        text = rules.text_of(draft.body)
        if problem := rules.formation_problem(draft.formed_on, text):
            yield Finding("formation", "formation_date", problem, "formed_on")
        for field, problem in rules.validity_problems(draft.effective_on, draft.expires_on, text):
            yield Finding("validity", "validity_date", problem, field)

    def _column(self, slug: str, person: Any, unit: Any) -> ColumnPage:
        """The column of that address, if it is the unit's and the person may write in it."""
        column = ColumnPage.objects.filter(slug=slug).first()
        trees = [page for pages in registry.manager.hook.page_territories(units=[unit]) for page in pages]
        is_units = column is not None and any(column.path.startswith(tree.path) for tree in trees)
        if column is None or not is_units or not column.permissions_for_user(person).can_add_subpage():
            own = ColumnPage.objects.filter(owner_unit=unit).order_by("path")[:COLUMNS_NAMED]
            names = "、".join(f"{page.slug} ({page.title})" for page in own) or "—"
            message = _("This is no column in which you can write for this unit. Its columns: %(columns)s.")
            raise DraftRefused({"column": [message % {"columns": names}]})
        return column

    def _filled(self, page: Any, fields: Mapping[str, Any], files: list[Any], column: ColumnPage, person: Any) -> Any:
        defaults = {name: field.initial for name, field in self.form.base_fields.items() if has_default(field)}
        form = self.form({**defaults, **fields}, instance=page, parent_page=column, for_user=person)
        if not form.is_valid():
            raise DraftRefused({name.replace("__all__", ""): errors for name, errors in form.errors.items()})
        page = form.save(commit=False)
        if isinstance(page, Disclosure):
            page.attachments.set([Attachment(document=file, sort_order=place) for place, file in enumerate(files)])
            replaced = form.cleaned_data["replaces"]
            page.relations.set([Relation(kind=RelationKind.REPLACES, target=replaced)] if replaced else [])
        elif files:
            raise DraftRefused({"attachments": [_("Only documents have attachments.")]})
        return page


def makers() -> list[DraftMaker]:
    """The kinds of drafts that columns take from other systems."""
    kinds = (("disclosure", HandedInDisclosure), ("interpretation", HandedInInterpretation), ("news", HandedInNews))
    made = {name: Maker(form) for name, form in kinds}
    return [
        DraftMaker(name, maker.model._meta.verbose_name, maker.schema, maker.make, maker.change, maker.findings)
        for name, maker in made.items()
    ]
