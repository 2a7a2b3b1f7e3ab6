from hypothesis import given
from hypothesis import strategies as st

from portal.text import segmenting
from portal.text.folding import fold_text


def test_words_come_folded_with_the_words_inside_long_ones_and_without_signs():
    words = segmenting.words("自然資源部，關於印發《ＧＤＰ規劃》的通知。")

    assert {"自然资源", "自然", "资源", "gdp", "规划", "通知"} <= set(words)
    assert not {"，", "《", "》", "。", ",", " "} & set(words)


def test_bigrams_overlap_and_keep_other_runs_whole():
    assert segmenting.bigrams("土地管理 GDP2026 号") == ["土地", "地管", "管理", "gdp2026", "号"]


def test_characters_are_single_and_other_runs_whole():
    assert segmenting.characters("國土A1，法") == ["国", "土", "a1", "法"]


def test_nothing_gives_nothing():
    for cut in (segmenting.words, segmenting.bigrams, segmenting.characters):
        assert cut("") == []
        assert cut("，。 \n") == []


@given(st.text())
def test_no_letter_is_lost(source):
    letters = set(filter(str.isalnum, fold_text(source)))

    for cut in (segmenting.words, segmenting.bigrams, segmenting.characters):
        assert letters <= set("".join(cut(source)))
