"""The cache that limits count in: nothing counted twice, lost, or thrown away before its time."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from portal.organisation.counters import Counters

PROCESSES, TIMES = 4, 100
COUNTING = """
import sys
sys.path.insert(0, "site")
from django.conf import settings
settings.configure()
from portal.organisation.counters import Counters
mine = Counters(sys.argv[1], {})
print(mine.add("once", 1, 60))
for _ in range(int(sys.argv[2])):
    mine.add("tries", 0, 60)
    mine.incr("tries")
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "new" / "limits.sqlite3"


@pytest.fixture
def counters(path):
    return Counters(path, {})


def test_processes_that_begin_at_once_count_every_try_and_one_is_first(path, counters):
    call = [sys.executable, "-c", COUNTING, str(path), str(TIMES)]
    running = [subprocess.Popen(call, stdout=subprocess.PIPE, text=True) for _process in range(PROCESSES)]
    said = [process.communicate(timeout=120)[0].strip() for process in running]
    assert sorted(said) == ["False"] * (PROCESSES - 1) + ["True"]
    assert counters.get("tries") == PROCESSES * TIMES


def test_threads_have_connections_of_their_own(path):
    ready = threading.Barrier(8)

    def count(_thread: int) -> list[int]:
        mine = Counters(path, {})
        ready.wait()
        mine.add("tries", 0, 60)
        return [mine.incr("tries") for _time in range(25)]

    with ThreadPoolExecutor(8) as threads:
        found = [number for numbers in threads.map(count, range(8)) for number in numbers]
    assert sorted(found) == list(range(1, 201))


def test_an_entry_goes_when_its_time_is_over_and_makes_room(counters):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for number in range(20):
            assert counters.add(f"short-{number}", 1, 10)
        assert counters.add("long", 7, 3600) and counters.add("forever", 8, None)
        assert counters.incr("short-0") == 2
        clock.move_to(start + timedelta(seconds=11))
        assert counters.get("short-0") is None
        with pytest.raises(ValueError, match="short-0"):
            counters.incr("short-0")
        assert counters.add("short-0", 5, 10) and counters.get("short-0") == 5
        for number in range(8):
            counters.add(f"new-{number}", 1, 10)
        assert counters.get("long") == 7 and counters.get("forever") == 8
        assert counters._run("SELECT count(*) FROM counters") == [(11,)]  # the twenty have gone


def test_it_is_a_cache_as_django_knows_them(counters):
    assert counters.get("a") is None and counters.get("a", 3) == 3
    counters.set("a", "text", 60)
    assert counters.get("a") == "text" and "a" in counters
    assert not counters.add("a", "other", 60)
    counters.set("a", 5, 60)
    assert counters.decr("a") == 4
    assert counters.touch("a", 120) and not counters.touch("b", 120)
    assert counters.delete("a") and not counters.delete("a")
    counters.set_many({"a": 1, "b": 2}, 60)
    assert counters.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}
    counters.clear()
    assert counters.get_many(["a", "b"]) == {}
