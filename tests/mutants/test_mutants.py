"""The list of mutants fits the code; whether they die is proved by ``make mutants``."""

from __future__ import annotations

import pytest

from tests.mutants.run import ROOT, listed, planted

WANTED = {"self-approval", "stale-stage", "stand-in-on-own-item", "unpinned-digest", "skipped-secrecy-review"}


@pytest.mark.parametrize("mutant", listed(), ids=lambda mutant: mutant.name)
def test_every_mutant_has_its_place(mutant):
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    assert planted(mutant, text) != text
    assert all((ROOT / test).exists() for test in mutant.tests)


def test_the_list_holds_what_was_asked_for():
    names = [mutant.name for mutant in listed()]
    assert len(names) == len(set(names)) >= 12 and set(names) >= WANTED
