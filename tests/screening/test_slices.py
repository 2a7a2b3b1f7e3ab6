import io
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from portal.screening.detectors import slices
from tests.screening.drawing import HEIGHT, RED, WIDTH, look, page, seal


def fanned(part: int, parts: int) -> Image.Image:
    """A page with one of the strips that a seal across so many pages leaves at their right edges."""
    whole = Image.new("RGB", (170, 170), "white")
    seal(whole, 85, 85)
    picture = page()
    strip = whole.crop((170 * part // parts, 0, 170 * (part + 1) // parts, 170))
    picture.paste(strip, (WIDTH - strip.width, 500))
    return picture


@pytest.mark.clause("D10")
@pytest.mark.parametrize("part", range(4))
def test_each_page_of_a_seal_across_four_pages_is_found(part):
    [found] = slices.find(look(fanned(part, 4)))
    assert found.kind == "seal"
    assert found.box == pytest.approx((1 - 42 / WIDTH, 500 / HEIGHT, 1, 670 / HEIGHT), abs=0.02)


@pytest.mark.clause("D10")
def test_the_left_edge_counts_as_well():
    picture = fanned(1, 4).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert [found.box[0] for found in slices.find(look(picture))] == [0.0]


def test_bands_bars_and_pictures_that_run_off_the_page_are_no_slices():
    for box in ((WIDTH - 60, 300, WIDTH, 470), (WIDTH - 300, 300, WIDTH, 470), (WIDTH - 60, 0, WIDTH, HEIGHT)):
        picture = page()
        ImageDraw.Draw(picture).rectangle(box, fill=RED)
        assert slices.find(look(picture)) == []


def test_a_seal_inside_the_page_is_no_slice():
    picture = page()
    seal(picture, 560, 880)
    assert slices.find(look(picture)) == []


@pytest.mark.clause("D10")
@pytest.mark.parametrize("part", [0, 1])
def test_a_slice_that_ends_a_little_before_the_edge(part):
    picture = fanned(part, 2)
    moved = page()
    moved.paste(picture.crop((WIDTH - 85, 0, WIDTH, HEIGHT)), (WIDTH - 97, 0))
    assert [found.kind for found in slices.find(look(moved))] == ["seal"]


def scanned(picture: Image.Image, turn: float, margin: int) -> Image.Image:
    """A page that lay askew under a scanner: its corners cut off, or with some of the scanner's lid around it."""
    askew = picture.rotate(turn, Image.Resampling.BICUBIC, expand=margin > 0, fillcolor="white")
    sheet = Image.new("RGB", (askew.width + margin, askew.height + margin), (248, 248, 248))
    sheet.paste(askew, (margin // 2, margin // 2))
    stream = io.BytesIO()
    sheet.save(stream, "JPEG", quality=40)
    return Image.open(stream).convert("RGB")


@pytest.mark.clause("D10")
@pytest.mark.parametrize(("part", "parts"), [(0, 2), (1, 2), (0, 4), (1, 4), (2, 4), (3, 4)])
@pytest.mark.parametrize(("turn", "margin"), [(-4, 0), (-4, 20), (4, 0), (4, 20)])
def test_slices_on_a_scan_that_is_turned(part, parts, turn, margin):
    seen = replace(look(scanned(fanned(part, parts), turn, margin)), skew=float(turn))
    assert [found.kind for found in slices.find(seen)] == ["seal"]


@pytest.mark.clause("D10")
@pytest.mark.parametrize("turn", [-4, 4])
def test_a_narrow_slice_is_found_when_the_page_is_set_upright(turn):
    turned = look(scanned(fanned(2, 5), turn, 0))
    assert [found.kind for found in slices.find(replace(turned, skew=float(turn)))] == ["seal"]
    assert slices.find(turned) == []


@pytest.mark.clause("D10")
def test_the_last_slice_is_lower_than_the_seal():
    picture = page()
    whole = Image.new("RGB", (170, 170), "white")
    seal(whole, 85, 85)
    picture.paste(whole.crop((0, 0, 30, 170)), (WIDTH - 30, 500))
    [found] = slices.find(look(picture))
    assert (found.box[3] - found.box[1]) * HEIGHT < 140


@pytest.mark.clause("D10")
def test_a_slice_with_nothing_between_its_two_ends():
    picture = fanned(1, 4)
    ImageDraw.Draw(picture).rectangle((700, 538, WIDTH, 645), fill="white")
    assert [found.kind for found in slices.find(look(picture))] == ["seal"]


def test_the_place_of_a_slice_is_told_as_the_page_was_scanned():
    upright = page()
    upright.paste(fanned(0, 2).crop((0, 400, WIDTH, 700)), (0, 50))
    seen = replace(look(scanned(upright, 4, 0)), skew=4.0)
    [found] = slices.find(seen)
    red = seen.ink.red > 0.35
    rows, columns = red.any(axis=1).nonzero()[0], red.any(axis=0).nonzero()[0]
    where = (columns[0] / WIDTH, rows[0] / HEIGHT, (columns[-1] + 1) / WIDTH, (rows[-1] + 1) / HEIGHT)
    assert found.box == pytest.approx(where, abs=0.02)


def test_red_lines_of_a_table_and_specks_at_the_edge_are_no_slices():
    picture = page()
    pen = ImageDraw.Draw(picture)
    for row in range(500, 680, 30):
        pen.line((WIDTH - 70, row, WIDTH, row), fill=RED, width=3)
    for speck in range(300, 470, 17):
        pen.point((WIDTH - 10 - speck % 40, speck), fill=RED)
    assert slices.find(look(picture)) == []


def test_an_arc_with_nothing_inside_is_no_slice():
    picture = page()
    ImageDraw.Draw(picture).ellipse((WIDTH - 40, 500, WIDTH + 130, 670), outline=RED, width=4)
    assert slices.find(look(picture)) == []
