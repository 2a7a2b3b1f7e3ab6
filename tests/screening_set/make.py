"""Makes the labelled set that screening of documents is measured against.

Writes papers of made-up Chinese offices in all formats, ``labels.jsonl`` (a line a file, see labels.py) and
``registered_hosts.txt`` into a directory. The same seed and fonts give the same set: install_fonts brings the fonts.
In DOCX, HTML, TXT and XLSX everything counts as page 1.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.screening_set import lookalikes, raster, word, writers
from tests.screening_set.elements import A4, Page, Picture
from tests.screening_set.labels import FLOWING, KINDS, Labelled
from tests.screening_set.papers import Draft, draft, lay_out
from tests.screening_set.plan import Paper, composed

SUFFIX = {"scan": "pdf"}
PER_KIND, CLEAN = 44, 30


def scan_settings(rng: random.Random) -> raster.Scan:
    """Return how a paper is scanned: mostly straight and well, sometimes badly in every way."""
    light = rng.randint(243, 254)
    return raster.Scan(
        dpi=rng.choice((100, 150, 150, 200)),
        turn=rng.choice((0, 0, 0, -4, -2.5, -1, -0.5, 0.5, 1.5, 3, 4)),
        quality=rng.choice((40, 70, 85, 92)),
        grey=rng.random() < 0.18,
        noise=rng.choice((0, 2, 4, 8)),
        shadow=rng.random() < 0.25,
        paper=(light, light - rng.randint(0, 2), light - rng.randint(0, 9)),
    )


def drafted(paper: Paper, rng: random.Random, form: str) -> Draft:
    """Return a paper laid out with all that its recipes put on it; a picture file has one page of text at most."""
    length = rng.choice((2, 3)) if form in ("jpg", "png") else rng.choice((2, 3, 4, 6, 9, 13))
    made = draft(rng, length)
    for recipe in paper.recipes:
        recipe.put(made)
        if not recipe.positive:
            made.near.add(recipe.kind)
    lay_out(made)
    return made


def one_page(made: Draft, rng: random.Random) -> tuple[int, Page]:
    """Return the page that a picture file shows: one that has something to be found, or a look-alike's."""
    marked = sorted({page for _, page in made.labels})
    number = rng.choice(marked) if marked else len(made.pages) if made.attached else 1
    return number, made.page(number)


def written(paper: Paper, folder: Path, number: int, rng: random.Random) -> Labelled:
    """Write one file of the set and return its labels."""
    form = rng.choice(paper.writable())
    made = drafted(paper, rng, form)
    name = f"{number:04}.{SUFFIX.get(form, form)}"
    labels, accepted, pages = made.labels, made.accepted, made.pages
    traits = [form, *sorted(set(made.traits))]
    if form in ("jpg", "png"):
        shown, page = one_page(made, rng)
        pages = [bare(page) if paper.is_picture() and rng.random() < 0.6 else page]
        labels = {(kind, 1) for kind, at in labels if at == shown}
        accepted = {(kind, 1) for kind, at in accepted if at == shown}
    if name.endswith(FLOWING):
        labels = {(kind, 1) for kind, _ in labels}
        accepted = {(kind, 1) for kind, _ in accepted}
    traits += save(form, pages, folder / name, rng)
    near = made.near - {kind for kind, _ in labels}
    return Labelled(name, sorted(labels), traits, sorted(near), sorted(accepted - labels), len(pages))


def bare(page: Page) -> Page:
    """Return a page that is nothing but the picture on it, as a photograph or a drawing is offered."""
    picture = next(item for item in page.items if isinstance(item, Picture))
    return Page([replace(picture, x=0, y=0)], size=(picture.w, picture.h))


def save(form: str, pages: list[Page], path: Path, rng: random.Random) -> list[str]:
    """Write pages in one format and return the traits that the way of writing adds."""
    plain = {
        "pdf": writers.pdf, "ofd": writers.ofd, "docx": word.docx, "html": writers.as_html, "txt": writers.as_text,
        "xlsx": writers.workbook,
    }  # fmt: skip
    if form in plain:
        plain[form](pages, path)
        return []
    scan = scan_settings(rng)
    if pages[0].size != A4:
        scan = raster.Scan(dpi=scan.dpi, quality=scan.quality)
        pictures = [raster.draw(page, scan.dpi) for page in pages]
    else:
        pictures = [raster.scanned(page, scan, rng) for page in pages]
    if form == "scan":
        jpegs = [raster.jpeg(picture, scan.quality, scan.dpi) for picture in pictures]
        writers.scans(jpegs, [page.size for page in pages], path)
    elif form == "jpg":
        path.write_bytes(raster.jpeg(pictures[0], scan.quality, scan.dpi))
    else:
        pictures[0].save(path, dpi=(scan.dpi, scan.dpi))
    return scan.traits()


def make(folder: Path, seed: int, per_kind: int = PER_KIND, clean: int = CLEAN) -> Iterator[Labelled]:
    """Write the set into a folder, file by file, and at last its labels."""
    folder.mkdir(parents=True, exist_ok=True)
    papers = composed(random.Random(seed), per_kind, clean)
    rows = []
    for number, paper in enumerate(papers, start=1):
        row = written(paper, folder, number, random.Random(seed * 100_003 + number))
        rows.append(row)
        yield row
    (folder / "labels.jsonl").write_text("".join(row.line() + "\n" for row in rows), encoding="utf-8")
    (folder / "registered_hosts.txt").write_text("\n".join(lookalikes.REGISTERED) + "\n", encoding="utf-8")


def counted(rows: list[Labelled]) -> tuple[Counter[str], Counter[str]]:
    """Return how many labels of each kind there are, and how many files are a near miss of it."""
    found = Counter(kind for row in rows for kind, _ in row.labels)
    near = Counter(kind for row in rows for kind in row.near_miss_of)
    return found, near


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="OUTDIR")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-kind", type=int, default=PER_KIND, help="recipes of each kind, and as many look-alikes")
    parser.add_argument("--clean", type=int, default=CLEAN, help="papers with nothing to find")
    options = parser.parse_args()
    rows = list(make(options.folder, options.seed, options.per_kind, options.clean))
    found, near = counted(rows)
    print(f"{len(rows)} files, {sum(row.pages for row in rows)} pages")
    for kind in KINDS:
        print(f"{kind:16} {found[kind]:4} to find, {near[kind]:4} near misses")


if __name__ == "__main__":
    main()
