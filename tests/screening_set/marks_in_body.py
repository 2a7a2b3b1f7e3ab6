"""What must be found in the body: personal data, links, what an editor left behind, maps."""

from __future__ import annotations

import random

from . import pictures, texts
from .elements import Page
from .papers import Draft, Para, figure


def grouped(number: str, rng: random.Random) -> str:
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4)) if rng.random() < 0.4 else number


def id_in_text(paper: Draft) -> None:
    rng, number = paper.rng, texts.id_number(paper.rng)
    number = number.lower() if rng.random() < 0.3 else number
    text = rng.choice(
        (
            "申请人{n}，身份证号{i}，住{p}镇。",
            "经核实，{n}（公民身份号码：{i}）符合救助条件，予以公示。",
            "权利人：{n}，证件号码：{i}，坐落于{p}村。",
        )
    )
    filled = text.format(n=texts.person(rng), i=number, p=rng.choice(texts.PLACES))
    paper.insert(Para(filled, "id_number", number))


def id_in_table(paper: Draft) -> None:
    rng = paper.rng
    rows = [Para(cells=("序号", "姓名", "身份证号码", "补助金额（元）"))]
    for number in range(1, rng.randint(3, 7)):
        cells = (str(number), texts.person(rng), texts.id_number(rng), str(rng.randint(3, 90) * 100))
        rows.append(Para(kind="id_number", cells=cells))
    paper.insert(*rows)


def card_in_text(paper: Draft) -> None:
    rng, number = paper.rng, grouped(texts.card(paper.rng), paper.rng)
    text = rng.choice(
        (
            "补助资金汇入{n}银行账户，卡号{c}。",
            "开户人：{n}，银行卡号：{c}，开户行：农商银行{p}支行。",
            "保证金请转入{n}账户{c}，并注明用途。",
        )
    )
    paper.insert(Para(text.format(n=texts.person(rng), c=number, p=rng.choice(texts.PLACES)), "bank_card", number))


def card_in_table(paper: Draft) -> None:
    rng = paper.rng
    rows = [Para(cells=("姓名", "银行卡号", "金额（元）"))]
    for _ in range(rng.randint(2, 6)):
        rows.append(Para(kind="bank_card", cells=(texts.person(rng), texts.card(rng), str(rng.randint(200, 9000)))))
    paper.insert(*rows)


def mobile_in_text(paper: Draft) -> None:
    rng, number = paper.rng, texts.mobile(paper.rng)
    shape = rng.choice(("{}", "{}", "{0[0]}{0[1]}{0[2]}-{1}-{2}", "+86{}"))
    shown = shape.format(number, number[3:7], number[7:])
    text = rng.choice(
        ("联系人：{n}，手机：{m}。", "如有疑问，请与{n}联系（电话{m}）。", "申请人{n}（{m}）已提交全部材料。")
    )
    paper.insert(Para(text.format(n=texts.person(rng), m=shown), "mobile", shown))


def mobile_in_table(paper: Draft) -> None:
    rng = paper.rng
    rows = [Para(cells=("序号", "姓名", "单位", "联系电话"))]
    for number in range(1, rng.randint(3, 7)):
        cells = (str(number), texts.person(rng), rng.choice(texts.PLACES) + "镇", texts.mobile(rng))
        rows.append(Para(kind="mobile", cells=cells))
    paper.insert(*rows)


def map_attached(paper: Draft) -> None:
    """A map without its review number on a page of its own."""
    caption = paper.rng.choice(("图1　区域位置示意图", "图2　规划范围图", "图3　地质灾害隐患点分布图"))

    def attach(paper: Draft, page: Page, number: int) -> None:
        figure(page, pictures.district_map(paper.rng), paper.rng.uniform(48, 90), caption, paper.rng.uniform(90, 150))
        paper.found("map_no_review", number)

    paper.attached.append(attach)


STRANGE_HOSTS = (
    "www.lvyou-yunling.com", "pan.kuaichuan8.cn", "bm.jiaoyu-peixun.net", "www.hao-fang-chan.com", "t.wenjuan-xing.top",
    "vip.jinrong-touzi.cc", "old.zwgk-download.org", "m.tuiguang66.com",
)  # fmt: skip


def strange_address(rng: random.Random) -> str:
    path = rng.choice(("", "/", "/index.html", f"/d/{texts.digits(rng, 6)}", "/baoming?id=" + texts.digits(rng, 4)))
    return f"{rng.choice(('http', 'https'))}://{rng.choice(STRANGE_HOSTS)}{path}"


def link_in_text(paper: Draft) -> None:
    address = strange_address(paper.rng)
    text = paper.rng.choice(("请登录{}下载报名表并按时提交。", "详见{} 。", "相关材料可在{} 查询。"))
    paper.insert(Para(text.format(address), "link", address))


def link_behind_words(paper: Draft) -> None:
    """A link whose words don't say where it leads."""
    text = paper.rng.choice(("点击下载附件", "在线填报入口", "查看详情", "报名系统"))
    paper.insert(Para(text, "link", text, link=strange_address(paper.rng)))


REMARKS = (
    "此处数据请再核实。",
    "这句话是否合适？建议删除。",
    "请法规科把关",
    "口径与去年不一致，待定",
    "内部口径，不宜公开",
)


def comment_left(paper: Draft) -> None:
    """A remark that somebody left beside a paragraph."""
    remark = paper.rng.choice(REMARKS)
    text = texts.paragraph(paper.rng, paper.subject)
    paper.insert(Para(text, "tracked_changes", text[:4], comment=remark))
    paper.later.append(lambda paper: note_beside(paper, text, remark))


def note_beside(paper: Draft, text: str, remark: str) -> None:
    page = next(page for kind, page in paper.labels if kind == "tracked_changes")
    paper.page(page).comments.append(remark)


def change_left(paper: Draft) -> None:
    """A change that nobody accepted."""
    text = texts.paragraph(paper.rng, paper.subject)
    paper.insert(Para(text, "tracked_changes", text[:4], replaced="原则上不超过三个工作日"))
