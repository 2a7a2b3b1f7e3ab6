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
