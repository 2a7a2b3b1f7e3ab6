"""Small pages drawn for tests: seals, pens, lines, and files around them."""

from __future__ import annotations

import io
import math
import zipfile

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from portal.screening.ink import Ink
from portal.screening.looks import Look
from portal.screening.pages import Line, View

RED, BLACK = (214, 30, 36), (25, 25, 25)
WIDTH, HEIGHT = 827, 1169  # A4 at 100 dpi


def page() -> Image.Image:
    return Image.new("RGB", (WIDTH, HEIGHT), "white")


def seal(picture: Image.Image, x: int, y: int, radius: int = 82, colour: tuple[int, int, int] = RED) -> None:
    """A ring with a star and letters around it."""
    pen = ImageDraw.Draw(picture)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=colour, width=4)
    star = []
    for corner in range(10):
        reach = radius * (0.3 if corner % 2 == 0 else 0.12)
        angle = -math.pi / 2 + corner * math.pi / 5
        star.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    pen.polygon(star, fill=colour)
    font = ImageFont.load_default(size=radius // 4)
    for place, letter in enumerate("ABEFGHKLMNRS"):
        angle = math.radians(150 + place * 20)
        at = (x + 0.74 * radius * math.cos(angle), y + 0.74 * radius * math.sin(angle))
        pen.text(at, letter, font=font, fill=colour, anchor="mm")


def pen_strokes(picture: Image.Image, x: int, y: int, colour: tuple[int, int, int] = (30, 40, 120)) -> None:
    """Long bent strokes, as of a signature some 150 points wide."""
    pen = ImageDraw.Draw(picture)
    for shift in (0, 55, 100):
        points = [
            (x + shift + 28 * math.sin(t / 5) + t / 3, y + 24 * math.cos(t / 3.3) + 10 * math.sin(t / 7))
            for t in range(60)
        ]
        pen.line(points, fill=colour, width=2, joint="curve")


def look(
    picture: Image.Image, lines: list[Line] | None = None, *, whole_page: bool = True, known: bool = False
) -> Look:
    """A view as it is after text recognition, with the lines that the test says were recognised."""
    lines = lines or []
    view = View(np.asarray(picture), known=lines if known else [], whole_page=whole_page)
    return Look(1, view, Ink(view.picture), lines, 0.0)


def line(text: str, top: float = 0.5, height: float = 0.014, left: float = 0.15, right: float = 0.85) -> Line:
    """A recognised line."""
    return Line(text, (left, top, right, top + height), height, sure=0.99)


def png(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def archive(members: dict[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return stream.getvalue()


_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


_MODES = {False: "Internal", True: "External"}


def relations(*rows: tuple[str, str, str, bool]) -> str:
    inner = "".join(
        f'<Relationship Id="{key}" Type="x/{kind}" Target="{target}" TargetMode="{_MODES[away]}"/>'
        for key, kind, target, away in rows
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


def paragraph(text: str, half_points: int = 32, colour: str = "000000", before: str = "") -> str:
    return (
        f'<w:p>{before}<w:r><w:rPr><w:sz w:val="{half_points}"/><w:color w:val="{colour}"/></w:rPr>'
        f"<w:t>{text}</w:t></w:r></w:p>"
    )


def docx(body: str, *rows: tuple[str, str, str, bool], **members: bytes | str) -> bytes:
    """A DOCX with a body; keyword names have / written as __ and . as _dot_."""
    parts = {name.replace("__", "/").replace("_dot_", "."): content for name, content in members.items()}
    return archive(
        {
            "word/document.xml": f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations(*rows),
            **parts,
        }
    )


def ofd(objects: str, resources: str = "", **members: bytes | str) -> bytes:
    """An OFD of one A4 page; keyword names as in :func:`docx`."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    parts = {name.replace("__", "/").replace("_dot_", "."): content for name, content in members.items()}
    return archive(
        {
            "OFD.xml": f"<ofd:OFD {space}><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:OFD>",
            "Doc_0/Document.xml": (
                f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
                "</ofd:PageArea><ofd:DocumentRes>Res.xml</ofd:DocumentRes></ofd:CommonData><ofd:Pages>"
                '<ofd:Page ID="1" BaseLoc="Page.xml"/></ofd:Pages></ofd:Document>'
            ),
            "Doc_0/Res.xml": f'<ofd:Res {space} BaseLoc="Res"><ofd:MultiMedias>{resources}</ofd:MultiMedias></ofd:Res>',
            "Doc_0/Page.xml": f"<ofd:Page {space}><ofd:Layer>{objects}</ofd:Layer></ofd:Page>",
            **parts,
        }
    )
