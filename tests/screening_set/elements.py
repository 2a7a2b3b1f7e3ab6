"""What stands on a page, in millimetres from its top left corner; every format is written from these."""

from __future__ import annotations

from dataclasses import dataclass, field

from PIL import Image

Colour = tuple[int, int, int]
BLACK: Colour = (18, 18, 20)
RED: Colour = (214, 22, 26)
A4 = (210.0, 297.0)
MM_PER_POINT = 25.4 / 72


@dataclass(frozen=True)
class Words:
    """One line of text; `size` and `spacing` in points, `anchor` is l, m or r."""

    x: float
    y: float
    text: str
    size: float = 16
    font: str = "fang"
    colour: Colour = BLACK
    anchor: str = "l"
    bold: bool = False
    spacing: float = 0
    link: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph, broken into lines already; `leading` in points."""

    x: float
    y: float
    lines: tuple[str, ...]
    size: float = 16
    leading: float = 28
    font: str = "fang"
    comment: str = ""
    replaced: str = ""

    @property
    def text(self) -> str:
        return "".join(self.lines)


@dataclass(frozen=True)
class Rule:
    """A straight line; `width` in millimetres."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.35
    colour: Colour = BLACK


@dataclass(frozen=True)
class Picture:
    """An image with its place; `ink` lies on the paper like a stamp or a pen and lets what is below shine through."""

    x: float
    y: float
    w: float
    h: float
    image: Image.Image
    ink: bool = False


@dataclass
class Page:
    """A page and all that stands on it, in the order in which it is drawn; `comments` become notes beside it."""

    items: list[Words | Block | Rule | Picture] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    size: tuple[float, float] = A4

    def add(self, *items: Words | Block | Rule | Picture) -> None:
        self.items.extend(items)
