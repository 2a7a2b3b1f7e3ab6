import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from portal.screening.kinds import Unreadable
from portal.screening.reading import pictures
from tests.screening.drawing import png


def test_clear_ground_is_white():
    assert (pictures.decode(png(Image.new("RGBA", (40, 30), (0, 0, 0, 0)))) == 255).all()


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16"])
def test_every_mode_becomes_rgb(mode):
    stream = io.BytesIO()
    Image.new(mode, (40, 30)).save(stream, "TIFF")
    assert pictures.decode(stream.getvalue()).shape == (30, 40, 3)


def test_large_pictures_are_reduced():
    assert max(pictures.decode(png(Image.new("L", (3000, 2000), 255))).shape) == pictures.LONGEST_SIDE


def test_too_many_points_are_not_opened(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", 1_000)
    with pytest.raises(Unreadable):
        pictures.decode(png(Image.new("L", (50, 50))))


def test_each_frame_of_a_tiff_is_a_page():
    stream = io.BytesIO()
    frames = [Image.new("L", (40, 30), tone) for tone in (0, 255)]
    frames[0].save(stream, "TIFF", save_all=True, append_images=frames[1:])
    assert [int(np.mean(page.views[0].picture)) for page in pictures.read(stream.getvalue(), "a.tif")] == [0, 255]


def test_frames_beyond_the_limit_are_told(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_FRAMES", 2)
    stream = io.BytesIO()
    frames = [Image.new("L", (40, 30), tone) for tone in (0, 90, 255)]
    frames[0].save(stream, "TIFF", save_all=True, append_images=frames[1:])
    pages = list(pictures.read(stream.getvalue(), "a.tif"))
    assert [bool(page.unseen) for page in pages] == [False, True]


@given(st.binary(max_size=200))
def test_any_bytes_are_a_picture_or_unreadable(content):
    with pytest.raises(Unreadable):
        pictures.decode(b"\x89PNG\r\n\x1a\n" + content)
