"""What must be found, in ink: seals, signatures and what leaders write."""

from __future__ import annotations

import random

from PIL import Image

from . import hands, stamps, texts
from .elements import RED, Page, Picture, Rule, Words
from .papers import LEFT, RIGHT, Draft, Para


def stick(page: Page, image: Image.Image, centre: tuple[float, float], width: float) -> None:
    """Put ink on a page around a point."""
    height = width * image.height / image.width
    page.add(Picture(centre[0] - width / 2, centre[1] - height / 2, width, height, image, ink=True))


SEAL_WIDTHS = {"round": (40, 50), "special": (38, 44), "oval": (40, 46), "name": (17, 22)}


def put_seal(paper: Draft, number: int, centre: tuple[float, float], form: str, *, faint: bool = False) -> None:
    rng = paper.rng
    text = texts.person(rng) if form == "name" else paper.unit
    image = stamps.seal(rng, text, form, faint=faint)
    stick(paper.page(number), image, centre, rng.uniform(*SEAL_WIDTHS[form]))
    paper.found("seal", number)
    paper.traits.append(f"seal:{form}")


def seal_on_closing(paper: Draft, form: str = "round", faint: bool = False) -> None:
    def put(paper: Draft) -> None:
        number, x, y = paper.closing
        near = x + paper.rng.uniform(-10, 10), y + paper.rng.uniform(-7, 6)
        put_seal(paper, number, near, form, faint=faint)

    paper.later.append(put)


def special_seal(paper: Draft) -> None:
    seal_on_closing(paper, "special")


def oval_seal(paper: Draft) -> None:
    seal_on_closing(paper, "oval")


def name_seal(paper: Draft) -> None:
    """The director's square seal beside a typed name."""

    def put(paper: Draft) -> None:
        number, x, y = paper.closing
        paper.page(number).add(Words(x - 66, y - 4, "法定代表人：", 14, "fang"))
        put_seal(paper, number, (x - 22, y), "name")

    paper.later.append(put)


def faint_seal(paper: Draft) -> None:
    paper.traits.append("faint")
    seal_on_closing(paper, paper.rng.choice(("round", "special")), faint=True)


def joint_seals(paper: Draft) -> None:
    def put(paper: Draft) -> None:
        number, x, y = paper.closing
        put_seal(paper, number, (x - 2, y), "round")
        put_seal(paper, number, (x - 60, y + paper.rng.uniform(-4, 4)), paper.rng.choice(("round", "special")))

    paper.later.append(put)


def seal_across_pages(paper: Draft) -> None:
    """A seal over the fanned edges of all pages: each page carries a slice of it."""

    def put(paper: Draft) -> None:
        image = stamps.seal(paper.rng, paper.unit, "round")
        width, y = paper.rng.uniform(40, 46), paper.rng.uniform(90, 200)
        share = min(0.5, 1.3 / max(2, len(paper.pages)))
        for number, page in enumerate(paper.pages, start=1):
            left = (number - 1) / len(paper.pages)
            cut = image.crop((int(image.width * left), 0, int(image.width * min(1, left + share)), image.height))
            wide = width * cut.width / image.width
            page.add(
                Picture(page.size[0] - wide, y + number * 0.4, wide, width * image.height / image.width, cut, True)
            )
            paper.found("seal", number)
        paper.traits.append("seal:across-pages")

    paper.later.append(put)


def half_seal(paper: Draft) -> None:
    """A seal that lies half outside the page."""

    def put(paper: Draft) -> None:
        number = paper.rng.randint(1, len(paper.pages))
        y = paper.rng.uniform(70, 240)
        put_seal(paper, number, (paper.rng.choice((0.0, 210.0)) + paper.rng.uniform(-6, 6), y), "round")
        paper.traits.append("half")

    paper.later.append(put)


def seal_over_text(paper: Draft) -> None:
    def put(paper: Draft) -> None:
        number = paper.rng.randint(1, len(paper.pages))
        centre = paper.rng.uniform(60, 150), paper.rng.uniform(80, 200)
        put_seal(paper, number, centre, paper.rng.choice(("round", "special", "oval")))
        paper.traits.append("over-text")

    paper.later.append(put)


