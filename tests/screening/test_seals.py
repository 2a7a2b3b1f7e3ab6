import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from portal.screening.detectors import seals
from tests.screening.drawing import BLACK, HEIGHT, RED, WIDTH, look, page, seal


def written_over(picture: Image.Image) -> None:
    font = ImageFont.load_default(size=18)
    pen = ImageDraw.Draw(picture)
    for row in range(780, 1000, 30):
        pen.text((120, row), "the quick brown fox jumps over the lazy dog again and again", font=font, fill=BLACK)


@pytest.mark.clause("D10")
def test_a_red_seal_is_found_where_it_stands():
    picture = page()
    seal(picture, 560, 880)
    [found] = seals.find(look(picture))
    assert found.kind == "seal"
    assert found.box == pytest.approx((478 / WIDTH, 798 / HEIGHT, 642 / WIDTH, 962 / HEIGHT), abs=0.02)


@pytest.mark.clause("D10")
@pytest.mark.parametrize("turn", [-5, 3])
def test_a_turned_and_compressed_scan_with_a_seal_over_text(turn):
    picture = page()
    written_over(picture)
    seal(picture, 560, 880)
    stream = io.BytesIO()
    picture.rotate(turn, fillcolor="white", resample=Image.Resampling.BICUBIC).save(stream, "JPEG", quality=40)
    assert [found.kind for found in seals.find(look(Image.open(stream)))] == ["seal"]


@pytest.mark.clause("D10")
def test_a_grey_copy_still_shows_its_seal():
    picture = page()
    seal(picture, 560, 880)
    assert [found.kind for found in seals.find(look(picture.convert("L").convert("RGB")))] == ["seal"]


def test_a_faded_seal_is_found_by_its_ring_and_star():
    picture = page()
    seal(picture, 560, 880, colour=(240, 188, 192))
    assert [found.kind for found in seals.find(look(picture))] == ["seal"]


def test_a_square_seal_of_a_person():
    picture = page()
    pen = ImageDraw.Draw(picture)
    pen.rectangle((500, 800, 580, 880), outline=RED, width=4)
    for place, letter in enumerate("AEKM"):
        at = (520 + 40 * (place % 2), 820 + 40 * (place // 2))
        pen.text(at, letter, font=ImageFont.load_default(size=40), fill=RED, anchor="mm")
    assert [found.kind for found in seals.find(look(picture))] == ["seal"]


@pytest.mark.parametrize("shape", ["disc", "circle", "box", "ring"])
def test_other_red_shapes_are_no_seals(shape):
    picture = page()
    pen = ImageDraw.Draw(picture)
    place = (480, 800, 640, 960)
    if shape == "disc":
        pen.ellipse(place, fill=RED)
    elif shape == "circle":
        pen.ellipse(place, outline=RED, width=4)
        pen.text((560, 880), "GO", font=ImageFont.load_default(size=30), fill=BLACK, anchor="mm")
    elif shape == "box":
        pen.rectangle(place, outline=RED, width=4)
    else:
        pen.ellipse(place, outline=RED, width=40)
    assert seals.find(look(picture)) == []


def test_a_seal_in_a_photograph_is_part_of_the_scene():
    picture = page()
    ImageDraw.Draw(picture).rectangle((380, 700, 760, 1060), fill=(150, 140, 120))
    seal(picture, 560, 880)
    assert seals.find(look(picture)) == []


def test_text_alone_makes_no_ring():
    picture = page()
    written_over(picture)
    assert seals.find(look(picture)) == []


def test_a_circle_through_a_thicket_of_red_strokes_is_no_seal():
    """As in the big characters of a header, which a circle of their own height may run through."""
    picture = page()
    seal(picture, 560, 880)
    pen = ImageDraw.Draw(picture)
    for step in range(0, 280, 10):
        pen.line((420 + step, 740, 420 + step, 1020), fill=RED)
        pen.line((420, 740 + step, 700, 740 + step), fill=RED)
    seen = look(picture)
    assert seals._round(seen, seen.ink.red, is_red=True) == []


def half_of_a_seal() -> Image.Image:
    """A grey copy with half a seal at its edge, with few letters and a star."""
    picture = page()
    seal(picture, 5, 600)
    ImageDraw.Draw(picture).arc((-67, 528, 77, 672), start=0, end=90, fill="white", width=30)
    return picture.convert("L").convert("RGB")


@pytest.mark.clause("D10")
def test_half_a_seal_on_a_grey_copy():
    assert [found.kind for found in seals.find(look(half_of_a_seal()))] == ["seal"]


def test_half_a_ring_with_few_letters_and_no_star_is_no_seal():
    picture = half_of_a_seal()
    ImageDraw.Draw(picture).rectangle((0, 570, 40, 630), fill="white")
    assert seals.find(look(picture)) == []


def test_a_grey_ring_inside_the_page_needs_more_text_than_one_that_runs_off_it():
    """Rings with something in their middle are drawn around points of charts."""
    picture = page()
    seal(picture, 400, 600)
    ImageDraw.Draw(picture).arc((328, 528, 472, 672), start=140, end=305, fill="white", width=30)
    assert seals.find(look(picture.convert("L").convert("RGB"))) == []


@pytest.mark.clause("D10")
def test_a_square_seal_under_letters_that_cut_its_frame():
    picture = page()
    pen = ImageDraw.Draw(picture)
    pen.rectangle((500, 800, 580, 880), outline=RED, width=4)
    for place, letter in enumerate("AEKM"):
        at = (520 + 40 * (place % 2), 820 + 40 * (place // 2))
        pen.text(at, letter, font=ImageFont.load_default(size=40), fill=RED, anchor="mm")
    for x, y in ((500, 815), (500, 850), (580, 830), (580, 860), (540, 880)):
        pen.rectangle((x - 6, y - 5, x + 6, y + 4), fill=BLACK)
    assert [found.kind for found in seals.find(look(picture))] == ["seal"]
    for x, y in ((500, 815), (500, 850), (580, 830), (580, 860), (540, 880)):
        pen.rectangle((x - 6, y - 11, x + 6, y + 11), fill="white")
    assert seals.find(look(picture)) == []
