import pytest

from portal.text import pinyin


@pytest.mark.parametrize(
    ("text", "full", "initials"),
    [
        ("矿产资源", "kuangchanziyuan", "kczy"),
        ("重庆市", "chongqingshi", "cqs"),
        ("礦產《資源》", "kuangchanziyuan", "kczy"),
        ("GDP 2026年", "gdp2026nian", "gdp2026n"),
        ("", "", ""),
    ],
)
def test_full_and_initials(text, full, initials):
    assert pinyin.full(text) == full
    assert pinyin.initials(text) == initials


def test_syllables_stay_apart():
    assert pinyin.syllables("土地法A1") == ["tu", "di", "fa", "a1"]
