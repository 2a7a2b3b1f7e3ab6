"""Word documents made from parts, with what must be found again: every word, in order, once."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import dataclass, field
from html import escape

from PIL import Image

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
)
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_ROOT = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>'
)


def _level(depth: int, form: str, text: str, *, start: int = 1, gap: bool = True) -> str:
    suffix = "" if gap else '<w:suff w:val="nothing"/>'
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{suffix}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


_RULES = [
    _level(0, "chineseCounting", "%1、", gap=False)
    + _level(1, "chineseCounting", "（%2）", gap=False)
    + _level(2, "decimal", "%3.")
    + _level(3, "decimal", "(%4)"),
    _level(0, "bullet", "&#61548;"),
    _level(0, "decimalEnclosedCircle", "%1", start=3, gap=False),
]
NUMBERING = (
    f"<w:numbering {_NAMES}>"
    + "".join(f'<w:abstractNum w:abstractNumId="{n}">{rule}</w:abstractNum>' for n, rule in enumerate(_RULES))
    + "".join(f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(len(_RULES)))
    + "</w:numbering>"
)
CHINESE, BULLET, CIRCLE = "1", "2", "3"


def png(colour: str = "green", size: tuple[int, int] = (12, 8)) -> bytes:
    """A small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def run(text: str, marks: str = "") -> str:
    """A run of text."""
    return f'<w:r>{f"<w:rPr>{marks}</w:rPr>" if marks else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(inside: str, properties: str = "") -> str:
    """A paragraph around runs."""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


