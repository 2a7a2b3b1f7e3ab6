"""The words of the demonstration department, read from YAML beside this file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "content"


@lru_cache
def read(name: str) -> dict[str, Any]:
    """Return the content of one file (without its extension)."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


@lru_cache
def read_all(prefix: str) -> list[dict[str, Any]]:
    """Return the rows of all files whose names begin with ``prefix``, in order of name."""
    rows: list[dict[str, Any]] = []
    for path in sorted(FOLDER.glob(f"{prefix}*.yaml")):
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
        rows += (
            loaded if isinstance(loaded, list) else next(value for value in loaded.values() if isinstance(value, list))
        )
    return rows
