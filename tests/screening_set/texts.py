"""Made-up official texts: units, people, numbers and paragraphs. Nobody and nothing here exists."""

from __future__ import annotations

import random
import string

PLACES = (
    "云岭", "江北", "临川", "宁安", "长河", "青石", "白沙", "永丰", "平湖", "石桥",
    "龙泉", "清溪", "东山", "南屏", "西陵", "新港", "金阳", "怀安", "安远", "桃源",
)  # fmt: skip
UNITS = (
    "市自然资源局", "市生态环境局", "县人民政府", "市住房和城乡建设局", "县农业农村局",
    "市应急管理局", "市水务局", "县民政局", "市人力资源和社会保障局", "区人民政府办公室",
    "市卫生健康委员会", "省交通运输厅", "县教育局", "市市场监督管理局",
)  # fmt: skip
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = (
    "伟", "志强", "建国", "秀英", "丽娟", "永福", "文斌", "海燕", "国平", "晓明",
    "淑芬", "德胜", "春梅", "立新", "振华", "家豪", "雪", "军", "建华", "玉兰",
    "少波", "明远",
)  # fmt: skip
SUBJECTS = (
    "地质灾害防治工作", "农村宅基地确权登记", "防汛抗旱准备工作", "城乡居民基本医疗保险参保缴费",
    "安全生产专项整治", "永久基本农田保护", "老旧小区改造", "秸秆禁烧", "政务公开重点工作",
    "高标准农田建设", "森林草原防灭火", "春季造林绿化", "建设用地审批制度改革", "义务教育招生入学",
    "饮用水水源地保护", "矿山生态修复", "困难群众救助", "测绘地理信息质量监督检查",
)  # fmt: skip
SENTENCES = (
    "各单位要提高政治站位，充分认识{s}的重要意义，切实加强组织领导，层层压实责任。",
    "要坚持问题导向，对照任务清单逐项抓好落实，确保各项工作按期完成。",
    "根据《中华人民共和国政府信息公开条例》和有关规定，结合我市实际，制定本方案。",
    "截至{y}年{m}月底，全市累计完成投资{n}万元，占年度计划的{p}%，同比增长{q}个百分点。",
    "要严格执行值班值守制度，遇有重大情况及时报告，不得迟报、漏报、瞒报。",
    "各乡镇人民政府、街道办事处要建立工作台账，明确专人负责，于每月{d}日前报送进展情况。",
    "对工作推进不力、责任落实不到位的单位和个人，将按照有关规定予以通报。",
    "经调查核实，该区域面积{n}平方米，涉及{p}户、{q}人，权属清楚，界址明确，无争议。",
    "市财政局要加强资金监管，确保专款专用，提高资金使用效益。",
    "充分利用报刊、广播、电视、网络等媒体，广泛宣传{s}的政策措施，营造良好社会氛围。",
    "本通知自印发之日起施行，有效期五年。此前有关规定与本通知不一致的，以本通知为准。",
    "申请人对审批结果有异议的，可以自收到决定书之日起六十日内依法申请行政复议。",
    "会议听取了有关部门关于{s}的情况汇报，研究部署下一阶段工作。",
    "要加强部门协同，形成工作合力，建立健全信息共享、联合执法和案件移送机制。",
    "全面开展隐患排查，对发现的{p}处风险点逐一登记造册，落实监测人员和防范措施。",
    "各级各部门要把{s}与乡村振兴结合起来，统筹安排，一体推进。",
    "联系电话：0{a}-{t}，受理时间为工作日上午9：00至12：00，下午2：00至5：30。",
    "依据第三次全国国土调查成果，全市耕地面积为{n}亩，其中水田占{p}%。",
)
BINS = ("622202", "622848", "621700", "621661", "622588", "621799", "622262", "621226")
PREFIXES = (
    "134", "135", "136", "137", "138", "139", "150", "151",
    "152", "157", "158", "159", "182", "187", "188", "130",
    "131", "155", "186", "133", "153", "180", "189", "199",
    "177",
)  # fmt: skip
REGIONS = ("110105", "320106", "330102", "420106", "440304", "500103", "510107", "370202", "610113", "340104")


def unit(rng: random.Random) -> str:
    return rng.choice(PLACES) + rng.choice(UNITS)


def person(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def day(rng: random.Random) -> str:
    return f"{rng.randint(2017, 2026)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日"


def document_number(rng: random.Random) -> str:
    head = rng.choice("云江临宁长青白永平石龙清")
    kind = rng.choice(("政发", "府办发", "自然资发", "环函", "建规", "政办函", "应急"))
    return f"{head}{kind}〔{rng.randint(2017, 2026)}〕{rng.randint(1, 180)}号"


def landline(rng: random.Random) -> str:
    return f"0{rng.randint(310, 998)}-{rng.randint(2200000, 8899999)}"


def sentence(rng: random.Random, subject: str) -> str:
    return rng.choice(SENTENCES).format(
        s=subject, y=rng.randint(2018, 2025), m=rng.randint(1, 12), d=rng.choice((5, 10, 20, 25)),
        n=rng.randint(120, 98000) / 10, p=rng.randint(11, 98), q=rng.randint(2, 60), a=rng.randint(310, 998),
        t=rng.randint(2200000, 8899999),
    )  # fmt: skip


def paragraph(rng: random.Random, subject: str) -> str:
    return "".join(sentence(rng, subject) for _ in range(rng.randint(2, 4)))


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice(string.digits) for _ in range(count))


def check_digit(first_17: str) -> str:
    """Return the last character of an identity number by GB 11643."""
    weight = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(first_17))
    return "10X98765432"[weight % 11]


def id_number(rng: random.Random) -> str:
    born = f"{rng.randint(1946, 2015)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    first = rng.choice(REGIONS) + born + digits(rng, 3)
    return first + check_digit(first)


def wrong_id_number(rng: random.Random) -> str:
    right = id_number(rng)
    return right[:-1] + rng.choice([digit for digit in string.digits if digit != right[-1]])


def luhn(number: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def card(rng: random.Random, *, valid: bool = True) -> str:
    """Return 19 digits that begin as a bank's do; the last one is right or wrong by Luhn."""
    body = rng.choice(BINS) + digits(rng, 12)
    right = next(digit for digit in string.digits if luhn(body + digit))
    return body + (right if valid else rng.choice([digit for digit in string.digits if digit != right]))


def mobile(rng: random.Random) -> str:
    return rng.choice(PREFIXES) + digits(rng, 8)
