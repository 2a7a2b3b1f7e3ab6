"""Where the parts of the system are that the tests drive; None where one is missing."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.plugins.elasticsearch_server import java_home


def chromium() -> str | None:
    """Chromium"""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def postgresql() -> Path | None:
    """PostgreSQL"""
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if newest:
        return newest[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def elasticsearch() -> Path | None:
    """Java 17 with Maven, for Elasticsearch"""
    return java_home() if shutil.which("mvn") else None
