import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from portal.text.folding import fold, fold_text

# Arbitrary Unicode, and texts dense in what makes folding hard.
HARD = st.text(alphabet="ＡｂＣ１国國土资資源﹝〔（）㈱①ガｶﾞe\u0301\u200b\ufeff　 \u3099é﨑İßñ가")
TEXTS = st.one_of(st.text(), HARD)


def test_traditional_width_and_case_become_one_spelling():
    assert fold_text("國土資源廳（２０２６）ＧＤＰ") == "国土资源厅(2026)gdp"


def test_invisible_characters_inside_words_are_dropped():
    folded = fold("土\u200b地\ufeff法")

    assert folded.text == "土地法"
    assert folded.offsets == [0, 2, 4]


def test_a_character_that_becomes_several_points_back_to_the_one():
    folded = fold("甲㈱乙")

    assert folded.text == "甲(株)乙"
    assert folded.offsets == [0, 1, 1, 1, 2]


def test_characters_that_join_point_back_to_the_first():
    folded = fold("xｶﾞy")

    assert folded.text == "xガy"
    assert folded.offsets == [0, 1, 3]
    assert folded.source_span(1, 2, 4) == (1, 3)


def test_source_span_marks_the_find_in_the_source():
    source = "關於《礦產資源法》的說明"
    folded = fold(source)
    start = folded.text.index("矿产资源法")

    begin, end = folded.source_span(start, start + 5, len(source))

    assert source[begin:end] == "礦產資源法"


def test_source_span_of_nothing_is_empty():
    assert fold("土地").source_span(1, 1, 2) == (1, 1)
    assert fold("土地").source_span(2, 2, 2) == (2, 2)


@given(TEXTS)
@example("e\u0301")
@example("ｶﾞ")
def test_offsets_give_the_source_back(source):
    folded = fold(source)

    assert len(folded.text) == len(folded.offsets)
    assert folded.offsets == sorted(folded.offsets)
    spans = [folded.source_span(n, n + 1, len(source)) for n in range(len(folded.text))]
    for (begin, end), character in zip(spans, folded.text, strict=True):
        assert character in fold_text(source[begin:end])
    # The spans leave out nothing that can be seen before the first and after the last of them.
    if spans:
        assert fold_text(source[: spans[0][0]]) == ""
        assert spans[-1][1] == len(source)


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x9FFF, exclude_categories=["Cs", "Mn"])))
def test_folding_twice_adds_nothing(source):
    once = fold_text(source)

    assert fold_text(once) == once


@given(TEXTS)
def test_text_alone_is_the_same_text(source):
    assert fold_text(source) == fold(source).text


@given(st.text(alphabet="éàガ가e\u0301a\u0300カ\u3099中文"))
def test_composed_and_decomposed_writing_fold_alike(source):
    assert fold_text(unicodedata.normalize("NFD", source)) == fold_text(source)
