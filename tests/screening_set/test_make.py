"""What the set promises: enough of every kind, the same set again for a seed, labels that are true."""

import hashlib
import json
import random
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from tests.screening_set import elements, lookalikes, marks_in_body, papers, texts, word, writers
from tests.screening_set import make as generator
from tests.screening_set.labels import FLOWING, KINDS, Labelled, read
from tests.screening_set.make import CLEAN, PER_KIND, make, written
from tests.screening_set.plan import FOUND, LOOKALIKES, Paper, composed

SEED = 11


@pytest.fixture(scope="module", autouse=True)
def coarse_scans() -> Iterator[None]:
    """Scan at 40 dots an inch: what is tested here doesn't depend on it, and it saves most of the time."""
    settings = generator.scan_settings
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generator, "scan_settings", lambda rng: replace(settings(rng), dpi=40))
        yield


@pytest.fixture(scope="module")
def small(tmp_path_factory, coarse_scans) -> tuple[Path, list[Labelled]]:
    folder = tmp_path_factory.mktemp("set")
    return folder, list(make(folder, SEED, per_kind=1, clean=1))


def text_of(file: Path) -> str:
    """Return the text of a file that has one, all pages together and without breaks."""
    match file.suffix:
        case ".pdf":
            text = "".join(page.extract_text() for page in PdfReader(file).pages)
        case ".docx":
            text = "".join(ElementTree.fromstring(zipfile.ZipFile(file).read("word/document.xml")).itertext())
        case ".xlsx":
            text = "".join(str(row[0].value) for row in load_workbook(file).active.iter_rows())
        case _:
            text = file.read_text(encoding="utf-8")
    return "".join(text.split())


def test_every_kind_is_there_often_enough():
    planned = composed(random.Random(1), PER_KIND, CLEAN)
    found = Counter(recipe.kind for paper in planned for recipe in paper.recipes if recipe.positive)
    near = Counter(recipe.kind for paper in planned for recipe in paper.recipes if not recipe.positive)
    assert min(found[kind] for kind in KINDS) >= 40
    assert min(near[kind] for kind in KINDS) >= 40
    assert sum(not paper.recipes for paper in planned) == CLEAN


def test_no_paper_is_asked_for_what_its_format_cannot_show():
    for paper in composed(random.Random(2), 20, 0):
        assert paper.writable()
        assert all(set(paper.writable()) <= set(recipe.formats) for recipe in paper.recipes)
        zones = {recipe.zone for recipe in paper.recipes}
        assert zones == {"figure"} or "figure" not in zones or not {"jpg", "png"} & set(paper.writable())
        kinds = [recipe.kind for recipe in paper.recipes]
        assert len(kinds) == len(set(kinds))


def test_labels_name_files_pages_and_kinds(small):
    folder, rows = small
    assert read(folder / "labels.jsonl") == rows
    for row in rows:
        assert (folder / row.file).stat().st_size > 0
        assert all(kind in KINDS and 1 <= page <= row.pages for kind, page in row.labels + row.accepted)
        assert not set(row.near_miss_of) & {kind for kind, _ in row.labels}
        if row.file.endswith(FLOWING):
            assert {page for _, page in row.labels} <= {1}
    assert {kind for row in rows for kind, _ in row.labels} == set(KINDS)
    assert {kind for row in rows for kind in row.near_miss_of} == set(KINDS)


def test_pages_are_counted_as_they_are_written(small):
    folder, rows = small
    pdfs = [row for row in rows if row.file.endswith(".pdf")]
    assert pdfs
    for row in pdfs:
        assert len(PdfReader(folder / row.file).pages) == row.pages
        assert not (row.traits[0] == "scan" and text_of(folder / row.file))


def test_a_seed_gives_the_same_bytes_again(tmp_path):
    planned = composed(random.Random(SEED), 1, 1)
    for form in ("pdf", "scan", "jpg", "png", "docx", "ofd", "html", "txt", "xlsx"):
        recipe = next(r for paper in planned for r in paper.recipes if form in r.formats)
        sums = []
        for run in ("one", "two"):
            (tmp_path / run).mkdir(exist_ok=True)
            row = written(Paper([recipe], (form,)), tmp_path / run, 1, random.Random(SEED))
            sums.append((row.line(), hashlib.sha256((tmp_path / run / row.file).read_bytes()).hexdigest()))
        assert sums[0] == sums[1], form


