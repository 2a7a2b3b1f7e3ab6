"""What only looks like a finding: each function puts one thing on a paper that must not be reported."""

from __future__ import annotations

import random
from collections.abc import Callable

from PIL import Image

from . import fonts, hands, pictures, texts
from .elements import BLACK, RED, Page, Picture, Rule, Words
from .papers import LEFT, RIGHT, Draft, Para, figure

CAPTIONS = ("图1　活动现场", "图2　本地风光", "图3　特色产品", "图1　统计图")
REGISTERED = (
    "www.yunling.gov.cn",
    "zrzyj.yunling.gov.cn",
    "www.jiangbei.gov.cn",
    "zwfw.ningan.gov.cn",
    "www.gov.cn",
    "flk.npc.gov.cn",
)


def picture_page(paper: Draft, draw: Callable[[random.Random], Image.Image], caption: str = "") -> None:
    def attach(paper: Draft, page: Page, number: int) -> None:
        text = caption or paper.rng.choice(CAPTIONS)
        figure(page, draw(paper.rng), paper.rng.uniform(48, 90), text, paper.rng.uniform(90, 150))

    paper.attached.append(attach)


def red_photograph(paper: Draft) -> None:
    picture_page(paper, paper.rng.choice(pictures.PHOTOGRAPHS))


def red_logo(paper: Draft) -> None:
    picture_page(paper, pictures.logo)


def red_chart(paper: Draft) -> None:
    picture_page(paper, paper.rng.choice(pictures.RED_CHARTS))


def said(*lines: str) -> Callable[[Draft], None]:
    """Return a function that puts one of the sentences into the body."""

    def put(paper: Draft) -> None:
        rng = paper.rng
        text = rng.choice(lines).format(
            name=texts.person(rng), unit=texts.unit(rng), day=texts.day(rng), place=rng.choice(texts.PLACES),
            n=rng.randint(3, 90), wrong_id=texts.wrong_id_number(rng), wrong_card=texts.card(rng, valid=False),
            digits18="20" + texts.digits(rng, 16), digits20="20" + texts.digits(rng, 18), mobile=texts.mobile(rng),
            land=texts.landline(rng), d6=texts.digits(rng, 6), d4=texts.digits(rng, 4), d3=texts.digits(rng, 3),
            host=rng.choice(REGISTERED),
        )  # fmt: skip
        paper.insert(Para(text))

    return put


about_seals = said(
    "各单位要严格执行印章管理规定，公章应当由专人保管，用印须经单位负责人批准并登记。",
    "申请材料一式三份，复印件须加盖公章，并注明“与原件一致”。",
    "电子签章与实物印章具有同等法律效力，骑缝章应当覆盖每一页。",
    "报名表须经所在单位审核（盖章），并于{day}前报送。",
)
about_signatures = said(
    "主要负责人应当在责任书上签字，并对内容的真实性负责。",
    "笔录经当事人核对无误后逐页签名或者按指印。",
    "（此件由主要负责人签发，{name}、{name}参加了会议。）",
)
about_headers = said(
    "严格控制“红头文件”数量，没有法律依据不得以红头文件形式设定行政许可。",
    "发文机关标志由发文机关全称加“文件”二字组成，使用红色小标宋体，居中排布。",
    "本次共清理红头文件{n}件，其中废止{n}件、修改{n}件。",
)
about_telegrams = said(
    "根据《密码电报管理办法》，密码电报的拟制、收发、传阅应当由专人负责。",
    "不得密电明传、明电密电混用，明传电报应当按照规定的等级办理。",
    "全县{n}座小水电站已并网，发电单位：{place}水电站，等级：三级，编号：{d6}。",
    "原邮电大楼内的电报业务已于2018年停办，请需要拍发电报的群众到{place}路营业厅办理。",
    "特急件应当随到随办，加急件应当在{n}小时内办结。",
)
about_secrecy = said(
    "信息公开前应当进行保密审查，不得公开国家秘密、商业秘密和个人隐私。",
    "国家秘密的密级分为绝密、机密、秘密三级，其保密期限应当根据事项的性质确定。",
    "试卷在启用前属于绝密级国家秘密，任何人不得泄露。",
    "要保护企业的商业秘密，内部资料未经审核不得外传。",
)
about_instructions = said(
    "请各单位认真贯彻执行，执行中的问题请及时报告。",
    "请各位代表认真审阅，提出宝贵意见。",
    "根据市领导批示精神，{unit}成立了工作专班。",
    "请{name}同志于{day}到市政府三楼会议室参加会议。",
    "来信已阅处并转{unit}办理，办理结果将及时答复。",
    "收到领导同志批示件{n}件，均已按时办结。",
    "请自行下载阅读须知。联系人：{name}。",
)
wrong_ids = said(
    "本项目统一编号为{wrong_id}，已录入投资项目在线审批监管平台。",
    "不动产单元代码{digits18}，宗地面积{n}亩。",
    "索引号：{digits18}，主题分类：国土资源。",
    "申请人{name}，身份证号{d6}********{d4}，符合条件。",
    "采购项目编号{wrong_id}，预算金额{n}万元。",
    "统一社会信用代码：91500103MA5U{d6}XY。",
)
wrong_cards = said(
    "订单号{wrong_card}已完成支付。",
    "缴款通知书编号：{wrong_card}。",
    "电子监管号{digits20}，以系统登记为准。",
    "补助资金已汇入{name}尾号{d4}的社会保障卡。",
    "账户6222 **** **** {d4}已核验。",
    "宗地号{digits20}，物流单号{wrong_card}。",
)
no_mobiles = said(
    "咨询电话：{land}，传真：{land}。",
    "监督举报电话：12345、400-{d3}-{d4}。",
    "申请人{name}，手机138****{d4}。",
    "流水号20{mobile}{d6}，办理时限{n}日。",
    "全市总人口{mobile}00人次参与登记，服务热线95{d3}。",
    "客服电话800-{d3}-{d4}，邮政编码{d6}。",
)
registered_links = said(
    "请登录https://{host}/zwgk/{d6}.html查看全文。",
    "详见门户网站http://{host}。",
    "来源：https://{host}/col/{d4}/index.html，请知悉。",
)
mail_address = said("意见请发至电子邮箱yl{d6}@163.com，邮件主题注明“意见反馈”。")
about_changes = said(
    "请使用“修订”模式修改，接受全部修订后再报送。",
    "根据专家批注逐条修改完善，形成报批稿。",
    "《条例》修订草案第{n}条删除了原第二款。",
)


