"""Pictures that official material carries: maps, photographs, charts, logos."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from . import fonts, texts
from .stamps import cloud, star

SIZE = (1000, 720)
PASTELS = ((252, 228, 190), (214, 236, 206), (250, 214, 216), (218, 222, 246), (254, 246, 196), (226, 212, 236))
VIVID = ((68, 114, 196), (237, 125, 49), (165, 165, 165), (255, 192, 0), (112, 173, 71), (192, 0, 0))


def label(draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, **more: object) -> None:
    options = {"fill": (30, 30, 30), "anchor": "mm", **more}
    draw.text(at, text, font=fonts.drawn(options.pop("role", "hei"), size), **options)


def regions(rng: random.Random, count: int) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Return to which of `count` regions each point belongs (-1 outside), and the seats of the regions."""
    width, height = SIZE
    ys, xs = np.mgrid[0:height, 0:width].astype("float32")
    warp_x = xs + 90 * (cloud(rng, SIZE, 9) - 0.5) + 34 * (cloud(rng, SIZE, 26) - 0.5)
    warp_y = ys + 90 * (cloud(rng, SIZE, 9) - 0.5) + 34 * (cloud(rng, SIZE, 26) - 0.5)
    seats = [(rng.randint(190, width - 190), rng.randint(190, height - 150)) for _ in range(count)]
    far = np.stack([(warp_x - x) ** 2 + (warp_y - y) ** 2 for x, y in seats])
    owner = far.argmin(axis=0)
    inside = ((warp_x - width / 2) / (width * 0.43)) ** 2 + ((warp_y - height * 0.54) / (height * 0.38)) ** 2 < 1
    return np.where(inside, owner, -1), seats


def borders(owner: np.ndarray) -> np.ndarray:
    edge = np.zeros(owner.shape, dtype=bool)
    edge[1:] |= owner[1:] != owner[:-1]
    edge[:, 1:] |= owner[:, 1:] != owner[:, :-1]
    return edge


def river(rng: random.Random) -> list[tuple[float, float]]:
    y, slope = rng.uniform(200, 500), rng.uniform(-0.25, 0.25)
    swing, phase = rng.uniform(20, 60), rng.uniform(0, 6)
    return [
        (x, y + slope * (x - 500) + swing * math.sin(phase + x / 90) + 12 * math.sin(x / 23)) for x in range(60, 950, 6)
    ]


