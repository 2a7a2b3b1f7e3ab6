"""Messages as tables, CSV or Excel: how the document window gets them from other systems, and carries answers back."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook

from portal.addons.types import Envelope
from portal.text.writable import writable
from portal.theme.formats import moment

from . import envelopes
from .errors import Failed

MOST_ROWS = 5000
MOST_UNPACKED = 100 * 1024 * 1024
LONGEST_CELL = 20000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def read(name: str, content: bytes, columns: dict[str, str], party: str, event: str) -> list[Envelope]:
    """Return the messages of a table, one a row; Failed with what is wrong with it.

    A row has no message id of its own: the number of what it tells of makes it, so that the same table read twice
    gives the same messages.
    """
    try:
        rows = list(_rows(name, content))
    except csv.Error as error:  # a lone carriage return inside a cell, a cell beyond all measure
        raise Failed(_("the rows of the table can't be told apart")) from error
    if not rows:
        raise Failed(_("the table is empty"))
    headings = [str(cell or "").strip().lstrip("\ufeff") for cell in rows[0]]
    missing = [heading for heading in columns if heading not in headings and columns[heading] in ("number", "text")]
    if missing:
        raise Failed(_("columns are missing: %(names)s") % {"names": "、".join(missing)})
    found = []
    for row in rows[1 : MOST_ROWS + 1]:
        cells = dict(zip(headings, (_text(cell) for cell in row), strict=False))
        body = {field: cells.get(heading, "") for heading, field in columns.items()}
        number = body.pop("number", "")
        if not any(body.values()):
            continue
        if not number or len(number) > 60:
            raise Failed(_("a row has no number"))
        found.append(envelopes.checked(Envelope(id_of(party, event, number), number, 1, event, body)))
    if len(rows) > MOST_ROWS + 1:
        raise Failed(_("more than %(count)s rows") % {"count": MOST_ROWS})
    return found


def id_of(party: str, event: str, number: str) -> str:
    """Return the message id of something that has only a number over there."""
    return hashlib.sha256(f"{party}\n{event}\n{number}".encode()).hexdigest()


def _rows(name: str, content: bytes) -> Iterable[Sequence[Any]]:
    if name.lower().endswith(".csv"):
        return csv.reader(io.StringIO(_decoded(content)))
    if name.lower().endswith(".xlsx"):
        return _sheet(content)
    raise Failed(_("neither CSV nor Excel (.xlsx)"))


def _decoded(content: bytes) -> str:
    """Return the text of a CSV file: UTF-8, or what Excel writes in Chinese."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Failed(_("the text of the table can't be read"))


def _sheet(content: bytes) -> list[Sequence[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MOST_UNPACKED:
                raise Failed(_("the table is too large when unpacked"))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return [row for _place, row in zip(range(MOST_ROWS + 2), sheet.iter_rows(values_only=True), strict=False)]
    except Failed:
        raise
    except Exception as error:  # openpyxl raises whatever its parts do on a broken file
        raise Failed(_("the Excel file can't be read")) from error


def _text(cell: Any) -> str:
    text = "" if cell is None else str(cell)
    return text[:LONGEST_CELL].strip()


def write(found: Sequence[Envelope], columns: dict[str, str], kind: str) -> bytes:
    """Return messages as a table (``csv`` or ``xlsx``). No cell of it is ever taken for a formula."""
    rows = [
        list(columns),
        *[[_plain(_for_people(envelope.body, field)) for field in columns.values()] for envelope in found],
    ]
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        return text.getvalue().encode("utf-8-sig")
    book = Workbook()
    sheet = book.active
    for at, row in enumerate(rows, 1):
        for place, value in enumerate(row, 1):
            cell = sheet.cell(at, place, value)
            cell.data_type = "s"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _for_people(body: dict[str, Any], field: str) -> Any:
    """Return a field as people read it; moments (``answered_at``) too: whoever carries the table copies them."""
    value = body.get(field, "")
    if field.endswith("_at") and value:
        return moment(datetime.fromisoformat(value))
    return value


def _plain(value: Any) -> str:
    """Return a cell that a spreadsheet shows and doesn't carry out."""
    text = writable(str(value)).replace("\r", "")
    return f"'{text}" if text.startswith(_FORMULA) else text
