"""A file as the detectors see it: pages with lines of text, their picture, and what else is stored with them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from django.utils.translation import gettext as _

from .kinds import Box

# Pictures are RGB, eight bits a channel, height × width × 3.
Picture = np.ndarray


@dataclass(frozen=True)
class Line:
    """A line of text, or a paragraph or cell where a format has no lines.

    ``height`` is the height of its characters as a fraction of the page's height; ``colour`` is known to formats that
    say it; ``sure`` is below 1 for text that was recognised in a picture, and ``slope`` is by how many degrees such a
    line rises to the right.
    """

    text: str
    box: Box | None = None
    height: float = 0.0
    colour: tuple[int, int, int] | None = None
    sure: float = 1.0
    where: str = ""
    ruled: bool = False  # a red line is drawn below it
    slope: float = 0.0

    @property
    def recognised(self) -> bool:
        return self.sure < 1.0


@dataclass
class View:
    """A picture to be looked at: a whole page, or a picture that is stored in a file (``where`` names it).

    ``known`` are the lines whose text the file itself gives, with their places; ``whole_page`` is False for pictures
    inside a text, whose place on the page is not known.
    """

    picture: Picture
    where: str = ""
    known: list[Line] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    whole_page: bool = True


@dataclass
class Page:
    """One page, sheet or slide. ``number`` counts from 1, ``total`` is the number of pages where it is known early;
    ``links`` are addresses that the file leads to; ``changes`` are
    excerpts of tracked changes and comments; ``seals`` are seals that the format itself declares."""

    number: int
    lines: list[Line] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    seals: list[tuple[Box | None, str]] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    total: int = 0

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    def cut_short(self) -> None:
        """Say, once, that there is more on this page than was looked at."""
        note = _("This page holds too much, or something unreadable: only a part of it was looked at.")
        if note not in self.unseen:
            self.unseen.append(note)
