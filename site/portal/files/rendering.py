"""Pages of a PDF as pictures. Run as a process of its own, so that a hostile file harms only that.

    python -m portal.files.rendering FILE FOLDER FIRST LAST

Writes ``page-N.png`` for the pages asked for into the folder and prints the size in pixels of every page, at most
:data:`MAX_PAGES` of them, and how many there are; no pages at all where the file can't be read.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from math import sqrt
from pathlib import Path

from .extraction import limit_resources

MAX_PAGES = 60
WIDTH = 1240  # 150 dots an inch of A4
MAX_PIXELS = 6_000_000


def scale_for(width: float, height: float) -> float:
    """Pixels a point for a page of that size in points: as wide as :data:`WIDTH`, within :data:`MAX_PIXELS`."""
    width, height = max(width, 1.0), max(height, 1.0)
    return min(WIDTH / width, sqrt(MAX_PIXELS / (width * height)))


def render(path: Path, folder: Path, first: int, last: int) -> dict[str, object]:
    """Render pages ``first`` to ``last`` (counted from 1) and describe the file."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return {"count": 0, "sizes": []}
    sizes = []
    for number in range(1, min(len(document), MAX_PAGES) + 1):
        width, height = document.get_page_size(number - 1)
        scale = scale_for(width, height)
        sizes.append([max(1, round(width * scale)), max(1, round(height * scale))])
        if first <= number <= last:
            with suppress(pypdfium2.PdfiumError):  # a broken page among good ones
                picture = document[number - 1].render(scale=scale, may_draw_forms=False).to_pil()
                picture.convert("RGB").save(folder / f"page-{number}.png")
    return {"count": len(document), "sizes": sizes}


def main(argv: list[str]) -> int:
    limit_resources()
    print(json.dumps(render(Path(argv[1]), Path(argv[2]), int(argv[3]), int(argv[4]))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
