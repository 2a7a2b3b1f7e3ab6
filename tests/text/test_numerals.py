import pytest

from portal.text.numerals import to_int


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("590", 590),
        ("５９０", 590),
        ("四十五", 45),
        ("十", 10),
        ("十六", 16),
        ("二十", 20),
        ("一百零五", 105),
        ("一百二十", 120),
        ("两千零一", 2001),
        ("二〇二六", 2026),
        ("二○二六", 2026),
        ("廿一", 21),
        ("卅", 30),
        (" 1 2 ", 12),
    ],
)
def test_every_usual_writing(written, number):
    assert to_int(written) == number


@pytest.mark.parametrize("written", ["", "  ", "土地", "十地", "4a"])
def test_what_is_no_number(written):
    assert to_int(written) is None
