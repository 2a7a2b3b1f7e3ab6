"""Contrast as WCAG counts it, and the colours that rows may take."""

import itertools

import pytest

from portal.tiles import contrast, palette


def test_known_contrasts():
    assert contrast.ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast.ratio("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast.ratio("#ffffff", "#767676") == contrast.ratio("#767676", "#ffffff")


@pytest.mark.parametrize("text", ["#fff", "red", "#12345g", "#1234567", "", "#123456\n"])
def test_only_full_colours_are_colours(text):
    assert not contrast.is_colour(text)


def test_what_goes_with_a_background_can_be_read_on_it():
    for background, colour in itertools.product(palette.BACKGROUNDS, [""]):
        assert palette.contrast(background, colour) >= contrast.ENOUGH, background


def test_white_on_grey_and_dark_on_an_accent_are_told():
    assert palette.contrast("mist", "white") < contrast.ENOUGH
    assert palette.contrast("accent", "ink") < contrast.ENOUGH
    assert palette.contrast("accent", "white", ("#ffe680", "#ffe680")) < contrast.ENOUGH
    assert palette.contrast("unknown", "unknown") >= contrast.ENOUGH
