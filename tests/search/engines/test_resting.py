from __future__ import annotations

import pytest
from elastic_transport import ConnectionTimeout

from search.engines.resting import Resting


def ask(resting: Resting, *, answers: bool) -> None:
    with resting.unless():
        if not answers:
            raise ConnectionTimeout("no answer")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr("search.engines.resting.time.monotonic", lambda: now[0])
    return now


def test_after_one_that_waited_in_vain_the_next_fail_at_once_for_a_while(clock: list[float]) -> None:
    resting, asked = Resting(10.0), []
    with pytest.raises(ConnectionTimeout):
        ask(resting, answers=False)
    clock[0] += 9
    with pytest.raises(ConnectionTimeout), resting.unless():
        asked.append("too early")
    clock[0] += 2
    ask(resting, answers=True)
    ask(resting, answers=True)
    assert not asked


def test_while_one_tries_again_the_others_still_fail(clock: list[float]) -> None:
    resting = Resting(10.0)
    with pytest.raises(ConnectionTimeout):
        ask(resting, answers=False)
    clock[0] += 11
    with resting.unless(), pytest.raises(ConnectionTimeout):
        ask(resting, answers=True)
    ask(resting, answers=True)


def test_any_other_failure_is_no_reason_to_rest() -> None:
    resting = Resting(10.0)
    with pytest.raises(KeyError), resting.unless():
        raise KeyError
    ask(resting, answers=True)
