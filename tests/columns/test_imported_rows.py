from __future__ import annotations

import pytest

from columns.imported_rows import rank_of


@pytest.mark.parametrize(
    ("category", "rank"),
    [
        ("行政法规", "regulation"), ("行政法", "law"), ("民法典", "law"), ("宪法", "law"),
        ("诉讼与非诉讼程序法", "law"),
        ("山东地方法规", "local"), ("部门规章", "rule"), ("司法解释", "interpretation"), ("其他", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_rank_of_a_norm_is_read_from_its_category(category: str, rank: str) -> None:
    assert rank_of(category) == rank