def district_map(rng: random.Random, review: str = "") -> Image.Image:
    """Return a map of districts with borders, rivers, seats, a legend and a scale; `review` is its 审图号, or none."""
    owner, seats = regions(rng, rng.randint(5, 10))
    image = Image.new("RGB", SIZE, (255, 255, 255))
    pixels = np.asarray(image).copy()
    plain = rng.random() < 0.2
    for number in range(len(seats)):
        pixels[owner == number] = (250, 250, 246) if plain else rng.choice(PASTELS)
    edge = Image.fromarray((borders(owner) * 255).astype("uint8"))
    image = Image.fromarray(pixels)
    image.paste((150, 90, 130) if not plain else (90, 90, 90), (0, 0), edge.filter(ImageFilter.MaxFilter(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(1, 3)):
        draw.line(river(rng), fill=(90, 160, 220), width=rng.randint(2, 6))
    for _ in range(rng.randint(2, 4)):
        road = [(x, y + rng.uniform(-1, 1)) for x, y in river(rng)]
        draw.line(road, fill=rng.choice(((210, 120, 60), (200, 60, 60))), width=2)
    places = rng.sample(texts.PLACES, len(seats))
    for (x, y), place in zip(seats, places, strict=True):
        draw.ellipse((x - 5, y - 5, x + 5, y + 5), outline=(40, 40, 40), fill="white", width=2)
        label(draw, (x, y - 20), place + rng.choice("县区市镇"), 22)
    furniture(draw, rng, rng.choice(texts.PLACES))
    if review:
        label(draw, (SIZE[0] - 30, SIZE[1] - 24), f"审图号：{review}", 19, anchor="rm", role="song")
    return image


def furniture(draw: ImageDraw.ImageDraw, rng: random.Random, place: str) -> None:
    """Draw what frames a map: title, north arrow, scale, legend."""
    kind = rng.choice(
        ("行政区划图", "土地利用现状图", "地质灾害易发区分布图", "矿产资源分布图", "交通区位图", "生态保护红线图")
    )
    label(draw, (SIZE[0] / 2, 36), f"{place}{rng.choice(('县', '市'))}{kind}", 36)
    draw.rectangle((8, 8, SIZE[0] - 8, SIZE[1] - 8), outline=(60, 60, 60), width=2)
    draw.polygon([(930, 60), (915, 110), (930, 98), (945, 110)], fill=(30, 30, 30))
    label(draw, (930, 48), "北", 18)
    draw.line([(60, 690), (60, 698), (220, 698), (220, 690)], fill=(30, 30, 30), width=2)
    label(draw, (140, 684), f"0    {rng.choice((5, 10, 20))}    {rng.choice((20, 40))}千米", 16)
    draw.rectangle((24, 530, 172, 664), outline=(90, 90, 90), fill="white")
    label(draw, (98, 546), "图  例", 18)
    for row, name in enumerate(("县级行政中心", "县级界", "河流", "公路")):
        y = 572 + row * 24
        draw.line((36, y, 66, y), fill=((40, 40, 40), (150, 90, 130), (90, 160, 220), (210, 120, 60))[row], width=3)
        label(draw, (76, y), name, 15, anchor="lm", role="song")


def review_number(rng: random.Random) -> str:
    head = rng.choice(("GS", "GS京", "渝S", "云S", "川S", "浙S", "苏S"))
    return f"{head}（{rng.randint(2016, 2025)}）{rng.randint(10, 4200)}号"


def painted(rng: random.Random, low: tuple[int, int, int], high: tuple[int, int, int], cells: int) -> np.ndarray:
    """Return a field of colour that wanders between two colours."""
    share = (0.6 * cloud(rng, SIZE, cells) + 0.4 * cloud(rng, SIZE, cells * 6))[:, :, None]
    return np.array(low, dtype="float32") * (1 - share) + np.array(high, dtype="float32") * share


def grained(pixels: np.ndarray, rng: random.Random) -> Image.Image:
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, 5, pixels.shape)
    return Image.fromarray(np.clip(pixels + noise, 0, 255).astype("uint8"))


def satellite(rng: random.Random) -> Image.Image:
    """Return what a satellite sees: fields, woods, a river; no borders and no names."""
    pixels = painted(rng, (52, 74, 44), (148, 138, 104), 8)
    image = grained(pixels, rng)
    draw = ImageDraw.Draw(image, "RGBA")
    for _ in range(90):
        x, y, w, h = rng.uniform(0, 1000), rng.uniform(0, 720), rng.uniform(20, 90), rng.uniform(14, 50)
        tone = rng.randint(70, 170), rng.randint(90, 160), rng.randint(50, 100), rng.randint(40, 120)
        draw.polygon([(x, y), (x + w, y + 8), (x + w - 6, y + h), (x - 8, y + h - 4)], fill=tone)
    draw.line(river(rng), fill=(58, 78, 84, 255), width=rng.randint(10, 26))
    for _ in range(3):
        draw.line(river(rng), fill=(176, 168, 150, 220), width=3)
    return image.filter(ImageFilter.GaussianBlur(0.8))


def landscape(rng: random.Random) -> Image.Image:
    """Return a sky over hills, often with a red sun."""
    height = np.linspace(0, 1, SIZE[1])[:, None, None]
    top, low = np.array((84, 138, 204.0)), np.array((250, 206, 160.0))
    pixels = np.broadcast_to(top * (1 - height) + low * height, (SIZE[1], SIZE[0], 3)).copy()
    image = Image.fromarray(pixels.astype("uint8"))
    draw = ImageDraw.Draw(image)
    x, y, radius = rng.randint(200, 800), rng.randint(150, 330), rng.randint(50, 110)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=rng.choice(((226, 60, 38), (240, 90, 50))))
    for layer in range(4):
        base, tone, period = 360 + layer * 85, 110 - layer * 22, rng.uniform(90, 200)
        ridge = [
            (0, 720),
            *(
                (px, base + 60 * math.sin(px / period + layer) + 9 * math.sin(px / 31 + layer))
                for px in range(0, 1001, 20)
            ),
            (1000, 720),
        ]
        draw.polygon(ridge, fill=(tone // 2, tone, tone // 2 + 14))
    return grained(np.asarray(image.filter(ImageFilter.GaussianBlur(1.6)), dtype="float32"), rng)


def lanterns(rng: random.Random) -> Image.Image:
    """Return a street at dusk with red lanterns."""
    image = Image.fromarray(painted(rng, (38, 34, 52), (120, 92, 84), 5).astype("uint8"))
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(3, 7)):
        x, y, r = rng.randint(100, 900), rng.randint(140, 520), rng.randint(50, 100)
        draw.line((x, 0, x, y), fill=(60, 40, 30), width=3)
        draw.ellipse((x - r, y - r * 0.85, x + r, y + r * 0.85), fill=(206, 28, 24))
        for rib in range(-3, 4):
            half = abs(rib) / 3.4 * r
            draw.arc(
                (x - half, y - r * 0.85, x + half, y + r * 0.85),
                -90 if rib > 0 else 90,
                90 if rib > 0 else 270,
                (150, 14, 16),
                3,
            )
        draw.rectangle((x - r * 0.4, y - r * 0.95, x + r * 0.4, y - r * 0.8), fill=(220, 170, 60))
        draw.rectangle((x - r * 0.4, y + r * 0.8, x + r * 0.4, y + r * 0.95), fill=(220, 170, 60))
        draw.line((x, y + r, x, y + r * 1.7), fill=(200, 40, 30), width=8)
        if rng.random() < 0.5:
            label(draw, (x, y), rng.choice("福春喜安"), r, fill=(240, 200, 90), role="kai")
    return grained(np.asarray(image.filter(ImageFilter.GaussianBlur(1.4)), dtype="float32"), rng)


def flags(rng: random.Random) -> Image.Image:
    """Return red flags with a star before a building."""
    image = Image.fromarray(painted(rng, (168, 196, 226), (226, 234, 242), 4).astype("uint8"))
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 400, 940, 720), fill=(196, 186, 170))
    for column in range(12):
        for row in range(3):
            x, y = 90 + column * 72, 430 + row * 90
            draw.rectangle((x, y, x + 40, y + 56), fill=(96, 116, 136))
    for number in range(rng.randint(2, 4)):
        x, y = 140 + number * 230, rng.randint(90, 180)
        draw.rectangle((x, y, x + 8, 720), fill=(190, 190, 196))
        wave = [(x + 8 + s * 16, y + 10 * math.sin(s / 1.6)) for s in range(11)]
        draw.polygon([*wave, *((px, py + 110) for px, py in reversed(wave))], fill=(212, 24, 28))
        star(draw, (x + 44, y + 34), 20, (250, 216, 60))
    return grained(np.asarray(image.filter(ImageFilter.GaussianBlur(1.1)), dtype="float32"), rng)


