"""Candidates of a vote and questions of a survey: rows of a form, as many as a unit needs, without JavaScript."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.files.models import Image
from portal.files.services import store
from portal.theme.forms import FillInForm

from . import surveys
from .models import Activity, ActivityKind

BLANK_ROWS = 3
MOST_ROWS = 100


class RowForm(FillInForm, forms.Form):
    """One row of several. ``SAID`` are the fields of which one is filled in where the row isn't blank."""

    SAID: tuple[str, ...] = ()

    def has_changed(self) -> bool:
        """A new row counts once something is said in it; its defaults alone are nothing."""
        if self.initial:
            return super().has_changed()
        return any(self[name].data for name in self.SAID)

    def counts(self) -> bool:
        """Say whether it was filled in, or was there before."""
        return bool(self.has_changed() or self.initial)


class CandidateForm(RowForm):
    """One candidate."""

    SAID = ("name", "text", "picture")

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    kept = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    text = forms.CharField(
        label=gettext_lazy("In a few words"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    picture = forms.ImageField(label=gettext_lazy("Picture"), required=False)


class QuestionForm(RowForm):
    """One question of a survey."""

    SAID = ("text", "options")

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=pgettext_lazy("activity", "Question"), max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("Answered by"), choices=surveys.KINDS)
    options = forms.CharField(
        label=gettext_lazy("Options, or rows of a table: one a line"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    low = forms.IntegerField(label=gettext_lazy("From"), required=False)
    high = forms.IntegerField(label=gettext_lazy("To"), required=False)
    required = forms.BooleanField(label=gettext_lazy("has to be answered"), required=False, initial=True)
    when_question = forms.IntegerField(
        label=gettext_lazy("Only after question number"), required=False, min_value=1,
        help_text=gettext_lazy("Empty: everybody is asked."),
    )  # fmt: skip
    when_options = forms.CharField(
        label=gettext_lazy("answered with option number"), required=False, max_length=60,
        help_text=gettext_lazy("Several: 1,3"),
    )  # fmt: skip

    def clean_when_options(self) -> list[int]:
        text = self.cleaned_data["when_options"].replace("，", ",").replace("、", ",")
        try:
            return sorted({int(part) - 1 for part in text.split(",") if part.strip()})
        except ValueError:
            raise ValidationError(_("Numbers of options, with commas between them.")) from None


class Rows(BaseFormSet[Any]):
    """Rows of which the blank ones at the end don't count."""

    def filled(self) -> list[dict[str, Any]]:
        """Return what was filled in, in order, without rows that are taken away."""
        return [
            form.cleaned_data
            for form in self.forms
            if form.counts() and form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]


def _rows_of(form: type[forms.Form]) -> type[BaseFormSet[Any]]:
    return formset_factory(form, formset=Rows, extra=BLANK_ROWS, max_num=MOST_ROWS, can_delete=True)


CandidateRows = _rows_of(CandidateForm)
QuestionRows = _rows_of(QuestionForm)


def rows_for(activity: Activity, data: Any = None, files: Any = None) -> Any:
    """Return the rows of an activity's candidates or questions, or None where its kind has none."""
    if activity.is_voted:
        initial = [{**row, "kept": row.get("image")} for row in activity.content.get("candidates", [])]
        return CandidateRows(data, files, initial=initial, prefix="row")
    if activity.kind == ActivityKind.SURVEY:
        return QuestionRows(data, initial=_question_rows(activity), prefix="row")
    return None


def _question_rows(activity: Activity) -> list[dict[str, Any]]:
    numbers = {row["id"]: at for at, row in enumerate(activity.content.get("questions", []), 1)}
    rows = []
    for row in activity.content.get("questions", []):
        when = row.get("when") or {}
        lines = row.get("rows") if row["kind"] == surveys.MATRIX else row.get("options")
        rows.append(
            {
                **row,
                "options": "\n".join(lines or []),
                "when_question": numbers.get(when.get("question")),
                "when_options": ",".join(str(at + 1) for at in when.get("options", [])),
            }
        )
    return rows


def fill_rows(activity: Activity, rows: Any, person: Any) -> None:
    """Write the filled-in rows into an activity."""
    if activity.is_voted:
        _fill_candidates(activity, rows.filled(), person)
    else:
        _fill_questions(activity, rows.filled())


def _free_ids(letter: str, taken: set[str]) -> Any:
    return (f"{letter}{at}" for at in range(1, 10 * MOST_ROWS) if f"{letter}{at}" not in taken)


def _fill_candidates(activity: Activity, filled: list[dict[str, Any]], person: Any) -> None:
    own = {row["id"]: row.get("image") for row in activity.content.get("candidates", [])}
    free = _free_ids("k", set(own))
    found = []
    for row in filled:
        known = row["id"] in own
        image = own.get(row["id"])
        if row.get("picture"):
            upload = row["picture"]
            upload.seek(0)
            stored = store(Image, upload.name, upload.read(), person, title=row["name"][:100], description=row["name"])
            image = stored.pk
        found.append(
            {"id": row["id"] if known else next(free), "name": row["name"].strip(), "text": row["text"].strip(),
             "image": image}
        )  # fmt: skip
    activity.content["candidates"] = found


def _fill_questions(activity: Activity, filled: list[dict[str, Any]]) -> None:
    own = {row["id"] for row in activity.content.get("questions", [])}
    free = _free_ids("q", own)
    ids = [row["id"] if row["id"] in own else next(free) for row in filled]
    found = []
    for at, row in enumerate(filled):
        lines = [line.strip() for line in row["options"].splitlines() if line.strip()]
        question: dict[str, Any] = {
            "id": ids[at], "kind": row["kind"], "text": row["text"].strip(), "required": row["required"],
        }  # fmt: skip
        if row["kind"] in surveys.CHOSEN:
            question["options"] = lines
        if row["kind"] == surveys.MATRIX:
            question["rows"] = lines
        if row["kind"] in (surveys.SCALE, surveys.MATRIX, surveys.NUMBER):
            low = 1 if row["low"] is None and row["kind"] != surveys.NUMBER else row["low"] or 0
            high = row["high"] if row["high"] is not None else (1000000 if row["kind"] == surveys.NUMBER else 5)
            question |= {"low": low, "high": high}
        if row["when_question"]:
            place = row["when_question"] - 1
            earlier = ids[place] if place < at else ""
            question["when"] = {"question": earlier, "options": row["when_options"]}
        found.append(question)
    activity.content["questions"] = found