def certificate(paper: Draft) -> None:
    """An attached certificate with its seal, on a page of its own."""

    def attach(paper: Draft, page: Page, number: int) -> None:
        page.add(
            Words(
                105,
                70,
                paper.rng.choice(("检验检测报告", "资质证书", "证　　明", "验收意见书")),
                30,
                "title",
                anchor="m",
            )
        )
        for row, text in enumerate(
            ("单位名称：" + paper.unit, "证书编号：" + texts.digits(paper.rng, 9), "有效期至：" + texts.day(paper.rng))
        ):
            page.add(Words(50, 110 + row * 14, text, 16, "song"))
        page.add(
            Words(150, 190, paper.unit, 14, "song", anchor="m"),
            Words(150, 200, texts.day(paper.rng), 14, "song", anchor="m"),
        )
        put_seal(paper, number, (150, 194), paper.rng.choice(("round", "special")))

    paper.attached.append(attach)


def put_signature(paper: Draft, number: int, left: float, base: float, width: float = 34) -> None:
    """Write a name on a line that begins at `left` and lies at `base`."""
    image = hands.signature(paper.rng, texts.person(paper.rng))
    wide = width * paper.rng.uniform(0.8, 1.15)
    high = min(20.0, wide * image.height / image.width)
    wide = high * image.width / image.height
    paper.page(number).add(Picture(left + 2, base - high * 0.78, wide, high, image, ink=True))
    paper.found("signature", number)


def signed_closing(paper: Draft) -> None:
    def put(paper: Draft) -> None:
        number, _, y = paper.closing
        role = paper.rng.choice(("局　长", "主　任", "负责人", "县　长", "签发人"))
        paper.page(number).add(Words(LEFT + 4, y - 2, f"{role}：", 16, "fang"))
        put_signature(paper, number, LEFT + 26, y + 4)

    paper.later.append(put)


def signed_line(paper: Draft) -> None:
    """Lines for signatures at the end of the text, signed."""

    def put(paper: Draft) -> None:
        number, _, y = paper.closing
        page = paper.page(number)
        for row, role in enumerate(
            paper.rng.sample(("负责人（签字）", "经办人（签字）", "审核人（签字）"), paper.rng.randint(1, 2))
        ):
            base = y + 17 + row * 12
            page.add(Words(LEFT, base - 6, f"{role}：", 14, "fang"), Rule(LEFT + 38, base, LEFT + 80, base))
            put_signature(paper, number, LEFT + 40, base)

    paper.later.append(put)


def signing_table(paper: Draft) -> None:
    """An approval form on a page of its own, signed by one to three people."""

    def attach(paper: Draft, page: Page, number: int) -> None:
        page.add(Words(105, 48, "审批表", 22, "title", anchor="m"))
        rows = paper.rng.sample(("承办科室意见", "分管领导意见", "主要领导意见", "专家组意见", "监理单位意见"), 4)
        signed = set(paper.rng.sample(range(4), paper.rng.randint(1, 3)))
        for row, name in enumerate(rows):
            y = 66 + row * 44
            page.add(Rule(LEFT, y, RIGHT, y), Words(LEFT + 4, y + 18, name, 12, "song"))
            page.add(
                Words(LEFT + 46, y + 8, paper.rng.choice(("同意。", "经审核，符合要求。", "拟同意。")), 14, "fang")
            )
            page.add(Words(RIGHT - 70, y + 32, "签字：　　　　　　　年　月　日", 12, "song"))
            paper.accepted.add(("instruction", number))
            if row in signed:
                put_signature(paper, number, RIGHT - 58, y + 36, 28)
        page.add(Rule(LEFT, 242, RIGHT, 242))
        page.add(*(Rule(x, 66, x, 242) for x in (LEFT, LEFT + 42, RIGHT)))

    paper.attached.append(attach)


def signed_roll(paper: Draft) -> None:
    """A list of those present, each signed with the own hand."""

    def attach(paper: Draft, page: Page, number: int) -> None:
        page.add(Words(105, 48, "参会人员签到表", 22, "title", anchor="m"))
        for row in range(paper.rng.randint(4, 9)):
            y = 66 + row * 18
            page.add(Rule(LEFT, y, RIGHT, y), Rule(LEFT, y + 18, RIGHT, y + 18))
            page.add(
                Words(LEFT + 5, y + 6, str(row + 1), 14, "song"),
                Words(LEFT + 20, y + 6, texts.unit(paper.rng), 12, "song"),
            )
            put_signature(paper, number, RIGHT - 50, y + 14, 26)

    paper.attached.append(attach)


