"""The ledger finds what was altered, deleted, swapped and recomputed (law 2, clause D6)."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from portal.approvals.ledger import seals
from portal.approvals.ledger.models import ChainHead, Entry
from portal.approvals.ledger.services import record, verify
from tests.plugins.portal import drop_triggers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("D6")]


@pytest.fixture(autouse=True)
def chain():
    for number in range(6):
        with transaction.atomic():
            record("test.act", subject=f"thing:{number}", data={"n": number}, opinion=f"意见{number}")


def found() -> set[int]:
    return {problem.seq for problem in verify()}


def test_a_whole_chain_has_no_problem():
    assert found() == set()
    call_command("verify_ledger")


def test_the_database_refuses_to_change_or_delete_an_entry():
    for sql in ("UPDATE approvals_entry SET opinion = 'x' WHERE seq = 2", "DELETE FROM approvals_entry WHERE seq = 2"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert found() == set()


def test_an_altered_entry_is_named():
    drop_triggers()
    Entry.objects.filter(seq=3).update(opinion="不同意")
    assert 3 in found()
    with pytest.raises(CommandError):
        call_command("verify_ledger")


def test_the_last_entry_deleted_is_named():
    drop_triggers()
    Entry.objects.filter(seq=6).delete()
    assert 6 in found()


def test_the_last_entry_deleted_with_a_mended_head_is_still_named():
    drop_triggers()
    Entry.objects.filter(seq=6).delete()
    last = Entry.objects.get(seq=5)
    ChainHead.objects.update(seq=5, hash=last.hash)
    assert found() == {6}


def test_a_deleted_entry_in_the_middle_is_named():
    drop_triggers()
    Entry.objects.filter(seq=4).delete()
    assert 4 in found()


def test_two_swapped_entries_are_named():
    drop_triggers()
    Entry.objects.filter(seq=2).update(seq=99)
    Entry.objects.filter(seq=5).update(seq=2)
    Entry.objects.filter(seq=99).update(seq=5)
    assert {2, 5} <= found()


def test_a_chain_recomputed_from_one_entry_on_is_named():
    drop_triggers()
    previous = Entry.objects.get(seq=2).hash
    for entry in Entry.objects.filter(seq__gte=3).order_by("seq"):
        entry.previous = previous
        entry.opinion = "改过的意见"
        entry.hash = entry.computed_hash()
        entry.save()
        previous = entry.hash
    ChainHead.objects.update(hash=previous)
    assert found() == {3, 4, 5, 6}


def test_a_forged_seal_is_named(settings):
    path = settings.GONGKAI["LEDGER_HEADS"]
    path.write_text(path.read_text().replace('"seq": 6', '"seq": 7'))
    assert 0 in found()


def test_an_entry_needs_the_transaction_of_its_act():
    with pytest.raises(RuntimeError):
        record("test.act", subject="thing:1")


def test_a_rolled_back_act_leaves_no_entry_and_no_seal():
    before = [seal.seq for seal in seals.read()]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("test.act", subject="thing:9")
        raise ZeroDivisionError
    assert [seal.seq for seal in seals.read()] == before and not Entry.objects.filter(subject="thing:9").exists()
