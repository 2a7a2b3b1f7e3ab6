"""What stories share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.portal_process import Portal, running


@pytest.fixture(scope="module")
def portal(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with running(shared_folder, tmp_path_factory.mktemp("story") / "var") as found:
        yield found
