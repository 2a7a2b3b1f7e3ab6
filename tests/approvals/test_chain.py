"""The chain can be recomputed from digests, and nothing else fits (law 2)."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.approvals.ledger.chain import GENESIS, altered, body_of, broken, link, pack, unpack

pytestmark = pytest.mark.clause("D6")
DIGEST = st.binary(min_size=32, max_size=32).map(bytes.hex)


def chain_of(count: int) -> list[dict[str, Any]]:
    entries, previous = [], GENESIS
    for seq in range(1, count + 1):
        entry = {"seq": seq, "opinion": f"意见{seq}", "salt": f"{seq:032x}", "previous": previous}
        entry["hash"] = previous = link(previous, body_of(entry))
        entries.append(entry)
    return entries


def run_of(entries: list[dict[str, Any]], shown: list[int]) -> dict[str, Any]:
    """The run over the shown numbers, ending at the head of the whole chain."""
    between: dict[str, list[str]] = {}
    for entry in entries:
        if entry["seq"] > shown[0] and entry["seq"] not in shown:
            before = max(number for number in shown if number < entry["seq"])
            between.setdefault(str(before), []).append(body_of(entry))
    head = {"seq": entries[-1]["seq"], "hash": entries[-1]["hash"]}
    return {"between": {key: pack(bodies) for key, bodies in between.items()}, "head": head}


@given(st.lists(DIGEST, max_size=5))
def test_packing_keeps_digests(bodies):
    assert unpack(pack(bodies)) == bodies


@given(st.text(max_size=90))
def test_what_is_no_packed_digest_is_refused(text):
    with suppress(ValueError):
        assert pack(unpack(text)) == text


@given(st.data())
def test_any_choice_of_entries_is_proved_and_any_change_is_found(data):
    entries = chain_of(data.draw(st.integers(1, 12)))
    shown = sorted(data.draw(st.sets(st.sampled_from([e["seq"] for e in entries]), min_size=1)))
    visible = [entry for entry in entries if entry["seq"] in shown]
    run = run_of(entries, shown)
    assert not list(altered(visible)) and not list(broken(visible, run))

    victim = data.draw(st.sampled_from(visible))
    victim["opinion"] += "改"
    assert list(altered(visible)) == [victim["seq"]]
    victim["hash"] = link(victim["previous"], body_of(victim))
    assert list(broken(visible, run))


@given(st.data())
def test_a_digest_between_that_is_changed_or_missing_is_found(data):
    entries = chain_of(9)
    run = run_of(entries, [2, 6])
    key = data.draw(st.sampled_from(["2", "6"]))
    bodies = unpack(run["between"][key])
    place = data.draw(st.integers(0, len(bodies) - 1))
    changed = data.draw(
        st.sampled_from([bodies[:place] + bodies[place + 1 :], [*bodies[:place], "0" * 64, *bodies[place + 1 :]]])
    )
    run["between"][key] = pack(changed)
    assert list(broken([entries[1], entries[5]], run)) == [int(key)]
