"""What is locked can be installed by the oldest Python that is promised, and is what is installed."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.txt", "tests/requirements.txt")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
OLDEST = "3.11.2"  # of Debian 12; some packages want a later patch of the same Python


def pinned(lock: str) -> dict[str, str]:
    return dict(PINNED.findall((ROOT / lock).read_text(encoding="utf-8")))


@pytest.mark.parametrize("lock", LOCKS)
def test_the_oldest_python_that_is_promised_can_install_everything(lock):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert OLDEST in SpecifierSet(project["requires-python"])
    wanted = {name: metadata.metadata(name).get("Requires-Python") for name in pinned(lock)}
    assert len(wanted) > 20
    assert not {name: python for name, python in wanted.items() if python and OLDEST not in SpecifierSet(python)}


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_installed_is_what_is_locked(lock):
    assert {name: metadata.version(name) for name in pinned(lock)} == pinned(lock)
