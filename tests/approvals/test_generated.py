"""A generated page is written, and told where it is out of date."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from portal.approvals.generated import GeneratedPage


class Page(GeneratedPage):
    page = "drawn.md"
    text, wrong = "one\n", []

    def render(self) -> str:
        return self.text

    def faults(self) -> list[str]:
        return list(self.wrong)


@pytest.fixture
def page(tmp_path, settings):
    settings.ROOT = tmp_path
    (tmp_path / "docs").mkdir()
    return tmp_path / "docs" / "drawn.md"


def test_it_is_written_and_then_it_is_right(page):
    with pytest.raises(CommandError, match=r"drawn\.md"):
        call_command(Page(), check=True)
    assert not page.exists()
    call_command(Page())
    assert page.read_text() == "one\n"
    call_command(Page(), check=True)


def test_what_was_edited_by_hand_is_told_and_left_alone(page):
    page.write_text("two\n")
    with pytest.raises(CommandError, match="make docs"):
        call_command(Page(), check=True)
    assert page.read_text() == "two\n"


@pytest.mark.parametrize("check", [True, False])
def test_faults_fail_it_either_way(page, monkeypatch, check):
    page.write_text("one\n")
    monkeypatch.setattr(Page, "wrong", ["lacking"])
    with pytest.raises(CommandError, match="lacking"):
        call_command(Page(), check=check)
