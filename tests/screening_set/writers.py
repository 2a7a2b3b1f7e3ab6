"""Pages written as PDF (with text or as scans), OFD, HTML, plain text and workbooks."""

from __future__ import annotations

import html
import io
import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from . import fonts
from .elements import Block, Page, Picture, Rule, Words

MM = 72 / 25.4
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
OFD_SPACE = "http://www.ofdspec.org/2016"


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def lines_of(page: Page) -> list[Words]:
    """Return every line of text on a page, those of paragraphs too."""
    lines: list[Words] = []
    for item in page.items:
        if isinstance(item, Words):
            lines.append(item)
        elif isinstance(item, Block):
            step = item.leading / MM
            lines += [
                Words(item.x, item.y + number * step, text, item.size, item.font)
                for number, text in enumerate(item.lines)
            ]
    return lines


def put_words(canvas: Canvas, words: Words, height: float) -> None:
    name = fonts.in_pdf(words.font)
    width = canvas.stringWidth(words.text, name, words.size) + words.spacing * max(0, len(words.text) - 1)
    x = words.x * MM - {"l": 0.0, "m": width / 2, "r": width}[words.anchor]
    y = (height - words.y) * MM - words.size * 0.88
    colour = [value / 255 for value in words.colour]
    text = canvas.beginText(x, y)
    text.setFont(name, words.size)
    text.setFillColorRGB(*colour)
    text.setStrokeColorRGB(*colour)
    text.setCharSpace(words.spacing)
    bold = words.bold or words.font == "title"
    text.setTextRenderMode(2 if bold else 0)
    canvas.setLineWidth(words.size / 36)
    text.textLine(words.text)
    text.setTextRenderMode(0)
    canvas.drawText(text)
    if words.link:
        canvas.linkURL(words.link, (x, y, x + width, y + words.size), relative=0)


def put_comment(canvas: Canvas, number: int, text: str, size: tuple[float, float]) -> None:
    left, top = (size[0] - 24) * MM, (size[1] - 60 - 20 * number) * MM
    canvas.textAnnotation(text, Rect=[left, top - 18, left + 18, top], name=f"note{number}", relative=0)


def pdf(pages: list[Page], path: Path) -> None:
    """Write pages as a PDF with a text layer, pictures, links and notes."""
    canvas = Canvas(str(path), invariant=1)
    for page in pages:
        width, height = page.size
        canvas.setPageSize((width * MM, height * MM))
        for item in page.items:
            if isinstance(item, Picture):
                place = item.x * MM, (height - item.y - item.h) * MM
                canvas.drawImage(ImageReader(item.image), *place, item.w * MM, item.h * MM, mask="auto")
            elif isinstance(item, Rule):
                canvas.setStrokeColorRGB(*(value / 255 for value in item.colour))
                canvas.setLineWidth(item.width * MM)
                canvas.line(item.x1 * MM, (height - item.y1) * MM, item.x2 * MM, (height - item.y2) * MM)
        for words in lines_of(page):
            put_words(canvas, words, height)
        for number, text in enumerate(page.comments):
            put_comment(canvas, number, text, page.size)
        canvas.showPage()
    canvas.save()


def scans(pictures: list[bytes], sizes: list[tuple[float, float]], path: Path) -> None:
    """Write JPEG pictures of whole pages as a PDF without text."""
    canvas = Canvas(str(path), invariant=1)
    for picture, (width, height) in zip(pictures, sizes, strict=True):
        canvas.setPageSize((width * MM, height * MM))
        canvas.drawImage(ImageReader(io.BytesIO(picture)), 0, 0, width * MM, height * MM)
        canvas.showPage()
    canvas.save()


def zipped(path: Path, parts: dict[str, str | bytes]) -> None:
    """Write the parts of a package, always with the same times."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def ofd_content(page: Page, first: int, media: dict[str, bytes]) -> tuple[str, int]:
    """Return a page's content as XML and the next free number; pictures are added to `media`."""
    parts, number = [], first
    for item in page.items:
        number += 1
        if isinstance(item, Picture):
            name = f"image_{len(media) + 1}.png"
            media[name] = png(item.image)
            box = f"{item.x:.2f} {item.y:.2f} {item.w:.2f} {item.h:.2f}"
            parts.append(
                f'<ofd:ImageObject ID="{number}" Boundary="{box}" CTM="{item.w:.2f} 0 0 {item.h:.2f} 0 0" '
                f'ResourceID="{1000 + len(media)}"/>'
            )
        elif isinstance(item, Rule):
            colour = " ".join(map(str, item.colour))
            parts.append(
                f'<ofd:PathObject ID="{number}" Boundary="0 0 {page.size[0]:g} {page.size[1]:g}" '
                f'LineWidth="{item.width:g}"><ofd:StrokeColor Value="{colour}"/><ofd:AbbreviatedData>'
                f"M {item.x1:.2f} {item.y1:.2f} L {item.x2:.2f} {item.y2:.2f}</ofd:AbbreviatedData></ofd:PathObject>"
            )
    for words in lines_of(page):
        number += 1
        parts.append(ofd_text(words, number))
    layer = f'<ofd:Layer ID="{number + 1}">{"".join(parts)}</ofd:Layer>'
    return (
        f'{HEAD}<ofd:Page xmlns:ofd="{OFD_SPACE}"><ofd:Content>{layer}</ofd:Content></ofd:Page>',
        number + 2,
    )


