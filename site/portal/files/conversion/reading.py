"""One file read by the reader of its kind. Run as a process of its own, so that a hostile file harms only that.

    python -m portal.files.conversion.reading FILE NAME

Prints the conversion as JSON, or a line with the code of what is wrong.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

from portal.files import extraction

from . import codec, docx, facts, ofd, word_binary
from .shapes import Converted, Loss, Unreadable

EXTENSIONS = ("docx", "wps", "doc", "ofd")
MAX_UNPLACED = 20
REFUSED = 3  # the exit status with a code of words.UNREADABLE
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_READERS = {"docx": docx.read, "ofd": ofd.read, "ole": word_binary.read}
_FITTING = {"docx": {"docx"}, "wps": {"docx", "ole"}, "doc": {"ole"}, "ofd": {"ofd"}}


def read(content: bytes, name: str) -> Converted:
    """Return what a file holds; Unreadable where its kind, its name or its content don't fit."""
    extension = name.rpartition(".")[2].lower()
    if extension not in EXTENSIONS:
        raise Unreadable("kind")
    if not content:
        raise Unreadable("empty")
    kind = _kind_of(content)
    if kind == "ole" and extension not in ("doc", "wps") and word_binary.is_encrypted_package(content):
        raise Unreadable("encrypted")
    if kind not in _FITTING[extension]:
        raise Unreadable("other_kind")
    found = facts.compose(_READERS[kind](content), name)
    if not found.body and not found.source:
        raise Unreadable("no_text")
    return found


def _kind_of(content: bytes) -> str:
    if content.startswith(_OLE):
        return "ole"
    if not content.startswith(b"PK"):
        return ""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable("broken") from error
    if "OFD.xml" in names:
        return "ofd"
    return "docx" if any(name.startswith("word/") for name in names) else ""


def unplaced(text: str, found: Converted) -> list[str]:
    """Return the lines of a text, read in another way, that stand neither in the draft nor among what is said."""
    lines = [line for block in found.body for line in facts.lines_of(block)]
    said = [loss.detail for loss in found.losses]
    draft = _squeezed("".join([found.title, *found.source, *lines, *said]))
    return [line.strip() for line in text.splitlines() if _squeezed(line) not in draft]


def _squeezed(text: str) -> str:
    return re.sub(r"\[\d+\]|\s+", "", text)


def main(argv: list[str]) -> int:
    extraction.limit_resources()
    path, name = Path(argv[1]), argv[2]
    try:
        found = read(path.read_bytes(), name)
        missing = unplaced(extraction.text_of(path), found)[:MAX_UNPLACED]
    except Unreadable as error:
        print(error.code, file=sys.stderr)
        return REFUSED
    losses = (*found.losses, *(Loss("unplaced", line[:300]) for line in missing))
    sys.stdout.buffer.write(codec.dumps(replace(found, losses=losses)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
