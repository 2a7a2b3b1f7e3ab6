"""A small encoder, learnt once a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.meaning import training
from search.meaning.encoder import Encoder

TEXTS = [
    ("房屋登记条例第一条", "不动产权证书由登记机构核发。权利人凭证书办理抵押。证书遗失的，可以补发。"),
    ("房屋登记条例第二条", "不动产登记簿是物权归属的根据。登记机构应当保管登记簿。"),
    ("婚姻条例第一条", "夫妻可以约定离婚后的财产。离婚的，子女由一方抚养。"),
    ("婚姻条例第二条", "离婚的财产约定应当采用书面形式。夫妻双方签字后生效。依照《婚姻条例》第一条办理。"),
] * 6
PLAN = training.Plan(steps=30, size=32)


@pytest.fixture(scope="session")
def learnt() -> Encoder:
    made = training.train(TEXTS, PLAN)
    assert made is not None
    return made


@pytest.fixture
def installed(learnt: Encoder, tmp_path: Path, settings) -> Encoder:
    """The encoder where search looks for it."""
    settings.GONGKAI = {**settings.GONGKAI, "SEARCH_ENCODER": tmp_path / "search.encoder"}
    learnt.save(tmp_path / "search.encoder")
    return learnt