@dataclass
class Word:
    """A document being made. ``words`` are those of the text, in order; ``notes`` those of foot- and endnotes."""

    parts: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    labels: list[tuple[str, str]] = field(default_factory=list)
    merges: list[list[tuple[int, int, int, int]]] = field(default_factory=list)
    pictures: int = 0
    seed: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    relations: list[tuple[str, str, str, bool]] = field(default_factory=list)
    _notes: dict[str, list[str]] = field(default_factory=lambda: {"footnote": [], "endnote": []})

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self._count = 0

    def word(self) -> str:
        """A word that stands nowhere else, and is counted as one of the text's."""
        self._count += 1
        made = f"词{self.seed}号{self._count}号"
        self.words.append(made)
        return made

    def add(self, xml: str) -> None:
        self.parts.append(xml)

    def text(self, pieces: int = 2) -> str:
        """Runs with formatting that must not matter."""
        marks = ["", "<w:b/>", '<w:i/><w:color w:val="FF0000"/>', '<w:rFonts w:eastAsia="仿宋"/><w:sz w:val="32"/>']
        return "".join(run(self.word(), self.random.choice(marks)) for _ in range(pieces))

    def plain(self) -> None:
        self.add(paragraph(self.text()))

    def numbered(self, label: str, depth: int = 0, list_id: str = CHINESE) -> None:
        """A paragraph that Word would show with a label of its own."""
        inside = self.text(1)
        self.labels.append((label, self.words[-1]))
        numbers = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>'
        self.add(paragraph(inside, numbers))

    def noted(self, kind: str = "footnote") -> None:
        """A paragraph with a note in its middle."""
        before = self.text(1)
        number = len(self._notes[kind]) + 1
        self._count += 1
        note = f"注{self.seed}号{self._count}号"
        self.notes.append(note)
        self._notes[kind].append(f'<w:{kind} w:id="{number}">{paragraph(run(note))}</w:{kind}>')
        call = f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'
        self.add(paragraph(before + call + self.text(1)))

    def relate(self, kind: str, target: str, external: bool = False) -> str:
        key = f"rId{len(self.relations) + 10}"
        self.relations.append((key, kind, target, external))
        return key

    def drawing(self, content: bytes | None = None, alt: str = "", crop: str = "") -> str:
        """A run with a picture."""
        self.pictures += 1
        name = f"media/image{len(self.files) + 1}.png"
        self.files[f"word/{name}"] = content or png(self.random.choice(["red", "green", "blue"]))
        key = self.relate("image", name)
        return (
            f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="{alt}"/><a:graphic><a:graphicData>'
            f'<pic:pic><pic:blipFill><a:blip r:embed="{key}"/>{crop}</pic:blipFill></pic:pic>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )

    def picture(self, **how: str) -> None:
        self.add(paragraph(self.text(1) + self.drawing(**how)))

    def cell(self, across: int = 1, down: str = "", empty: bool = False, inside: str = "") -> str:
        marks = f'<w:tcW w:w="{1200 * across}" w:type="dxa"/>'
        marks += f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
        marks += {"": "", "start": '<w:vMerge w:val="restart"/>', "on": "<w:vMerge/>"}[down]
        return f"<w:tc><w:tcPr>{marks}</w:tcPr>{inside}{paragraph('' if empty else self.text(1))}</w:tc>"

    def table(self) -> None:
        """A table with cells merged across, down and both."""
        shape = self.random.choice(["across", "down", "both"])
        wide = self.random.randint(3, 6)
        if shape == "across":
            rows = [self.cell(2) + "".join(self.cell() for _ in range(wide - 2)), self._row(wide)]
            self.merges.append([(0, 0, 1, 2)])
        elif shape == "down":
            rows = [
                self.cell(down="start") + self._row(wide - 1),
                self.cell(down="on", empty=True) + self._row(wide - 1),
            ]
            self.merges.append([(0, 0, 2, 1)])
        else:
            first = self.cell() + self.cell(2, "start") + self._row(wide - 3)
            rows = [first, self.cell() + self.cell(2, "on", empty=True) + self._row(wide - 3), self._row(wide)]
            self.merges.append([(0, 1, 2, 2)])
        grid = "".join('<w:gridCol w:w="1200"/>' for _ in range(wide))
        lines = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
        # Word makes one table of two that stand side by side.
        self.add(f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>{paragraph('')}")

    def _row(self, cells: int) -> str:
        return "".join(self.cell() for _ in range(cells))

    def content(self) -> bytes:
        """The document as a file."""
        for kind in ("footnote", "endnote"):
            if self._notes[kind]:
                separator = f'<w:{kind} w:type="separator" w:id="-1"><w:p/></w:{kind}>'
                notes = f"<w:{kind}s {_NAMES}>{separator}{''.join(self._notes[kind])}</w:{kind}s>"
                self.files[f"word/{kind}s.xml"] = notes.encode()
                self.relate(f"{kind}s", f"{kind}s.xml")
        self.files.setdefault("word/numbering.xml", NUMBERING.encode())
        self.relate("numbering", "numbering.xml")
        body = f"<w:document {_NAMES}><w:body>{''.join(self.parts)}<w:sectPr/></w:body></w:document>"
        outside = {True: ' TargetMode="External"', False: ""}
        links = "".join(
            f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{escape(target)}"{outside[external]}/>'
            for key, kind, target, external in self.relations
        )
        relations = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
        return zipped(
            {
                "[Content_Types].xml": _TYPES.encode(),
                "_rels/.rels": _ROOT.encode(),
                "word/document.xml": body.encode(),
                "word/_rels/document.xml.rels": relations.encode(),
                **self.files,
            }
        )


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip file with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def mixed(seed: int) -> Word:
    """A document with merged cells, notes, numbering and pictures, in an order and number of its own."""
    word = Word(seed=seed)
    word.add(paragraph(run("关于开展耕地保护检查的通知"), '<w:jc w:val="center"/>'))
    word.add(paragraph(run("各市、县自然资源局：")))
    counts = [0, 0]

    def number() -> None:
        if word.random.random() < 0.4 or not counts[0]:
            counts[:] = [counts[0] + 1, 0]
            word.numbered(f"{'一二三四五六七八九十'[counts[0] - 1]}、")
        else:
            counts[1] += 1
            word.numbered(f"（{'一二三四五六七八九十'[counts[1] - 1]}）", depth=1)

    makers = [number, word.table, word.noted, lambda: word.noted("endnote"), word.picture]
    order = makers + [word.random.choice([*makers, word.plain]) for _ in range(word.random.randint(4, 10))]
    word.random.shuffle(order)
    for make in order:
        make()
    return word


def minimal(*inside: str, **files: bytes) -> bytes:
    """A document of these paragraphs, with nothing that must be found again."""
    word = Word()
    word.parts = [
        part if part.startswith("<w:p") or part.startswith("<w:t") else paragraph(run(part)) for part in inside
    ]
    word.files.update({name.replace("__", "/") + ".xml": content for name, content in files.items()})
    return word.content()