def place_for_seal(paper: Draft) -> None:
    """A dotted circle or brackets where a seal is still to come."""

    def put(paper: Draft) -> None:
        number, x, y = paper.closing
        if paper.rng.random() < 0.5:
            circle = Image.new("RGBA", (400, 400))
            draw = pictures.ImageDraw.Draw(circle)
            for start in range(0, 360, 12):
                draw.arc((10, 10, 390, 390), start, start + 7, fill=(90, 90, 90, 255), width=4)
            paper.page(number).add(Picture(x - 20, y - 22, 40, 40, circle, ink=True))
        paper.page(number).add(Words(x, y + 12, "（盖章处）", 12, "song", (110, 110, 110), "m"))

    paper.later.append(put)


def empty_lines(paper: Draft) -> None:
    """Lines for signatures that nobody has signed."""

    def put(paper: Draft) -> None:
        number, _, y = paper.closing
        for row, role in enumerate(("负责人（签字）", "经办人（签字）")):
            base = y + 16 + row * 11
            paper.page(number).add(
                Words(LEFT, base - 6, f"{role}：", 14, "fang"), Rule(LEFT + 38, base, LEFT + 80, base)
            )

    paper.later.append(put)


def typed_name(paper: Draft) -> None:
    """A name in a regular script, typed over a line."""

    def put(paper: Draft) -> None:
        number, _, y = paper.closing
        name = texts.person(paper.rng)
        paper.page(number).add(Words(LEFT, y - 4, "负责人：", 14, "fang"), Rule(LEFT + 22, y + 3, LEFT + 60, y + 3))
        paper.page(number).add(
            Words(LEFT + 30, y - 5, name, paper.rng.choice((16, 18, 20)), paper.rng.choice(("kai", "wenkai")))
        )

    paper.later.append(put)


def slogan(paper: Draft) -> None:
    """A slogan in a printed running script."""

    def draw(rng: random.Random) -> Image.Image:
        text = rng.choice(("为人民服务", "绿水青山就是金山银山", "不忘初心", "依法行政", "实事求是", "廉洁奉公"))
        file = hands.hand(rng)
        image = Image.new("RGB", (180 * len(text) + 80, 300), rng.choice(((255, 255, 255), (250, 244, 226))))
        ink = rng.choice(((20, 20, 20), (176, 24, 28)))
        pictures.ImageDraw.Draw(image).text((image.width / 2, 150), text, ink, fonts.written(file, 170), anchor="mm")
        return image

    picture_page(paper, draw, "图1　机关文化墙标语")


def curves(paper: Draft) -> None:
    """Curved lines that are no writing: a chart of months, a river on a plan."""
    picture_page(paper, pictures.circled_chart, "图2　变化曲线")