def test_another_seed_gives_another_set():
    assert [paper.formats for paper in composed(random.Random(1), 3, 0)] != [
        paper.formats for paper in composed(random.Random(2), 3, 0)
    ]


@pytest.mark.parametrize("form", ["pdf", "docx", "html", "txt", "xlsx"])
def test_a_number_lies_where_its_label_says(form, tmp_path):
    rng = random.Random(5)
    recipe = FOUND["id_number"][0]
    row = written(Paper([recipe], (form,)), tmp_path, 1, rng)
    [(kind, page)] = row.labels
    text = text_of(tmp_path / row.file)
    if form == "pdf":
        text = "".join(PdfReader(tmp_path / row.file).pages[page - 1].extract_text().split())
    assert kind == "id_number"
    runs = [text[at : at + 18].upper() for at in range(len(text) - 17) if text[at : at + 17].isdigit()]
    assert any(texts.check_digit(run[:17]) == run[17] for run in runs)


def test_a_finding_may_lie_on_a_later_page():
    pages = set()
    for seed in range(40):
        paper = papers.draft(random.Random(seed), 13)
        marks_in_body.mobile_in_text(paper)
        papers.lay_out(paper)
        pages |= {page for _, page in paper.labels}
    assert pages >= {1, 2, 3}


def test_numbers_are_right_and_their_look_alikes_are_not():
    rng = random.Random(3)
    for _ in range(200):
        good, bad = texts.id_number(rng), texts.wrong_id_number(rng)
        assert texts.check_digit(good[:17]) == good[17]
        assert texts.check_digit(bad[:17]) != bad[17]
        assert texts.luhn(texts.card(rng))
        assert not texts.luhn(texts.card(rng, valid=False))
        assert len(texts.mobile(rng)) == 11
    assert texts.check_digit("11010519491231002") == "X"  # the example of GB 11643
    assert texts.luhn("4111111111111111")


def test_links_lead_to_hosts_of_their_side():
    rng = random.Random(4)
    for _ in range(50):
        assert not any(host in marks_in_body.strange_address(rng) for host in lookalikes.REGISTERED)


def test_what_an_editor_left_is_in_the_document(tmp_path):
    changed = elements.Page([elements.Block(20, 40, ("各单位要认真贯彻落实通知要求，确保完成。",), replaced="旧话")])
    remarked = elements.Page([elements.Block(20, 40, ("正文。",), comment="请核实")], comments=["请核实"])
    word.docx([changed, remarked], tmp_path / "a.docx")
    package = zipfile.ZipFile(tmp_path / "a.docx")
    document = package.read("word/document.xml").decode()
    assert "<w:del " in document
    assert "<w:delText" in document
    assert "<w:ins " in document
    assert "请核实" in package.read("word/comments.xml").decode()
    writers.pdf([remarked], tmp_path / "a.pdf")
    notes = [note.get_object() for note in PdfReader(tmp_path / "a.pdf").pages[0]["/Annots"]]
    assert [note["/Subtype"] for note in notes] == ["/Text"]


def test_packages_are_well_formed(small):
    folder, rows = small
    packages = [row.file for row in rows if row.file.endswith((".docx", ".ofd", ".xlsx"))]
    assert packages
    for name in packages:
        package = zipfile.ZipFile(folder / name)
        assert package.testzip() is None
        for part in package.namelist():
            if part.endswith((".xml", ".rels")):
                ElementTree.fromstring(package.read(part))


def test_a_picture_alone_keeps_no_paper_around_it(tmp_path):
    recipe = next(r for r in LOOKALIKES["map_no_review"] if r.put is lookalikes.satellite_picture)
    shapes = set()
    for seed in range(6):
        row = written(Paper([recipe], ("jpg",)), tmp_path, seed + 1, random.Random(seed))
        with Image.open(tmp_path / row.file) as image:
            shapes.add(image.width > image.height)
    assert shapes == {True, False}


def test_the_line_of_a_file_has_the_agreed_fields(small):
    folder, _ = small
    row = json.loads((folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert {"file", "labels", "traits", "near_miss_of"} <= row.keys()
