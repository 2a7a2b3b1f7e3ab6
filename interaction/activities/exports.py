"""What people sent in as an Excel workbook, for the unit that asked (clause S2)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from portal.text.writable import writable
from portal.theme.formats import moment

from . import content, entries, surveys, voting
from .models import Activity, ActivityKind, Entry

CHUNK = 500
_WIDE = 60
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def workbook(activity: Activity) -> bytes:
    """Return a workbook of all entries, or of how a vote stands. Free text begins no formula."""
    book = Workbook(write_only=True)
    if activity.is_voted:
        _sheet(book, _("Votes"), _vote_head(), _vote_rows(activity))
    elif activity.kind == ActivityKind.SURVEY:
        questions = surveys.questions_of(activity)
        _sheet(book, _("Answers"), _survey_head(questions), _survey_rows(activity, questions))
    else:
        _sheet(book, _("Entries"), _entry_head(), _entry_rows(activity))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, title: str, head: list[str], rows: Iterator[list[Any]]) -> None:
    from openpyxl.cell import WriteOnlyCell

    sheet = book.create_sheet(title[:31])
    for at, label in enumerate(head, 1):
        sheet.column_dimensions[get_column_letter(at)].width = min(_WIDE, max(14, 2 * len(label)))
    sheet.freeze_panes = "A2"
    cells = []
    for label in head:
        cell = WriteOnlyCell(sheet, value=_safe(label))
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        cells.append(cell)
    sheet.append(cells)
    for row in rows:
        sheet.append([_safe(value) for value in row])


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if not isinstance(value, str):
        return value
    clean = writable(value.replace("\r", "").replace("\t", ""))
    return f"'{clean}" if clean.startswith(_FORMULA) else clean


def _vote_head() -> list[str]:
    return [_("Candidate"), _("Votes"), _("Share")]


def _vote_rows(activity: Activity) -> Iterator[list[Any]]:
    for row in voting.standing(activity).rows:
        yield [row.name, row.votes, round(row.share, 4)]


def _survey_head(questions: list[surveys.Question]) -> list[str]:
    head = [_("Number"), pgettext("gongkai", "Received at")]
    for number, question in enumerate(questions, 1):
        if question.kind == surveys.MATRIX:
            head += [f"{number}. {question.text}：{row}" for row in question.rows]
        else:
            head.append(f"{number}. {question.text}")
    return head


def _chunks(activity: Activity) -> Iterator[list[tuple[Entry, entries.Told | None]]]:
    """Entries with what was sent in, some hundred at a time, so that a large survey needs little memory."""
    last = 0
    while rows := list(Entry.objects.filter(activity=activity, pk__gt=last).order_by("pk")[:CHUNK]):
        last = rows[-1].pk
        yield entries.told_of(rows)


def _survey_rows(activity: Activity, questions: list[surveys.Question]) -> Iterator[list[Any]]:
    for chunk in _chunks(activity):
        for entry, said in chunk:
            texts = said.get("answers", {}) if said else {}
            row: list[Any] = [entry.number, moment(entry.at)]
            for question in questions:
                row += _cells(question, entry.answers.get(question.id), texts.get(question.id, ""))
            yield row


def _cells(question: surveys.Question, value: Any, text: str) -> list[Any]:
    if question.kind == surveys.MATRIX:
        return list(value) if value is not None else [None] * len(question.rows)
    if value is None:
        return [None]
    if question.kind == surveys.ONE:
        return [question.options[value]]
    if question.kind == surveys.SEVERAL:
        return ["、".join(question.options[at] for at in value)]
    return [text if question.kind == surveys.TEXT else value]


def _entry_head() -> list[str]:
    return [
        _("Number"), pgettext("gongkai", "Received at"),
        pgettext("activity", "What it is about"), _("Slogan"), pgettext("activity", "Text"),
        _("Name of the person"), _("Where you work"), _("Contact"), _("Group"), _("Place"), _("Attended"),
    ]  # fmt: skip


def _entry_rows(activity: Activity) -> Iterator[list[Any]]:
    groups = dict(activity.groups.values_list("pk", "said"))
    for chunk in _chunks(activity):
        for entry, said in chunk:
            told: dict[str, Any] = said or {}
            yield [
                entry.number,
                moment(entry.at),
                content.part_label(activity, entry.part, _("the whole")) if activity.is_answered else "",
                told.get("slogan", ""),
                told.get("text", ""),
                told.get("name", ""),
                told.get("employer", ""),
                told.get("contact", ""),
                groups.get(entry.group_id or 0, ""),
                str(entry.get_seat_display()) if entry.seat else "",
                "" if entry.attended is None else _("yes") if entry.attended else _("no"),
            ]
