"""The table tile: merged cells, a caption, header cells; edited as a grid, into which a spreadsheet can be pasted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from wagtail.blocks import FieldBlock
from wagtail.contrib.table_block.blocks import TableBlock

_CELLS = re.compile(r"\t|[|｜]")
# What the grid writes into the form, in its order; the rest is made anew when it comes back.
_IN_FORM = ("data", "cell", "mergeCells", "table_header_choice", "table_caption")
# The grid's own menu speaks English only.
_MENU = {
    "row_above": pgettext_lazy("gongkai", "Insert a row above"),
    "row_below": pgettext_lazy("gongkai", "Insert a row below"),
    "col_left": pgettext_lazy("gongkai", "Insert a column to the left"),
    "col_right": pgettext_lazy("gongkai", "Insert a column to the right"),
    "remove_row": pgettext_lazy("gongkai", "Remove the row"),
    "remove_col": pgettext_lazy("gongkai", "Remove the column"),
    "mergeCells": pgettext_lazy("gongkai", "Merge or split cells"),
    "undo": pgettext_lazy("gongkai", "Undo"),
    "redo": pgettext_lazy("gongkai", "Redo"),
}


@dataclass(frozen=True)
class Cell:
    """One cell as it is shown. ``scope`` is "col" or "row" for a header, else ""."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    scope: str = ""


def value(
    rows: Sequence[Sequence[str]],
    merges: Iterable[tuple[int, int, int, int]] = (),
    *,
    caption: str = "",
    header_row: bool = False,
    header_column: bool = False,
) -> dict[str, Any]:
    """Return the stored form of a table. ``merges`` are (row, column, rowspan, colspan); rows are of equal length."""
    header = {(True, True): "both", (True, False): "row", (False, True): "column"}.get((header_row, header_column))
    return {
        "data": [list(row) for row in rows],
        "cell": [],
        "mergeCells": [
            {"row": row, "col": column, "rowspan": down, "colspan": across} for row, column, down, across in merges
        ],
        "table_header_choice": header or "neither",
        "table_caption": caption,
        **_headers(header or "neither"),
    }


def from_lines(lines: Iterable[str], *, caption: str = "", header_row: bool = True) -> dict[str, Any]:
    """Return the stored form of a table written as lines, with tabs or bars between the cells."""
    # Markdown habits: a bar at either end is a frame, not an empty cell.
    split = [_CELLS.split(line if "\t" in line else line.strip().strip("|｜")) for line in lines if line.strip()]
    width = max(map(len, split), default=0)
    rows = [[cell.strip() for cell in row] + [""] * (width - len(row)) for row in split]
    return value(rows, caption=caption, header_row=header_row)


def cells_of(stored: dict[str, Any] | None) -> tuple[list[list[Cell]], list[list[Cell]]]:
    """Return (rows of the head, rows of the body), each with the cells that start in it.

    The head reaches down as far as its merged cells do. A merge that leaves the table or crosses another is cut off:
    no text is hidden but what a merged cell covers, and that is empty in a table of the editor's.
    """
    rows = [["" if text is None else str(text) for text in row] for row in (stored or {}).get("data") or []]
    spans, covered = _spans(rows, stored or {})
    header = _header(stored or {})
    depth = max((spans.get((0, column), (1, 1))[0] for column in range(len(rows[0]))), default=1) if rows else 0
    depth = depth if header in ("row", "both") else 0
    shown = [
        [
            Cell(text, *spans.get((row, column), (1, 1)), scope=_scope(header, row < depth, column))
            for column, text in enumerate(texts)
            if (row, column) not in covered
        ]
        for row, texts in enumerate(rows)
    ]
    return shown[:depth], shown[depth:]


def _headers(choice: str) -> dict[str, bool]:
    """Return what Wagtail keeps beside the choice of headers, and its grid leaves out."""
    return {"first_row_is_table_header": choice in ("row", "both"), "first_col_is_header": choice in ("column", "both")}


def _header(stored: dict[str, Any]) -> str:
    return str(stored.get("table_header_choice") or "")


def _scope(header: str, in_head: bool, column: int) -> str:
    if in_head:
        return "col"
    return "row" if column == 0 and header in ("column", "both") else ""


def _spans(
    rows: list[list[str]], stored: dict[str, Any]
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    taken: set[tuple[int, int]] = set()
    covered: set[tuple[int, int]] = set()
    for merge in stored.get("mergeCells") or []:
        row, column = int(merge["row"]), int(merge["col"])
        if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
            continue
        down = min(max(int(merge["rowspan"]), 1), len(rows) - row)
        across = min(max(int(merge["colspan"]), 1), len(rows[row]) - column)
        area = {(row + below, column + right) for below in range(down) for right in range(across)}
        hidden = area - {(row, column)}
        if area & taken or any(rows[r][c].strip() for r, c in hidden if c < len(rows[r])):
            continue
        taken |= area
        covered |= hidden
        spans[(row, column)] = (down, across)
    return spans, covered


class TableTile(TableBlock):
    """A table of plain text."""

    def __init__(self, **kwargs: Any) -> None:
        menu: dict[str, Any] = {key: {"name": name} for key, name in _MENU.items()}
        options = {"contextMenu": {"items": menu}, "mergeCells": True, "language": "en-US", "height": 240}
        super().__init__(table_options=options, **kwargs)

    class Meta:
        icon = "table"
        template = "tiles/table.html"
        description = _("A table with a caption and merged cells, into which a spreadsheet can be pasted.")

    def get_preview_value(self) -> Any:
        rows = [["", "2024", "2025"], ["A", "12", "15"], ["B", "9", "11"]]
        return value(rows, caption=pgettext("gongkai", "Table"), header_row=True, header_column=True)

    def get_form_state(self, value: Any) -> Any:
        # As the grid writes it back: else a table seems changed as soon as its editor has drawn it.
        state = super().get_form_state(value)
        return {key: state[key] for key in _IN_FORM if key in state} if state else state

    def value_from_form(self, value: Any) -> Any:
        table = super().value_from_form(value)
        return {**table, **_headers(_header(table))} if table else table

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        head, body = cells_of(cleaned)
        if not self.is_deferred_validation and head and not body:
            raise ValidationError(_("A table with a header row needs at least one more row."))
        return cleaned

    def render(self, value: Any, context: Any = None) -> str:
        # Past Wagtail's own way, which ends the head of a table in the middle of cells that reach below it.
        return super(FieldBlock, self).render(value, context)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        head, body = cells_of(value)
        caption = (value or {}).get("table_caption") or ""
        return {
            **super().get_context(value, parent_context=parent_context),
            "caption": caption,
            "label": caption or pgettext("gongkai", "Table"),
            "head": head,
            "body": body,
        }

    def get_searchable_content(self, value: Any) -> list[str]:
        head, body = cells_of(value)
        rows = (" ".join(cell.text for cell in row if cell.text) for row in [*head, *body])
        return [line for line in [(value or {}).get("table_caption") or "", *rows] if line]
