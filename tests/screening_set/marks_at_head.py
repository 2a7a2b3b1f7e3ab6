"""What must be found at the head of a paper: red headers, telegrams, secrecy marks."""

from __future__ import annotations

import random

from . import texts
from .elements import BLACK, RED, Page, Rule, Words
from .papers import LEFT, RIGHT, Draft


def red_title(page: Page, text: str, y: float, rng: random.Random, width: float = 150) -> None:
    size = min(58.0, width / len(text) / 0.3528)
    spacing = max(0.0, min(10.0, (width / 0.3528 - size * len(text)) / max(1, len(text) - 1)))
    page.add(Words(105, y, text, size, rng.choice(("title", "title", "song")), RED, "m", True, spacing))


def red_rule(page: Page, y: float, rng: random.Random, x1: float = LEFT, x2: float = RIGHT) -> None:
    page.add(Rule(x1, y, x2, y, rng.choice((0.5, 0.7, 0.9)), RED))


def red_header(paper: Draft) -> None:
    """The head of a document: authority in red, number, red line; sometimes a star, a signer, a secrecy mark."""
    if paper.rng.random() < 0.25:
        secrecy_mark(paper)

    def head(paper: Draft, page: Page) -> float:
        rng = paper.rng
        red_title(page, paper.unit + rng.choice(("文件", "文件", "")), rng.uniform(52, 66), rng)
        number = texts.document_number(rng)
        if rng.random() < 0.25:
            page.add(
                Words(LEFT + 4, 92, number, 16, "fang"),
                Words(RIGHT - 4, 92, f"签发人：{texts.person(rng)}", 16, "kai", anchor="r"),
            )
        else:
            page.add(Words(105, 92, number, 16, "fang", anchor="m"))
        red_rule(page, 101, rng)
        if rng.random() < 0.2:
            page.add(Words(105, 98.4, "★", 16, "hei", RED, "m"))
        paper.found("red_header", 1)
        return 114

    paper.header = head


def letter_header(paper: Draft) -> None:
    """The head of an official letter: authority in red over a double red line, another one at the foot."""

    def head(paper: Draft, page: Page) -> float:
        red_title(page, paper.unit, 30, paper.rng, 130)
        for y, width in ((52, 1.1), (53.6, 0.35), (281, 0.35), (282.6, 1.1)):
            page.add(Rule(20, y, 190, y, width, RED))
        page.add(Words(RIGHT, 60, texts.document_number(paper.rng), 16, "fang", anchor="r"))
        paper.found("red_header", 1)
        return 76

    paper.header = head


def joint_header(paper: Draft) -> None:
    """The head of a document that two or three authorities issue together."""

    def head(paper: Draft, page: Page) -> float:
        rng = paper.rng
        units = [paper.unit, *(texts.unit(rng) for _ in range(rng.randint(1, 2)))]
        for row, name in enumerate(units):
            red_title(page, name, 42 + row * 15, rng, 112)
        page.add(Words(186, 42 + (len(units) - 1) * 7.5, "文件", 34, "title", RED, "m", True))
        page.add(Words(105, 92, texts.document_number(rng), 16, "fang", anchor="m"))
        red_rule(page, 101, rng)
        paper.found("red_header", 1)
        return 114

    paper.header = head


def minutes_header(paper: Draft) -> None:
    """The head of minutes or a bulletin: a name in red, number of the number, unit and date, red line."""

    def head(paper: Draft, page: Page) -> float:
        rng = paper.rng
        red_title(page, rng.choice(("会议纪要", "政府常务会议纪要", "专题会议纪要")), 46, rng, rng.choice((90, 130)))
        page.add(Words(105, 74, f"第{rng.randint(1, 60)}期", 16, "fang", anchor="m"))
        page.add(Words(LEFT, 88, paper.unit, 14, "fang"), Words(RIGHT, 88, texts.day(rng), 14, "fang", anchor="r"))
        red_rule(page, 97, rng)
        paper.found("red_header", 1)
        return 108

    paper.header = head


def telegram_header(paper: Draft) -> None:
    """The head of a cipher or plain telegram with its fields."""

    def head(paper: Draft, page: Page) -> float:
        rng = paper.rng
        plain = rng.random() < 0.5
        colour = RED if rng.random() < 0.7 else BLACK
        name = rng.choice(("明传电报", "传真电报", "内部明电")) if plain else "密码电报"
        spaced = rng.random() < 0.5
        page.add(Words(105, 40, name, 44, "title", colour, "m", True, 14 if spaced else 2))
        mark = rng.choice(("机密", "秘密★1年", "绝密")) if not plain else ""
        if mark:
            page.add(Words(LEFT, 28, mark, 16, "hei"))
            paper.found("secrecy_mark", 1)
        page.add(
            Words(LEFT, 68, f"发电单位：{paper.unit}", 14, "fang"),
            Words(128, 68, "签批盖章：" + texts.person(rng), 14, "fang"),
        )
        level = rng.choice(("特急", "特提", "加急", "平急"))
        page.add(Words(LEFT, 79, f"等级：{level}{'·明电' if plain else ''}", 14, "hei"))
        series = (
            f"{rng.choice('云江宁平')}{'明' if plain else '密'}电〔{rng.randint(2018, 2026)}〕{rng.randint(1, 90)}号"
        )
        page.add(Words(128, 79, f"编号：{series}", 13, "fang"))
        page.add(Rule(LEFT, 89, RIGHT, 89, 0.7, colour))
        paper.found("telegram_header", 1)
        paper.accepted.add(("red_header", 1))
        paper.accepted.add(("secrecy_mark", 1))
        return 102

    paper.header = head


SECRECY = (
    "机密★1年",
    "秘密★5年",
    "绝密★启用前",
    "秘密★1年",
    "机密★10年",
    "内部资料　注意保存",
    "内部资料 不得外传",
    "秘密",
    "机密",
    "绝密",
)


def secrecy_mark(paper: Draft) -> None:
    """A secrecy mark in the top left corner of the first page, often with a copy's number and urgency."""

    def put(paper: Draft) -> None:
        rng, y = paper.rng, 11.0
        page = paper.page(1)
        if rng.random() < 0.5:
            page.add(Words(LEFT, y, texts.digits(rng, 6), 16, "fang"))
        page.add(Words(LEFT, y + 7, rng.choice(SECRECY), 16, "hei"))
        if rng.random() < 0.4:
            page.add(Words(LEFT, y + 14, rng.choice(("特急", "加急")), 16, "hei"))
        paper.found("secrecy_mark", 1)

    paper.later.append(put)
