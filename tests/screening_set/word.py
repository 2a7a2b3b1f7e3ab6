"""Pages written as DOCX, with pictures, hyperlinks, comments and tracked changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from .elements import Block, Page, Picture, Rule, Words
from .writers import png, zipped

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
FACES = {
    "fang": "仿宋_GB2312",
    "song": "宋体",
    "kai": "楷体_GB2312",
    "hei": "黑体",
    "title": "方正小标宋简体",
    "wenkai": "楷体",
}
EMU_PER_MM = 36000
BY = 'w:author="张科员" w:date="2025-03-05T09:12:00Z"'


@dataclass
class Parts:
    """What the text of a document leans on: pictures, targets of links, comments."""

    media: dict[str, bytes] = field(default_factory=dict)
    relations: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    def relation(self, kind: str, target: str, *, outside: bool = False) -> str:
        name = f"rId{len(self.relations) + 1}"
        mode = ' TargetMode="External"' if outside else ""
        self.relations.append(f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target={quoteattr(target)}{mode}/>')
        return name


def run(text: str, size: float, font: str, *, colour: tuple[int, int, int] = (0, 0, 0), bold: bool = False) -> str:
    face = FACES[font]
    weight = "<w:b/>" if bold else ""
    return (
        f'<w:r><w:rPr><w:rFonts w:ascii="{face}" w:eastAsia="{face}"/>{weight}'
        f'<w:color w:val="{bytes(colour).hex().upper()}"/><w:sz w:val="{round(size * 2)}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def paragraph(inner: str, align: str = "left", more: str = "") -> str:
    return f'<w:p><w:pPr>{more}<w:jc w:val="{align}"/></w:pPr>{inner}</w:p>'


def words(item: Words, parts: Parts) -> str:
    inner = run(item.text, item.size, item.font, colour=item.colour, bold=item.bold)
    if item.link:
        inner = f'<w:hyperlink r:id="{parts.relation("hyperlink", item.link, outside=True)}">{inner}</w:hyperlink>'
    return paragraph(inner, {"l": "left", "m": "center", "r": "right"}[item.anchor])


def commented(inner: str, text: str, parts: Parts) -> str:
    number = len(parts.comments)
    parts.comments.append(f'<w:comment w:id="{number}" {BY}><w:p>{run(text, 10, "song")}</w:p></w:comment>')
    return (
        f'<w:commentRangeStart w:id="{number}"/>{inner}<w:commentRangeEnd w:id="{number}"/>'
        f'<w:r><w:commentReference w:id="{number}"/></w:r>'
    )


def block(item: Block, parts: Parts) -> str:
    if item.replaced:
        kept, changed = item.text[:-12], item.text[-12:]
        old = run(item.replaced, item.size, item.font).replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
        new = run(changed, item.size, item.font)
        inner = (
            f'{run(kept, item.size, item.font)}<w:del w:id="901" {BY}>{old}</w:del><w:ins w:id="902" {BY}>{new}</w:ins>'
        )
    else:
        inner = run(item.text, item.size, item.font)
    return paragraph(commented(inner, item.comment, parts) if item.comment else inner, "both")


def picture(item: Picture, parts: Parts) -> str:
    number = len(parts.media) + 1
    name = f"image{number}.png"
    parts.media[f"word/media/{name}"] = png(item.image)
    relation = parts.relation("image", f"media/{name}")
    wide, high = round(item.w * EMU_PER_MM), round(item.h * EMU_PER_MM)
    graphic = (
        f'<wp:extent cx="{wide}" cy="{high}"/>{"<wp:wrapNone/>" if item.ink else ""}'
        f'<wp:docPr id="{number}" name="{name}"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="{relation}"/>'
        f'<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic>"
    )
    if not item.ink:
        return paragraph(f"<w:r><w:drawing><wp:inline>{graphic}</wp:inline></w:drawing></w:r>", "center")
    x, y = round(item.x * EMU_PER_MM), round(item.y * EMU_PER_MM)
    anchor = (
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="1" locked="0" '
        'layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="page"><wp:posOffset>'
        f'{x}</wp:posOffset></wp:positionH><wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset>'
        f"</wp:positionV>{graphic}</wp:anchor>"
    )
    return paragraph(f"<w:r><w:drawing>{anchor}</w:drawing></w:r>")


def rule(item: Rule) -> str:
    colour, width = bytes(item.colour).hex().upper(), round(item.width * 72 / 25.4 * 8)
    border = f'<w:pBdr><w:bottom w:val="single" w:sz="{width}" w:space="1" w:color="{colour}"/></w:pBdr>'
    return paragraph("", "left", border)


def top(item: Words | Block | Rule | Picture) -> float:
    return item.y1 if isinstance(item, Rule) else item.y


def element(item: Words | Block | Rule | Picture, parts: Parts) -> str:
    match item:
        case Words():
            return words(item, parts)
        case Block():
            return block(item, parts)
        case Picture():
            return picture(item, parts)
        case Rule():
            return rule(item)


def docx(pages: list[Page], path: Path) -> None:
    """Write pages as a DOCX: what stands below comes after, a page break between pages."""
    parts = Parts()
    body = []
    for number, page in enumerate(pages):
        if number:
            body.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
        body += [element(item, parts) for item in sorted(page.items, key=top)]
    kinds = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    override = f'<Override PartName="/word/document.xml" ContentType="{kinds}.document.main+xml"/>'
    files: dict[str, str | bytes] = dict(parts.media)
    if parts.comments:
        parts.relation("comments", "comments.xml")
        override += f'<Override PartName="/word/comments.xml" ContentType="{kinds}.comments+xml"/>'
        files["word/comments.xml"] = f"{HEAD}<w:comments {SPACES}>{''.join(parts.comments)}</w:comments>"
    files["word/document.xml"] = (
        f"{HEAD}<w:document {SPACES}><w:body>{''.join(body)}"
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="2098" w:right="1474" w:bottom="1985" w:left="1588"/>'
        "</w:sectPr></w:body></w:document>"
    )
    files["word/_rels/document.xml.rels"] = (
        f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(parts.relations)}</Relationships>'
    )
    files["_rels/.rels"] = (
        f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    files["[Content_Types].xml"] = (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f"{override}</Types>"
    )
    zipped(path, dict(sorted(files.items())))