def flowers(rng: random.Random) -> Image.Image:
    """Return red blossoms or fruit among leaves."""
    image = Image.fromarray(painted(rng, (28, 66, 26), (110, 150, 70), 12).astype("uint8"))
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(10, 26)):
        x, y, r = rng.randint(40, 960), rng.randint(40, 680), rng.randint(22, 64)
        tone = rng.randint(170, 220), rng.randint(16, 50), rng.randint(24, 60)
        for petal in range(6):
            turn = petal * math.pi / 3
            px, py = x + math.cos(turn) * r * 0.6, y + math.sin(turn) * r * 0.6
            draw.ellipse((px - r * 0.5, py - r * 0.5, px + r * 0.5, py + r * 0.5), fill=tone)
        draw.ellipse((x - r * 0.28, y - r * 0.28, x + r * 0.28, y + r * 0.28), fill=(236, 190, 60))
    return grained(np.asarray(image.filter(ImageFilter.GaussianBlur(2)), dtype="float32"), rng)


def logo(rng: random.Random) -> Image.Image:
    """Return a product's emblem: a red disc or ring with a brand, no official star and circle of text."""
    image = Image.new("RGB", SIZE, rng.choice(((255, 255, 255), (246, 240, 228))))
    draw = ImageDraw.Draw(image)
    centre, radius = (500, 330), rng.randint(150, 230)
    box = (centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
    brand = rng.choice(("云岭茶业", "清溪蜜橘", "石桥豆豉", "龙泉青瓷", "金阳花椒", "白沙米酒"))
    if rng.random() < 0.5:
        draw.ellipse(box, fill=(200, 22, 30))
        label(draw, centre, brand[2:], radius, fill="white", role="kai")
    else:
        draw.ellipse(box, outline=(200, 22, 30), width=26)
        draw.polygon(
            [
                (centre[0], centre[1] - radius + 60),
                (centre[0] + 110, centre[1] + 90),
                (centre[0] - 110, centre[1] + 90),
            ],
            fill=(40, 130, 60),
        )
    label(draw, (500, 630), brand, 70, fill=(150, 20, 24), role="kai")
    return image


def pie(rng: random.Random) -> Image.Image:
    """Return a pie or ring chart with a red part."""
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    shares = [rng.randint(8, 40) for _ in range(5)]
    start, names = rng.uniform(0, 360), ("耕地", "林地", "草地", "水域", "建设用地")
    for number, share in enumerate(shares):
        end = start + share / sum(shares) * 360
        draw.pieslice((220, 130, 700, 610), start, end, fill=VIVID[-1 - number], outline="white", width=4)
        draw.rectangle((760, 240 + number * 56, 790, 270 + number * 56), fill=VIVID[-1 - number])
        label(draw, (804, 255 + number * 56), f"{names[number]} {share / sum(shares):.1%}", 24, anchor="lm")
        start = end
    if rng.random() < 0.5:
        draw.ellipse((350, 260, 570, 480), fill="white")
    label(draw, (480, 66), "各类用地面积占比", 34)
    return image


def circled_chart(rng: random.Random) -> Image.Image:
    """Return a line chart where red circles point at what matters."""
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    draw.line([(90, 90), (90, 620), (940, 620)], fill=(80, 80, 80), width=3)
    points = [(130 + number * 72, rng.randint(160, 560)) for number in range(11)]
    draw.line(points, fill=(68, 114, 196), width=5)
    for number, (x, y) in enumerate(points):
        draw.ellipse((x - 7, y - 7, x + 7, y + 7), fill=(68, 114, 196))
        label(draw, (x, 645), f"{number + 1}月", 18)
    for x, y in rng.sample(points, rng.randint(1, 3)):
        r = rng.randint(36, 80)
        draw.ellipse((x - r, y - r, x + r, y + r), outline=(220, 20, 24), width=rng.randint(4, 9))
    label(draw, (500, 46), rng.choice(("月度降雨量变化（毫米）", "PM2.5平均浓度变化", "办件量月度走势")), 32)
    return image


def flow_chart(rng: random.Random) -> Image.Image:
    """Return a chart of steps in boxes with arrows."""
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    steps = rng.sample(("申请", "受理", "审查", "现场踏勘", "公示", "决定", "制证", "送达", "归档"), 5)
    fill = rng.choice(((221, 235, 247), (255, 255, 255), (252, 228, 214)))
    for number, step in enumerate(steps):
        y = 60 + number * 130
        draw.rounded_rectangle((360, y, 640, y + 74), 12, fill=fill, outline=(60, 90, 150), width=3)
        label(draw, (500, y + 37), step, 30)
        if number < 4:
            draw.line((500, y + 74, 500, y + 122), fill=(60, 90, 150), width=3)
            draw.polygon([(492, y + 118), (508, y + 118), (500, y + 130)], fill=(60, 90, 150))
    draw.polygon([(720, 227), (810, 190), (900, 227), (810, 264)], outline=(60, 90, 150), fill=fill)
    label(draw, (810, 227), "材料齐全？", 20)
    draw.line((640, 227, 720, 227), fill=(60, 90, 150), width=3)
    return image


PHOTOGRAPHS: tuple[Callable[[random.Random], Image.Image], ...] = (landscape, lanterns, flags, flowers)
RED_CHARTS: tuple[Callable[[random.Random], Image.Image], ...] = (pie, circled_chart)