def handwritten_name(paper: Draft) -> None:
    """A name written over the typed closing of a letter."""

    def put(paper: Draft) -> None:
        number, x, y = paper.closing
        put_signature(paper, number, x - 50 - paper.rng.uniform(0, 10), y + 2, 40)

    paper.later.append(put)


def instruction_lines(rng: random.Random) -> list[str]:
    who = f"{rng.choice(texts.SURNAMES)}{rng.choice(('局长', '主任', '县长', '书记', '市长'))}"
    wish = rng.choice(
        (
            f"请{texts.person(rng)}同志阅处。", f"请{who}牵头研究，", "同意。请抓紧落实。",
            "请办公室认真研究，提出意见。", "阅。请自然资源局办理。", "此件很好，请转发各县区。",
            f"请{who}阅示。", "速办，结果报我。", "请分管同志阅，",
        )
    )  # fmt: skip
    more = [rng.choice(("于本周五前报结果。", "务必高度重视，", "并报市委。"))] if wish.endswith("，") else []
    return [wish, *more, f"{texts.person(rng)} {rng.randint(1, 12)}月{rng.randint(1, 28)}日"]


def instruction_by_hand(paper: Draft) -> None:
    """A leader's words in the margin, over the header or below the text."""

    def put(paper: Draft) -> None:
        rng = paper.rng
        ink = rng.choice(("black", "black", "blue", "blue-black", "red pencil"))
        image = hands.note(rng, instruction_lines(rng), ink)
        number, y = paper.end
        width = rng.uniform(52, 84)
        height = width * image.height / image.width
        spots = [
            (1, rng.uniform(8, 16), rng.uniform(90, 110)),
            (rng.randint(1, len(paper.pages)), rng.uniform(256, 262), 60.0),
        ]
        if y + height < 285 and not paper.attached:
            spots.append((number, y, LEFT + 10))
        at, y, x = rng.choice(spots)
        y = min(y, 294 - height)
        paper.page(at).add(Picture(x, y, width, height, image, ink=True))
        paper.found("instruction", at)
        paper.accepted.add(("signature", at))
        paper.traits.append(f"ink:{ink.replace(' ', '-')}")

    paper.later.append(put)


def instruction_in_text(paper: Draft) -> None:
    """A leader's words typed out in the text."""
    rng = paper.rng
    words = "".join(instruction_lines(rng))
    lead = rng.choice(("【领导批示】", "市长批示：", "主要领导批示：", f"{texts.person(rng)}同志批示：", "批示："))
    paper.insert(Para(lead + words, "instruction", words[:6]))


def handling_form(paper: Draft) -> None:
    """A form of incoming documents with the leader's words in its box."""

    def attach(paper: Draft, page: Page, number: int) -> None:
        rng = paper.rng
        page.add(Words(105, 46, rng.choice(("文件处理单", "收文处理笺", "公文阅办单")), 24, "title", RED, "m"))
        fields = (
            ("来文单位", texts.unit(rng)),
            ("文件标题", paper.title[:24]),
            ("拟办意见", f"建议请{texts.person(rng)}同志阅示。"),
            ("领导批示", ""),
        )
        y = 66.0
        for name, value in fields:
            high = 62 if name == "领导批示" else 24
            page.add(Rule(LEFT, y, RIGHT, y, 0.4, RED), Words(LEFT + 4, y + high / 2 - 3, name, 14, "song", RED))
            page.add(Words(LEFT + 36, y + 8, value, 14, "fang"))
            y += high
        image = hands.note(rng, instruction_lines(rng), rng.choice(("black", "blue", "red pencil")))
        width = min(100.0, 50 * image.width / image.height)
        page.add(Picture(LEFT + 36, y - 57, width, width * image.height / image.width, image, ink=True))
        page.add(Rule(LEFT, y, RIGHT, y, 0.4, RED), *(Rule(x, 66, x, y, 0.4, RED) for x in (LEFT, LEFT + 32, RIGHT)))
        paper.found("instruction", number)
        paper.accepted |= {("signature", number), ("red_header", number)}

    paper.attached.append(attach)
