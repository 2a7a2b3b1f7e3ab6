"""Text of a file, printed to standard output. Run as a process of its own, so that a hostile file harms only that.

    python -m portal.files.extraction FILE

PDF, DOCX, XLSX, PPTX, OFD and plain text; what has no text (pictures, old binary formats) gives nothing.
"""

from __future__ import annotations

import re
import resource
import sys
import warnings
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 25
MAX_CHARACTERS = 2_000_000


def text_of(path: Path) -> str:
    """Return the text of a file, at most :data:`MAX_CHARACTERS` of it."""
    readers = {
        ".pdf": _pdf, ".docx": _docx, ".xlsx": _xlsx, ".pptx": _pptx, ".ofd": _ofd, ".txt": _plain, ".csv": _plain,
        ".vtt": _plain,
    }  # fmt: skip
    reader = readers.get(path.suffix.lower())
    return reader(path)[:MAX_CHARACTERS] if reader else ""


def _pdf(path: Path) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() or "" for page in PdfReader(path).pages)


def _zip_xml(path: Path, wanted: str, text_tag: str, paragraph_tag: str | None) -> str:
    """Text of the XML members that match ``wanted``; a member that claims to unpack beyond reason is left out."""
    parts: list[str] = []
    with zipfile.ZipFile(path) as archive:
        for info in sorted(archive.infolist(), key=_in_order):
            if not re.search(wanted, info.filename) or info.file_size > 50_000_000:
                continue
            xml = archive.read(info).decode("utf-8", "replace")
            if paragraph_tag:
                xml = xml.replace(f"</{paragraph_tag}>", f"<{text_tag}>\n</{text_tag}>")
            parts += [unescape(hit) for hit in re.findall(rf"<{text_tag}(?: [^>]*)?>([^<]*)</{text_tag}>", xml)]
    return "".join(parts) if paragraph_tag else "\n".join(parts)


def _in_order(member: zipfile.ZipInfo) -> list[str | int]:
    """Page 10 comes after page 9."""
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", member.filename)]


def _docx(path: Path) -> str:
    return _zip_xml(path, r"^word/(document|footnotes|endnotes|header\d*|footer\d*)\.xml$", "w:t", "w:p")


def _pptx(path: Path) -> str:
    return _zip_xml(path, r"^ppt/(slides/slide|notesSlides/notesSlide)\d+\.xml$", "a:t", "a:p")


def _xlsx(path: Path) -> str:
    """Each sheet, hidden ones too: its name, then its rows, a tab between cells; empty rows are left out."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it can't carry over of looks is not asked for
        book = load_workbook(path, read_only=True, data_only=True)
    return "\n".join(line for sheet in book.worksheets for line in (sheet.title, *_rows(sheet)))


def _rows(sheet: Any) -> Iterator[str]:
    for row in sheet.iter_rows(values_only=True):
        line = "\t".join("" if value is None else str(value) for value in row).rstrip("\t")
        if line.strip():
            yield line


def _ofd(path: Path) -> str:
    return _zip_xml(path, r"Content\.xml$", "ofd:TextCode", None)


def _plain(path: Path) -> str:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def limit_resources() -> None:
    """Bound the memory and the time of this process, for good."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


def main(argv: list[str]) -> int:
    limit_resources()
    sys.stdout.buffer.write(text_of(Path(argv[1])).encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
