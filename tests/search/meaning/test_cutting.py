"""How texts are taken apart for the encoder."""

from __future__ import annotations

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from portal.text import segmenting
from portal.text.folding import fold_text
from search.meaning import cutting

WRITTEN = st.text(st.sampled_from("登记机构应当保管簿办法第一条抵押AB12。；！？\n，、 ."), max_size=80)


def test_a_long_text_has_a_bounded_number_of_parts() -> None:
    found = list(map(segmenting.cut, cutting.pieces("登记机构应当保管登记簿。" * 500)))
    parts = cutting.parts(found)
    assert 1 < len(parts) <= cutting.PARTS and [*chain.from_iterable(parts)] == found
    assert cutting.parts([]) == []


@given(WRITTEN, st.integers(-5, 100))
def test_pieces_and_what_follows_have_every_token_of_the_whole_in_its_order(text: str, longest: int) -> None:
    folded = fold_text(text)
    pieces, rest = cutting.begun(folded, longest)
    cuts = [*map(segmenting.cut, pieces), segmenting.cut(rest)]
    for one, whole in enumerate(segmenting.cut(folded)):
        assert [*chain.from_iterable(cut[one] for cut in cuts)] == whole


@given(WRITTEN, st.integers(1, 100))
def test_no_piece_begins_behind_the_bound_and_none_before_it_is_left_out(text: str, longest: int) -> None:
    pieces, rest = cutting.begun(text, longest)
    begun = len(text) - len(rest)
    assert begun >= min(longest, len(text))
    assert not pieces or text[:begun].rindex(pieces[-1]) < longest


def test_nothing_of_a_text_is_left_for_the_encoder_where_others_took_its_share() -> None:
    assert cutting.begun("登记。保管。", 0) == ([], "登记。保管。")
