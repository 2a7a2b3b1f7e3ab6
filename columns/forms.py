"""Forms of units: making a draft from a file, rules of the catalogue, waivers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.approvals.rule_pages import RuleTextForm
from portal.files import kinds as file_kinds
from portal.files.conversion.service import convert
from portal.files.conversion.shapes import Converted, Unreadable
from portal.files.conversion.words import UNREADABLE
from portal.text import document_numbers

from . import drafts
from .models import CatalogueRule, ColumnPage, Disclosure, Waiver


class CatalogueRuleForm(RuleTextForm):
    """A new version of a rule of the catalogue."""

    class Meta(RuleTextForm.Meta):
        model = CatalogueRule


class WaiverForm(forms.ModelForm):
    """Why a document may go first, and until when its interpretation is owed."""

    class Meta:
        model = Waiver
        fields = ["reason", "due_on"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3}), "due_on": forms.DateInput(attrs={"type": "date"})}


class SeveralFiles(forms.FileInput):
    """Lets people choose several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name)


class FilesField(forms.FileField):
    """Any number of files."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        clean_one = super().clean
        return [clean_one(file, initial) for file in data or []]


class DraftForm(forms.Form):
    """The file that becomes a draft, what it becomes and where. A valid form has read the file: ``converted``."""

    MAX_ATTACHMENTS = 20

    file = forms.FileField(
        label=_("file of the text"),
        help_text=_("The text as it was written: .docx, .wps, .doc or .ofd."),
        widget=forms.FileInput(attrs={"accept": ".docx,.wps,.doc,.ofd"}),
        error_messages={"empty": UNREADABLE["empty"], "required": _("Choose the file of the text.")},
    )
    attachments = FilesField(
        label=_("attachments"), required=False, help_text=_("Forms and tables that readers download; several at once.")
    )
    column = forms.ChoiceField(label=pgettext_lazy("gongkai", "column"))
    kind = forms.ChoiceField(label=_("becomes"))
    explains = forms.CharField(
        label=_("document that is explained"),
        required=False,
        max_length=255,
        help_text=_("For interpretations only: the number or the whole title of the document."),
        widget=forms.TextInput(attrs={"list": "documents"}),
    )

    def __init__(self, *args: Any, person: Any, parent: ColumnPage | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.converted: Converted | None = None
        self.columns = {str(column.pk): column for column in drafts.columns_of(person)}
        if parent is not None and str(parent.pk) in self.columns:
            self.initial.update(column=str(parent.pk), kind=drafts.usual_kind(parent))
        choices: Any = self.fields["column"]
        choices.choices = [(key, "　" * max(page.depth - 3, 0) + page.title) for key, page in self.columns.items()]
        kinds: Any = self.fields["kind"]
        kinds.choices = [(name, model._meta.verbose_name) for name, model in drafts.KINDS.items()]

    def clean_attachments(self) -> list[Any]:
        files = self.cleaned_data["attachments"]
        if len(files) > self.MAX_ATTACHMENTS:
            raise ValidationError(_("At most %(count)s attachments at once.") % {"count": self.MAX_ATTACHMENTS})
        problems = [f"{file.name}：{problem}" for file in files if (problem := file_kinds.problem(file))]
        if problems:
            raise ValidationError(problems)
        return files

    def clean_column(self) -> ColumnPage:
        return self.columns[self.cleaned_data["column"]]

    def clean_explains(self) -> Disclosure | None:
        typed = self.cleaned_data["explains"].strip()
        if self.data.get("kind") != "interpretation":
            return None
        number = document_numbers.parse(typed)
        found = Disclosure.objects.filter(Q(title=typed) | Q(document_number=number.normal if number else typed))
        explained = found.order_by("-live", "-pk").first() if typed else None
        if explained is None:
            raise ValidationError(_("An interpretation explains a document: say which, by its number or whole title."))
        return explained

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        column, kind = cleaned.get("column"), cleaned.get("kind")
        if column and kind and not drafts.may_add(self.person, column, drafts.KINDS[kind]):
            self.add_error("kind", _("This can't be added to this column."))
        if "file" in cleaned and not self.errors:  # a file is read once everything else is right
            self._read(cleaned["file"])
        return cleaned

    def _read(self, file: Any) -> None:
        if problem := file_kinds.problem(file):
            self.add_error("file", problem)
            return
        try:
            self.converted = convert(file, file.name)
        except Unreadable as error:
            self.add_error("file", UNREADABLE[error.code])

    def upload(self) -> drafts.Upload:
        """Return what was chosen."""
        data = self.cleaned_data
        model = drafts.KINDS[data["kind"]]
        return drafts.Upload(data["column"], model, data["file"], data["attachments"], data["explains"])
