from __future__ import annotations

import os
import resource
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from portal.addons.types import IndexRecord
from search import documents
from search.engines.base import IndexBroken, Query
from search.engines.embedded import EmbeddedEngine

ROOT = Path(__file__).parents[3]


def news(number: int, body: str = "") -> documents.IndexDocument:
    return documents.build(IndexRecord(key=f"t:{number}", kind="news", title="采矿权公告", url="/", body=body), 1)


@pytest.fixture
def filled(tmp_path: Path) -> EmbeddedEngine:
    engine = EmbeddedEngine(tmp_path / "search")
    engine.write([news(1)])
    return engine


WRITER = """
    import sys
    sys.path[:0] = {path!r}
    from search.engines.base import EngineUnavailable, IndexBroken
    from search.engines.embedded import EmbeddedEngine
    from tests.search.engines.test_embedded import news
    engine = EmbeddedEngine({directory!r})
    try:
        engine.write([news(number, "矿" * 1000 + str(number)) for number in range(2, 300)])
    except IndexBroken:
        print("broken")
    except EngineUnavailable:
        print("unavailable")
"""


def test_a_disk_that_takes_no_more_is_said_and_what_was_there_serves_on(filled: EmbeddedEngine) -> None:
    """The kernel lets the writer's files grow to some kilobytes only, as a full disk would."""
    script = textwrap.dedent(WRITER.format(path=[str(ROOT), str(ROOT / "site")], directory=str(filled.directory)))
    said = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test", "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, 16_384)),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout.split() == ["unavailable"]
    assert [hit.key for hit in filled.search(Query(text="采矿权")).hits] == ["t:1"]
    filled.write([news(2)])
    assert filled.count() == 2


def test_files_that_were_overwritten_are_said_to_be_broken(filled: EmbeddedEngine) -> None:
    for path in (filled.directory / filled.live()).iterdir():
        if path.name != "fingerprint":
            path.write_bytes(os.urandom(path.stat().st_size))
    for act in (lambda: filled.search(Query(text="采矿权")), lambda: filled.write([news(2)]), filled.count):
        with pytest.raises(IndexBroken):
            act()


def test_an_alias_that_was_overwritten_is_as_good_as_none(filled: EmbeddedEngine) -> None:
    (filled.directory / "gongkai.alias").write_bytes(b"\0" * 40)
    assert (filled.live(), filled.count()) == ("", 0)
    assert filled.write([news(2)]).fresh
    assert filled.count() == 1
