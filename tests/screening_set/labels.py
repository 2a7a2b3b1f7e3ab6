"""The kinds of findings, and the line that says what a file holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

KINDS = (
    "seal", "signature", "red_header", "telegram_header", "secrecy_mark", "instruction",
    "id_number", "bank_card", "mobile", "map_no_review", "link", "tracked_changes",
)  # fmt: skip
# Text in these has no pages of its own: everything is on page 1.
FLOWING = (".docx", ".html", ".txt", ".xlsx")


@dataclass
class Labelled:
    """What one file holds.

    `labels` are pairs of kind and page (from 1) that a detector has to find. `accepted` are pairs that count neither
    way: a leader's signature below an instruction, the red head of a telegram. `near_miss_of` are kinds that the file
    looks like without being one. `traits` say how it was made (format, dpi:150, rotated:3, grey, …).
    """

    file: str
    labels: list[tuple[str, int]]
    traits: list[str] = field(default_factory=list)
    near_miss_of: list[str] = field(default_factory=list)
    accepted: list[tuple[str, int]] = field(default_factory=list)
    pages: int = 1

    def line(self) -> str:
        """Return the file's line in labels.jsonl."""
        return json.dumps(
            {
                "file": self.file,
                "labels": [{"kind": kind, "page": page} for kind, page in self.labels],
                "traits": self.traits,
                "near_miss_of": self.near_miss_of,
                "accepted": [{"kind": kind, "page": page} for kind, page in self.accepted],
                "pages": self.pages,
            },
            ensure_ascii=False,
        )


def page_of(file: str, page: int | None) -> int:
    """Return the page that counts: files without pages have one, and what names no page is on the first."""
    return 1 if page is None or file.lower().endswith(FLOWING) else page


def read(path: Path) -> list[Labelled]:
    """Read labels.jsonl."""
    return [parsed(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def parsed(row: dict) -> Labelled:
    return Labelled(
        row["file"], pairs(row["labels"]), row["traits"], row["near_miss_of"], pairs(row["accepted"]), row["pages"]
    )


def pairs(rows: Iterable[dict]) -> list[tuple[str, int]]:
    return [(row["kind"], row["page"]) for row in rows]
