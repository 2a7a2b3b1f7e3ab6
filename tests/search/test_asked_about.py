"""Which laws lay people ask about, as counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from search import asked_about


@pytest.fixture
def counted(tmp_path: Path, settings):
    """Have the prior be told by a list of these counts."""

    def write(counts: object) -> None:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.json"
        path.write_text(json.dumps(counts, ensure_ascii=False), encoding="utf-8")
        settings.GONGKAI = {**settings.GONGKAI, "SEARCH_ASKED_ABOUT": str(path)}

    return write


def test_who_is_asked_about_most_counts_one_and_who_never_is_nothing(counted) -> None:
    counted({"民法典": 99, "钓鱼办法": 9})
    prior = asked_about.prior(["中华人民共和国民法典", "《钓鱼办法》", "采矿办法"])
    assert prior == {"中华人民共和国民法典": 1.0, "《钓鱼办法》": 0.5, "采矿办法": 0.0}


def test_an_empty_list_prefers_nothing(counted) -> None:
    counted({})
    assert asked_about.prior(["民法典"]) == {"民法典": 0.0}


@pytest.mark.parametrize("wrong", [["民法典"], {"民法典": "many"}, {"民法典": -1}])
def test_another_form_is_refused(counted, wrong: object) -> None:
    counted(wrong)
    with pytest.raises(ValueError, match="whole number"):
        asked_about.prior(["民法典"])


def test_the_list_that_comes_with_the_portal_names_laws_and_numbers_alone() -> None:
    prior = asked_about.prior(["民法典", "土地管理法"])
    assert prior["民法典"] == 1.0 and 0.0 <= prior["土地管理法"] < 1.0
