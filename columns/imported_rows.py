"""What a row of an import file says of its document."""

from __future__ import annotations

from html import escape
from typing import Any

from portal.approvals.ledger.canonical import digest as digest_of
from portal.text import order_numbers

from . import markdown

RANKS = (
    ("宪法", "law"),
    ("法律", "law"),
    ("司法解释", "interpretation"),
    ("行政法规", "regulation"),
    ("部门规章", "rule"),
    ("地方", "local"),
)


def rank_of(category: str) -> str:
    """Return the rank of a norm by its category; a branch of the law (民法典, 行政法) holds laws."""
    named = next((rank for word, rank in RANKS if word in category), "")
    return named or ("law" if category.endswith(("法", "法典")) else "")


def facts(row: dict[str, Any]) -> dict[str, Any]:
    """Return what a good row says of its document, as the fields of a :class:`Disclosure`."""
    history = [str(line) for line in row.get("history") or []]
    orders = order_numbers.find("\n".join(history))
    return {
        "title": str(row["title"]).strip(),
        "document_number": str(row.get("doc_no") or ""),
        "order_number": "、".join(order.normal for order in orders[:1])[:80],
        "genre": "law",
        "topic": str(row.get("subcategory") or row.get("category") or "")[:60],
        "norm_rank": rank_of(str(row.get("category") or "")),
        "source_name": str(row.get("source") or ""),
        "source_url": str(row.get("url") or ""),
        "source_published_on": row["on"],
        "body": [{"type": "rich_text", "value": html_of(str(row["body"]), history), "id": _block_id(row["id"])}],
    }


def html_of(text: str, history: list[str]) -> str:
    """Return the text of a document (Markdown) as clean HTML, the lines of its history above it."""
    lines = "".join(f"<p><em>{escape(line)}</em></p>" for line in history)
    return lines + markdown.to_html(text)


def _block_id(external_id: str) -> str:
    digest = digest_of(external_id)
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"