def red_headline(paper: Draft) -> None:
    """The red headline of a leaflet, with a sub-title and no rule."""

    def head(paper: Draft, page: Page) -> float:
        rng = paper.rng
        paper.title = f"{paper.subject}政策问答"
        text = rng.choice(
            ("惠民政策明白卡", "安全生产月", "办事指南", "防灾减灾知识手册", "喜迎丰收节", "征兵宣传", "民法典宣传")
        )
        colour = rng.choice((RED, (196, 30, 40), (226, 60, 30)))
        page.add(Words(105, 40, text, rng.choice((36, 44, 50)), rng.choice(("title", "hei", "kai")), colour, "m", True))
        page.add(Words(105, 66, f"—— {paper.subject}", 16, "kai", BLACK, "m"))
        return 84

    paper.header = head


def red_banner(paper: Draft) -> None:
    """A leaflet with white words on a red band."""

    def head(paper: Draft, page: Page) -> float:
        band = Image.new("RGB", (1200, 200), (200, 28, 34))
        text = paper.rng.choice(("政策解读", "一图读懂", "便民服务手册", "扫黑除恶 人人有责"))
        pictures.label(pictures.ImageDraw.Draw(band), (600, 100), text, 110, fill="white", role="hei")
        page.add(Picture(20, 26, 170, 28.3, band))
        return 66

    paper.header = head


def red_sections(paper: Draft) -> None:
    """Red section headings of a leaflet, with thin red lines below them."""

    def put(paper: Draft) -> None:
        for page in paper.pages[:2]:
            page.add(Words(LEFT, 22, "◆ " + paper.subject, 15, "hei", RED), Rule(LEFT, 29.5, LEFT + 60, 29.5, 0.4, RED))

    paper.later.append(put)


def corner(*marks: str) -> Callable[[Draft], None]:
    """Return a function that puts one of the words where a secrecy mark would stand."""

    def put(paper: Draft) -> None:
        text = paper.rng.choice(marks).format(d6=texts.digits(paper.rng, 6))
        paper.later.append(lambda paper: paper.page(1).add(Words(LEFT, 24, text, 16, "hei")))

    return put


harmless_corner = corner(
    "附件1", "特急", "公开", "编号：{d6}", "送审稿", "内部控制评价报告", "主动公开★", "加急", "样表"
)


def telegraph_form(paper: Draft) -> None:
    """A form of a power company whose fields read alike."""

    def head(paper: Draft, page: Page) -> float:
        rng = paper.rng
        page.add(
            Words(
                105,
                40,
                rng.choice(("水电站运行情况表", "并网电站登记表", "电子报送系统操作手册", "电视电话会议通知")),
                30,
                "title",
                BLACK,
                "m",
            )
        )
        page.add(
            Words(LEFT, 68, f"填报单位：{paper.unit}", 14, "fang"),
            Words(128, 68, f"编号：{texts.digits(rng, 5)}", 14, "fang"),
        )
        page.add(
            Words(LEFT, 79, f"等级：{rng.choice(('一级', '二级', '合格'))}", 14, "fang"), Rule(LEFT, 89, RIGHT, 89, 0.5)
        )
        return 102

    paper.header = head


def handwritten_poem(paper: Draft) -> None:
    """Calligraphy of a school's contest: writing by hand, but no instruction."""

    def draw(rng: random.Random) -> Image.Image:
        verse = rng.choice((("春眠不觉晓", "处处闻啼鸟"), ("白日依山尽", "黄河入海流"), ("千山鸟飞绝", "万径人踪灭")))
        sheet = Image.new("RGB", (1100, 620), rng.choice(((252, 248, 236), (246, 232, 200))))
        ink = hands.note(rng, list(verse), "black")
        ink.thumbnail((900, 500))
        sheet.paste(ink, (100, 60), ink)
        return sheet

    picture_page(paper, draw, "图1　学生硬笔书法作品")


def reviewed_map(paper: Draft) -> None:
    """A map that bears its review number, in the picture or in its caption."""
    number = pictures.review_number(paper.rng)
    if paper.rng.random() < 0.5:
        picture_page(paper, lambda rng: pictures.district_map(rng, number), "图1　行政区划图")
    else:
        picture_page(paper, pictures.district_map, f"图1　行政区划图　审图号：{number}")


def satellite_picture(paper: Draft) -> None:
    picture_page(paper, pictures.satellite, "图2　卫星影像")


def flow_chart(paper: Draft) -> None:
    picture_page(paper, pictures.flow_chart, "图1　办理流程图")


def registered_behind_words(paper: Draft) -> None:
    host = paper.rng.choice(REGISTERED)
    address = f"https://{host}/zwgk/{texts.digits(paper.rng, 5)}.html"
    paper.insert(Para(paper.rng.choice(("点击查看原文", "政策原文链接", "下载附件")), link=address))
