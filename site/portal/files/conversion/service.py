"""A file turned into what a draft is made of, in a process of its own with limits."""

from __future__ import annotations

import logging
import subprocess
import tempfile
from typing import Any

from portal.files.services import run_alone

from . import codec, reading
from .shapes import Converted, Unreadable
from .words import UNREADABLE

logger = logging.getLogger(__name__)


def convert(file: Any, name: str) -> Converted:
    """Return what an uploaded file holds. Raises :class:`Unreadable` with the code of a sentence in words."""
    extension = name.rpartition(".")[2].lower()
    with tempfile.NamedTemporaryFile(suffix=f".{extension}" if extension.isalnum() else "") as copy:
        file.seek(0)
        for chunk in iter(lambda: file.read(1 << 20), b""):
            copy.write(chunk)
        copy.flush()
        file.seek(0)
        try:
            return codec.loads(run_alone("portal.files.conversion.reading", copy.name, name))
        except subprocess.CalledProcessError as error:
            code = error.stderr.decode("utf-8", "replace").strip()
            if error.returncode == reading.REFUSED and code in UNREADABLE:
                raise Unreadable(code) from error
            # The reader's last word names what went wrong; what it quotes may be somebody's text.
            logger.warning("A file could not be read: %s", code.rpartition("\n")[2].partition(":")[0])
            raise Unreadable("limits" if error.returncode < 0 or "MemoryError" in code else "broken") from error
        except (subprocess.SubprocessError, OSError, ValueError) as error:
            raise Unreadable("limits") from error
