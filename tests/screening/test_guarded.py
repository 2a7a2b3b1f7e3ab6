"""Reading in a process of its own: crashes and stalls are told, and nothing stays behind."""

import os
import time

import pytest

from portal.screening import reading
from portal.screening.kinds import Unreadable
from portal.screening.pages import Line, Page
from portal.screening.reading import guarded


def read_with(monkeypatch, reader):
    monkeypatch.setitem(reading.READERS, "txt", reader)
    return list(guarded.read(b"x", "a.txt"))


def test_pages_come_through():
    [page] = guarded.read("一行".encode(), "a.txt")
    assert page.lines == [Line("一行")]


def test_a_crash_is_unreadable(monkeypatch):
    with pytest.raises(Unreadable):
        read_with(monkeypatch, lambda content, name: os.abort())


def test_an_unexpected_error_is_unreadable(monkeypatch):
    with pytest.raises(Unreadable):
        read_with(monkeypatch, lambda content, name: 1 / 0)


def test_a_stall_is_unreadable(monkeypatch):
    monkeypatch.setattr(guarded, "PAGE_SECONDS", 0.2)
    begun = time.monotonic()
    with pytest.raises(Unreadable):
        read_with(monkeypatch, lambda content, name: time.sleep(600))
    assert time.monotonic() - begun < 60


def test_a_reader_that_is_left_early_is_ended(monkeypatch):
    def endless(content, name):
        number = 0
        while True:
            number += 1
            yield Page(number)

    monkeypatch.setitem(reading.READERS, "txt", endless)
    pages = guarded.read(b"x", "a.txt")
    assert next(pages).number == 1
    pages.close()
    assert next(guarded.read(b"x", "a.txt")).number == 1


@pytest.mark.parametrize("name", ["a.wps", "a", "a.exe"])
def test_kinds_without_a_reader_are_told(name):
    with pytest.raises(Unreadable):
        list(guarded.read(b"x", name))


def test_an_empty_file_is_told():
    with pytest.raises(Unreadable):
        list(guarded.read(b"", "a.pdf"))
