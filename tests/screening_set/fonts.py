"""The faces the set is written in: a role ("song", "kai", …) gives a font for pictures and one for PDF text."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from PIL import ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

SYSTEM = Path("/usr/share/fonts")
HANDS = Path(os.environ.get("GONGKAI_HANDWRITING", Path(__file__).resolve().parents[2] / "var" / "handwriting"))
NOTO_SERIF, NOTO_SANS = "opentype/noto/NotoSerifCJK", "opentype/noto/NotoSansCJK"

# Role: candidates, the best first, each a file below SYSTEM and its index in a collection (2 is simplified in Noto).
FACES: dict[str, list[tuple[str, int]]] = {
    "song": [("truetype/arphic-gbsn00lp/gbsn00lp.ttf", 0), (f"{NOTO_SERIF}-Regular.ttc", 2)],
    "fang": [("truetype/arphic/uming.ttc", 0), (f"{NOTO_SERIF}-Regular.ttc", 2)],
    "kai": [("truetype/arphic/ukai.ttc", 0), (f"{NOTO_SERIF}-Regular.ttc", 2)],
    "hei": [("truetype/wqy/wqy-zenhei.ttc", 0), (f"{NOTO_SANS}-Regular.ttc", 2)],
    "title": [(f"{NOTO_SERIF}-Bold.ttc", 2), ("truetype/wqy/wqy-zenhei.ttc", 0)],
    "wenkai": [("truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf", 0), (f"{NOTO_SERIF}-Regular.ttc", 2)],
}
# reportlab embeds TrueType outlines only: faces that have others are written in their nearest relation.
IN_PDF = {"title": "fang"}
HAND_NAMES = ("zhi-mang-xing", "long-cang", "liu-jian-mao-cao")
FALLBACK_IN_PDF = "STSong-Light"


@cache
def face(role: str) -> tuple[Path, int]:
    """Return file and index of the first candidate that is installed; FileNotFoundError where there is none."""
    for name, index in FACES[role]:
        if (SYSTEM / name).exists():
            return SYSTEM / name, index
    raise FileNotFoundError(f"No font for {role!r}: run tests/screening_set/install_fonts.")


@cache
def hands() -> list[Path]:
    """Return the handwriting fonts that are installed, in a fixed order."""
    folder = HANDS / "node_modules" / "@fontsource"
    files = [folder / name / "files" / f"{name}-chinese-simplified-400-normal.woff" for name in HAND_NAMES]
    return [file for file in files if file.exists()]


@cache
def drawn(role: str, pixels: int) -> ImageFont.FreeTypeFont:
    """Return the face of a role for drawing, `pixels` high."""
    file, index = face(role)
    return ImageFont.truetype(str(file), pixels, index=index)


@cache
def written(file: Path, pixels: int) -> ImageFont.FreeTypeFont:
    """Return a handwriting font for drawing, `pixels` high."""
    return ImageFont.truetype(str(file), pixels)


@cache
def in_pdf(role: str) -> str:
    """Register the face of a role with reportlab and return its name there."""
    file, index = face(IN_PDF.get(role, role))
    if "NotoS" in file.name:
        pdfmetrics.registerFont(UnicodeCIDFont(FALLBACK_IN_PDF))
        return FALLBACK_IN_PDF
    name = f"{file.stem}-{index}"
    pdfmetrics.registerFont(TTFont(name, str(file), subfontIndex=index))
    return name
