"""A paper as an office writes it: header, title, paragraphs, closing, attachments, laid out on A4 pages."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from . import texts
from .elements import BLACK, MM_PER_POINT, Block, Page, Picture, Rule, Words

LEFT, TOP, RIGHT, BOTTOM = 28.0, 37.0, 184.0, 258.0
SIZE, LEADING = 16, 28
STEP = LEADING * MM_PER_POINT
TOKEN = re.compile(r"[!-~]+(?: [0-9]+)*|.")
CLOSES = "，。；：、）》”！？"


@dataclass(frozen=True)
class Para:
    """A paragraph or a row of a table (`cells`); where `needle` stands in it, `kind` is to be found."""

    text: str = ""
    kind: str = ""
    needle: str = ""
    comment: str = ""
    replaced: str = ""
    link: str = ""
    heading: bool = False
    cells: tuple[str, ...] = ()


@dataclass
class Draft:
    """A paper on its way: what it says, what is put on it once it is laid out, and what is to be found in it."""

    rng: random.Random
    subject: str
    unit: str
    title: str
    paras: list[Para]
    header: Callable[[Draft, Page], float] | None = None
    later: list[Callable[[Draft], None]] = field(default_factory=list)
    attached: list[Callable[[Draft, Page, int], None]] = field(default_factory=list)
    closed: bool = True
    pages: list[Page] = field(default_factory=list)
    closing: tuple[int, float, float] = (1, 140.0, 200.0)
    end: tuple[int, float] = (1, 200.0)
    labels: set[tuple[str, int]] = field(default_factory=set)
    accepted: set[tuple[str, int]] = field(default_factory=set)
    near: set[str] = field(default_factory=set)
    traits: list[str] = field(default_factory=list)

    def found(self, kind: str, page: int) -> None:
        self.labels.add((kind, page))

    def insert(self, *paras: Para) -> None:
        """Put paragraphs anywhere into the body, together."""
        place = self.rng.randint(1, len(self.paras))
        self.paras[place:place] = paras

    def page(self, number: int) -> Page:
        return self.pages[number - 1]


def wrap(text: str, width: float, indent: int = 2) -> tuple[str, ...]:
    """Break a paragraph into lines of so many characters (an ASCII one is half); words and numbers stay whole."""
    lines, line, used = [], "　" * indent, float(indent)
    for token in TOKEN.findall(text):
        length = sum(0.5 if char.isascii() else 1 for char in token)
        if used + length > width and token not in CLOSES:
            lines.append(line)
            line, used = "", 0.0
        line += token
        used += length
    return (*lines, line)


def body(rng: random.Random, subject: str, count: int) -> list[Para]:
    """Return the paragraphs of a paper, with headings in between."""
    paras = []
    for number in range(count):
        if number % 3 == 1:
            name = rng.choice(("总体要求", "主要任务", "工作安排", "保障措施", "有关要求", "基本情况", "下一步打算"))
            paras.append(Para(f"{'一二三四五六七八九十'[min(9, number // 3)]}、{name}", heading=True))
        paras.append(Para(texts.paragraph(rng, subject)))
    return paras


def draft(rng: random.Random, length: int) -> Draft:
    """Begin a paper with so many paragraphs of body text: four to five fill a page."""
    subject, unit = rng.choice(texts.SUBJECTS), texts.unit(rng)
    kind = rng.choice(("通知", "通告", "公告", "意见", "工作方案", "情况报告", "函", "批复", "公示"))
    return Draft(rng, subject, unit, f"{unit}关于{subject}的{kind}", body(rng, subject, length))


def lay_out(paper: Draft) -> None:
    """Set a paper on pages; labels of marked paragraphs get the page their needle landed on."""
    page = Page()
    paper.pages = [page]
    y = paper.header(paper, page) if paper.header else TOP
    y = put_title(page, paper.title, y)
    recipient = paper.rng.choice(("各区县人民政府，市政府各部门：", "各乡镇人民政府、街道办事处：", "各有关单位：", ""))
    for para in ([Para(recipient)] if recipient else []) + paper.paras:
        y = put_para(paper, para, y)
    if paper.closed:
        y = put_closing(paper, y)
    paper.end = len(paper.pages), y
    for number, attach in enumerate(paper.attached, start=1):
        paper.pages.append(Page())
        paper.pages[-1].add(Words(LEFT, TOP - 4, f"附件{number}", 16, "hei"))
        attach(paper, paper.pages[-1], len(paper.pages))
    number_pages(paper)
    for step in paper.later:
        step(paper)


def put_title(page: Page, title: str, y: float) -> float:
    size = 22
    for line in wrap(title, 19, indent=0):
        page.add(Words((LEFT + RIGHT) / 2, y, line, size, "title", anchor="m"))
        y += 11.5
    return y + STEP * 0.6


def room(paper: Draft, y: float, lines: int = 1) -> float:
    """Return `y`, or the top of a new page where so many lines have no room."""
    if y + lines * STEP <= BOTTOM:
        return y
    paper.pages.append(Page())
    return TOP


def put_para(paper: Draft, para: Para, y: float) -> float:
    if para.cells:
        return put_row(paper, para, y)
    if para.link:
        y = room(paper, y)
        label = Words(LEFT + 11, y, para.text, SIZE, "fang", colour=(5, 60, 180), link=para.link)
        paper.pages[-1].add(label)
        mark(paper, para)
        return y + STEP
    indent = 0 if para.text.endswith("：") and not para.heading else 2
    lines = wrap(para.text, (RIGHT - LEFT) / MM_PER_POINT / SIZE, indent)
    font = "hei" if para.heading else "fang"
    waiting = bool(para.needle)
    while lines:
        y = room(paper, y)
        fitting = max(1, int((BOTTOM - y) / STEP + 0.01))
        here, lines = lines[:fitting], lines[fitting:]
        paper.pages[-1].add(Block(LEFT, y, here, SIZE, LEADING, font, para.comment, para.replaced))
        if waiting and para.needle in "".join(here):
            mark(paper, para)
            waiting = False
        y += STEP * len(here)
    return y


def mark(paper: Draft, para: Para) -> None:
    if para.kind:
        paper.found(para.kind, len(paper.pages))


def put_row(paper: Draft, para: Para, y: float) -> float:
    y = room(paper, y)
    page, width = paper.pages[-1], (RIGHT - LEFT) / len(para.cells)
    for number, cell in enumerate(para.cells):
        page.add(Words(LEFT + (number + 0.5) * width, y + 1.6, cell, 11, "song", anchor="m"))
    page.add(Rule(LEFT, y, RIGHT, y), Rule(LEFT, y + 8, RIGHT, y + 8))
    page.add(*(Rule(LEFT + n * width, y, LEFT + n * width, y + 8) for n in range(len(para.cells) + 1)))
    mark(paper, para)
    return y + 8


def put_closing(paper: Draft, y: float) -> float:
    """Write the unit and the date below the text and remember their place for a seal."""
    y = room(paper, y + STEP, 3)
    x = RIGHT - 16 - len(paper.unit) * SIZE * MM_PER_POINT / 2
    page = paper.pages[-1]
    page.add(Words(x, y + STEP, paper.unit, SIZE, "fang", anchor="m"))
    page.add(Words(x, y + STEP * 2, texts.day(paper.rng), SIZE, "fang", anchor="m"))
    paper.closing = len(paper.pages), x, y + STEP * 1.7
    return y + STEP * 3.5


def number_pages(paper: Draft) -> None:
    if len(paper.pages) == 1:
        return
    for number, page in enumerate(paper.pages, start=1):
        x, anchor = (RIGHT - 5, "r") if number % 2 else (LEFT + 5, "l")
        page.add(Words(x, 268, f"— {number} —", 14, "song", BLACK, anchor))


def figure(page: Page, picture, y: float, caption: str, width: float = 140.0) -> float:
    """Put a picture with its caption in the middle of a page and return where it ends."""
    height = width * picture.height / picture.width
    page.add(Picture(105 - width / 2, y, width, height, picture))
    page.add(Words(105, y + height + 3, caption, 12, "kai", anchor="m"))
    return y + height + 12
