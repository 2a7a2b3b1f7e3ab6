"""What XML can hold: feeds, spreadsheets and text documents can't be written with anything else."""

from __future__ import annotations

import re

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """Return a text without the characters that no XML file can hold."""
    return _UNWRITABLE.sub("", text)
