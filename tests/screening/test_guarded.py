"""Reading in a process of its own: crashes, stalls and floods are told, and nothing stays behind."""

import os
import threading
import time

import pytest
from django.utils import translation

from portal.screening.kinds import Unreadable
from portal.screening.pages import Line, Page
from portal.screening.reading import guarded


def aborting(content, name):
    os.abort()


def dividing(content, name):
    yield Page(1 // 0)


def sleeping(content, name):
    time.sleep(600)


def endless(content, name):
    number = 0
    while True:
        number += 1
        yield Page(number)


def greedy(content, name):
    yield Page(1, lines=[Line(str(len(bytearray(2 * guarded.MEMORY_BYTES))))])


def telling_of_itself(content, name):
    yield Page(1, lines=[Line(f"{os.getpid()} {threading.active_count()}")])


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_pages_come_through():
    [page] = guarded.read("一行".encode(), "a.txt")
    assert page.lines == [Line("一行")]


def test_readers_have_a_process_without_the_threads_of_ours():
    stop = threading.Event()
    threading.Thread(target=stop.wait).start()
    try:
        [page] = guarded.read(b"x", "a.txt", telling_of_itself)
    finally:
        stop.set()
    process, threads = page.lines[0].text.split()
    assert int(process) != os.getpid() and threads == "1"


@pytest.mark.parametrize("reader", [aborting, dividing])
def test_crashes_and_unexpected_errors_are_told(reader):
    with pytest.raises(Unreadable, match="broke off"):
        list(guarded.read(b"x", "a.txt", reader))


def test_a_crash_is_quiet(capfd):
    with pytest.raises(Unreadable):
        list(guarded.read(b"x", "a.txt", aborting))
    assert capfd.readouterr().err == ""


def test_too_much_memory_is_told():
    with pytest.raises(Unreadable, match="memory"):
        list(guarded.read(b"x", "a.txt", greedy))


def test_a_stall_is_told(monkeypatch):
    monkeypatch.setattr(guarded, "PAGE_SECONDS", 0.2)
    begun = time.monotonic()
    with pytest.raises(Unreadable, match="too long"):
        list(guarded.read(b"x", "a.txt", sleeping))
    assert time.monotonic() - begun < 60


def test_a_reader_that_is_left_early_is_ended():
    pages = guarded.read(b"x", "a.txt", endless)
    assert next(pages).number == 1
    pages.close()
    assert next(guarded.read(b"x", "a.txt")).number == 1


def test_messages_are_in_the_language_of_who_asks():
    with translation.override("zh-hans"), pytest.raises(Unreadable, match="文件"):
        list(guarded.read(b"", "a.pdf"))


@pytest.mark.parametrize("name", ["a.xyz", "a", "a.exe"])
def test_kinds_without_a_reader_are_told(name):
    with pytest.raises(Unreadable):
        list(guarded.read(b"x", name))


def test_an_empty_file_is_told():
    with pytest.raises(Unreadable):
        list(guarded.read(b"", "a.pdf"))
