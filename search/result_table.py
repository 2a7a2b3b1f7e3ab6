"""Search results as a table that spreadsheets open."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from portal.text.writable import writable

from . import labels

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(cards: Iterable[dict[str, Any]], absolute: Callable[[str], str]) -> str:
    """Return the result lines as CSV with a mark of UTF-8 before it, without which spreadsheets guess the encoding.

    ``absolute`` makes a whole address of a card's. What a spreadsheet would take for a formula is made text.
    """
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(_headings())
    table.writerows([_text(cell) for cell in _cells(card, absolute)] for card in cards)
    return f"\ufeff{written.getvalue()}"


def _headings() -> list[str]:
    facets = [str(labels.FACETS[facet]) for facet in ("kind", "unit", "column", "effect")]
    return [_("Title"), _("Document number"), _("Date"), *facets, _("Address")]


def _cells(card: dict[str, Any], absolute: Callable[[str], str]) -> list[str]:
    kind, effect = labels.of("kind", card["kind"]), labels.of("effect", card["effect"])
    return [
        card["title"], card["doc_no"], card["on"], kind, card["unit"], card["column"], effect, absolute(card["url"]),
    ]  # fmt: skip


def _text(cell: str) -> str:
    cell = writable(cell)
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) else cell
