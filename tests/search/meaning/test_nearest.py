from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from search.meaning.encoder import DIMENSIONS
from search.meaning.nearest import Nearest, append


def pointing(*places: int) -> bytes:
    vector = np.zeros(DIMENSIONS, np.int8)
    vector[list(places)] = 127
    return vector.tobytes()


def names(found: list[tuple[str, float]]) -> list[str]:
    return [name for name, _near in found]


@pytest.fixture
def nearest(tmp_path: Path) -> Nearest:
    append(tmp_path, "a1", {"t:1": pointing(0), "t:2": pointing(0, 1), "t:3": pointing(7)})
    return Nearest()


def test_the_nearest_come_first_and_none_below_the_least(nearest: Nearest, tmp_path: Path) -> None:
    found = nearest.of(tmp_path, "a1", pointing(0), 10, 0.1)
    assert names(found) == ["t:1", "t:2"]
    assert found[0][1] == pytest.approx(1) and found[1][1] == pytest.approx(0.5**0.5, abs=0.01)
    assert names(nearest.of(tmp_path, "a1", pointing(0), 1, 0.1)) == ["t:1"]
    assert nearest.of(tmp_path, "b2", pointing(0), 10, 0.1) == []


def test_the_last_entry_of_a_key_counts_and_an_empty_one_takes_it_out(nearest: Nearest, tmp_path: Path) -> None:
    nearest.of(tmp_path, "a1", pointing(0), 10, 0.1)
    append(tmp_path, "a1", {"t:1": pointing(7), "t:2": b""})
    for reader in (nearest, Nearest()):
        assert names(reader.of(tmp_path, "a1", pointing(0), 10, 0.1)) == []
        assert sorted(names(reader.of(tmp_path, "a1", pointing(7), 10, 0.1))) == ["t:1", "t:3"]


@pytest.mark.parametrize("which", ["i8", "keys"])
def test_what_a_kill_left_half_written_is_passed_over_and_cut_off(nearest: Nearest, tmp_path: Path, which: str) -> None:
    path = tmp_path / f"vectors-a1.{which}"
    path.write_bytes(path.read_bytes()[:-2])
    assert names(Nearest().of(tmp_path, "a1", pointing(7), 10, 0.1)) == []
    append(tmp_path, "a1", {"t:4": pointing(7)})
    for reader in (nearest, Nearest()):
        assert names(reader.of(tmp_path, "a1", pointing(7), 10, 0.1)) == ["t:4"]
        assert names(reader.of(tmp_path, "a1", pointing(0), 1, 0.1)) == ["t:1"]


def test_keys_in_any_script_come_back_and_one_too_long_for_its_place_is_left_out(tmp_path: Path) -> None:
    append(tmp_path, "a1", {"文件:一": pointing(0), "t:" + "x" * 100: pointing(0), "t:2": pointing(0)})
    assert names(Nearest().of(tmp_path, "a1", pointing(0), 10, 0.1)) == ["t:2", "文件:一"]
