"""How near a document is to what somebody asked, as a whole and by its parts."""

from __future__ import annotations

from typing import Any

import numpy as np

from portal.text import segmenting
from search.meaning import cutting, services
from search.meaning.encoder import DIMENSIONS, Encoder

MIXED = "登记机构应当保管登记簿。权利人凭证书办理抵押。离婚的，子女由一方抚养。不动产登记簿是物权归属的根据。"


def card(body: str, title: str = "办法") -> dict[str, Any]:
    return services.written(vectors(title, body))


def vectors(title: str, body: str) -> Any:
    return services.of_document(segmenting.cut(title), list(map(segmenting.cut, cutting.pieces(body))))


def test_a_part_that_is_about_it_counts_beside_the_rest(installed: Encoder) -> None:
    (mixed,) = services.nearness("离婚以后谁抚养子女？", [card(MIXED)])
    assert mixed.part > mixed.all + 0.1
    (short,) = services.nearness("离婚以后谁抚养子女？", [card("离婚的，子女由一方抚养")])
    assert short.part == short.all > mixed.all


def test_cards_keep_their_places_whoever_of_them_has_vectors(installed: Encoder) -> None:
    cards = [
        {"vectors": b"", "encoder": ""},
        card(MIXED),
        card(MIXED) | {"encoder": "other"},
        {},
        card("抵押。证书。"),
    ]
    found = services.nearness("证书抵押怎么办理？", cards)
    assert [one.all > 0 for one in found] == [False, True, False, False, True]
    assert found[4] == services.nearness("证书抵押怎么办理？", cards[4:])[0]


def test_the_first_vector_is_the_document_s_own(installed: Encoder) -> None:
    found = vectors("办法", MIXED)
    assert found is not None and found.shape == (5, DIMENSIONS)
    name, own = services.held(card(MIXED))
    assert name == installed.name and (np.frombuffer(own, np.int8) == found[0]).all()
