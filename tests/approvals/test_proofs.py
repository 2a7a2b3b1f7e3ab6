"""Entries are proved without showing those between them, in one run or, where that is too long, in several."""

from __future__ import annotations

import pytest
from django.db import transaction

from portal.approvals.ledger import chain, proofs, seals
from portal.approvals.ledger.models import Entry
from portal.approvals.ledger.services import record

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("D6")]


@pytest.fixture(autouse=True)
def acts():
    for number in range(12):
        with transaction.atomic():
            record("test.act", subject=f"thing:{number}", opinion=f"别人的意见{number}")


def shown(numbers: list[int]) -> list[dict]:
    rows = Entry.objects.filter(seq__in=numbers).order_by("seq")
    return [{**row.content(), "previous": row.previous, "hash": row.hash} for row in rows]


def holds(numbers: list[int], runs: list[dict]) -> bool:
    public = seals.key().public_key()
    parts = [(run, shown([n for n in numbers if run["first"] <= n <= run["last"]])) for run in runs]
    whole = all(not list(chain.broken(group, run)) for run, group in parts)
    return whole and all(seals.is_signed(run["head"], public) for run in runs)


def test_entries_far_apart_are_proved_in_one_run():
    runs = proofs.prove([2, 3, 9])
    assert len(runs) == 1 and holds([2, 3, 9], runs)
    assert len(chain.unpack(runs[0]["between"]["3"])) == 5 and "意见" not in str(runs)


def test_too_wide_gaps_are_cut_and_each_part_ends_in_a_signed_head(monkeypatch):
    monkeypatch.setattr(proofs, "MAX_BETWEEN", 3)
    runs = proofs.prove([1, 3, 9, 11])
    assert [(run["first"], run["last"]) for run in runs] == [(1, 3), (9, 11)]
    assert holds([1, 3, 9, 11], runs)


def test_a_head_further_on_covers_what_was_not_sealed_itself(settings):
    path = settings.GONGKAI["LEDGER_HEADS"]
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if '"seq": 9,' not in line and '"seq": 10,' not in line))
    runs = proofs.prove([2, 9])
    assert runs[-1]["head"]["seq"] == 11 and holds([2, 9], runs)


def test_without_a_head_there_is_no_proof(settings):
    settings.GONGKAI["LEDGER_HEADS"].write_text('{"seq": 12, "hash": "half a li')
    with pytest.raises(proofs.Unsealed):
        proofs.prove([2, 9])


def test_contents_that_are_alike_have_digests_that_are_not():
    with transaction.atomic():
        one, other = (record("test.act", subject="thing:1") for _turn in range(2))
    assert one.salt != other.salt and len(one.salt) == 32
