"""What reading a file gives: blocks in reading order, and what could not be carried over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


class Unreadable(Exception):
    """A file can't be read. ``code`` says why; :mod:`.words` has the sentence for people."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as inline HTML (strong, em, sub, sup, a, br; everything else escaped).

    ``level`` is 3 or 4 for headings and 0 for text; ``size`` is in points, 0 where it is not known.
    """

    html: str
    level: int = 0
    bullet: bool = False
    centred: bool = False
    size: float = 0
    is_title: bool = False


@dataclass(frozen=True)
class Merge:
    """A cell that reaches over others, by the place of its upper left corner."""

    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(frozen=True)
class Table:
    """Rows of equal length, of plain text with line breaks; cells under a merged one are empty."""

    rows: tuple[tuple[str, ...], ...]
    merges: tuple[Merge, ...] = ()
    header: bool = False
    caption: str = ""


@dataclass(frozen=True)
class Picture:
    """The place of a picture; ``key`` names its file."""

    key: str
    alt: str = ""


Block = Paragraph | Table | Picture


@dataclass(frozen=True)
class File:
    """A picture or an embedded file, by a name that fits its content."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Loss:
    """Something that was not carried over, or not as it was; ``detail`` quotes what it is about."""

    code: str
    detail: str = ""


@dataclass
class Reading:
    """What a reader collects."""

    blocks: list[Block] = field(default_factory=list)
    pictures: dict[str, File] = field(default_factory=dict)
    embedded: list[File] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)

    def lose(self, code: str, detail: str = "") -> None:
        self.losses.append(Loss(code, " ".join(detail.split())[:300]))


@dataclass(frozen=True)
class Converted:
    """What a draft is made of. ``source`` is everything that was read, a line a paragraph or row, for comparison."""

    title: str
    document_number: str
    formed_on: date | None
    body: tuple[Block, ...]
    pictures: dict[str, File]
    embedded: tuple[File, ...]
    attachment_names: tuple[str, ...]
    losses: tuple[Loss, ...]
    source: tuple[str, ...]