def ofd_text(words: Words, number: int) -> str:
    high = words.size / MM
    steps = [(high if not char.isascii() else high / 2) + words.spacing / MM for char in words.text]
    x = words.x - {"l": 0.0, "m": sum(steps) / 2, "r": sum(steps)}[words.anchor]
    deltas = " ".join(f"{step:.3f}" for step in steps[:-1])
    font = 900 + sorted(fonts.FACES).index(words.font)
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{x:.2f} {words.y:.2f} {sum(steps):.2f} {high:.2f}" Font="{font}" '
        f'Size="{high:.3f}"><ofd:FillColor Value="{" ".join(map(str, words.colour))}"/>'
        f'<ofd:TextCode X="0" Y="{high * 0.88:.2f}" DeltaX="{deltas}">{escape(words.text)}'
        "</ofd:TextCode></ofd:TextObject>"
    )


def ofd(pages: list[Page], path: Path) -> None:
    """Write pages as an OFD package (GB/T 33190)."""
    media: dict[str, bytes] = {}
    parts: dict[str, str | bytes] = {}
    number, listed = 2000, []
    for index, page in enumerate(pages):
        content, number = ofd_content(page, number, media)
        parts[f"Doc_0/Pages/Page_{index}/Content.xml"] = content
        listed.append(f'<ofd:Page ID="{index + 10}" BaseLoc="Pages/Page_{index}/Content.xml"/>')
    names = "".join(f'<ofd:Font ID="{900 + i}" FontName="{role}"/>' for i, role in enumerate(sorted(fonts.FACES)))
    images = "".join(
        f'<ofd:MultiMedia ID="{1000 + i}" Type="Image" Format="PNG">'
        f"<ofd:MediaFile>{name}</ofd:MediaFile></ofd:MultiMedia>"
        for i, name in enumerate(media, start=1)
    )
    area = (
        f"<ofd:PageArea><ofd:PhysicalBox>0 0 {pages[0].size[0]:g} {pages[0].size[1]:g}</ofd:PhysicalBox></ofd:PageArea>"
    )
    parts["OFD.xml"] = (
        f'{HEAD}<ofd:OFD xmlns:ofd="{OFD_SPACE}" Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        "<ofd:DocID>0</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )
    parts["Doc_0/Document.xml"] = (
        f'{HEAD}<ofd:Document xmlns:ofd="{OFD_SPACE}"><ofd:CommonData><ofd:MaxUnitID>{number}</ofd:MaxUnitID>{area}'
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
        f"</ofd:CommonData><ofd:Pages>{''.join(listed)}</ofd:Pages></ofd:Document>"
    )
    parts["Doc_0/PublicRes.xml"] = (
        f'{HEAD}<ofd:Res xmlns:ofd="{OFD_SPACE}" BaseLoc="Res"><ofd:Fonts>{names}</ofd:Fonts></ofd:Res>'
    )
    parts["Doc_0/DocumentRes.xml"] = (
        f'{HEAD}<ofd:Res xmlns:ofd="{OFD_SPACE}" BaseLoc="Res"><ofd:MultiMedias>{images}</ofd:MultiMedias></ofd:Res>'
    )
    parts.update({f"Doc_0/Res/{name}": content for name, content in media.items()})
    zipped(path, parts)


def running(pages: list[Page]) -> list[Words | Block]:
    """Return the text of all pages from top to bottom."""
    return [
        item
        for page in pages
        for item in sorted((i for i in page.items if isinstance(i, Words | Block)), key=lambda i: (i.y, i.x))
    ]


def as_html(pages: list[Page], path: Path) -> None:
    """Write the text as a web page, links as links."""
    parts = []
    for item in running(pages):
        text = html.escape(item.text)
        link = item.link if isinstance(item, Words) else ""
        inner = f'<a href="{html.escape(link)}">{text}</a>' if link else text
        align = {"l": "left", "m": "center", "r": "right"}[item.anchor] if isinstance(item, Words) else "justify"
        parts.append(f'<p style="text-align:{align}">{inner}</p>')
    body = "\n".join(parts)
    title = html.escape(running(pages)[0].text)
    path.write_text(
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body>\n{body}\n</body></html>\n",
        encoding="utf-8",
    )


def as_text(pages: list[Page], path: Path) -> None:
    """Write the text alone."""
    path.write_text("\n".join(item.text for item in running(pages)) + "\n", encoding="utf-8")


def workbook(pages: list[Page], path: Path) -> None:
    """Write the text into the first sheet of a workbook, a row each."""
    book = Workbook()
    sheet = book.active
    for row, item in enumerate(running(pages), start=1):
        cell = sheet.cell(row, 1, item.text)
        if isinstance(item, Words) and item.link:
            cell.hyperlink = item.link
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["docProps/core.xml"] = re.sub(
        rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2025-01-02T08:00:00Z", parts["docProps/core.xml"]
    )
    zipped(path, parts)
