"""Articles in any number, brought into an index a batch at a time; a run that was ended goes on where it stopped."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

Row = dict[str, Any]
AT_A_TIME = 20_000


@dataclass
class Filled:
    """How far an index is: documents, and the seconds they took from the index record to the acknowledged write.

    ``processor`` are the seconds in which a processor worked for it, here and in the server: on a machine that does
    other things as well they say what ``seconds`` would be.
    """

    index: str = ""
    documents: int = 0
    seconds: float = 0.0
    processor: float = 0.0
    finished: bool = False

    @property
    def rate(self) -> float:
        """Documents a second."""
        return round(self.documents / self.seconds, 1) if self.seconds else 0.0

    @property
    def rate_of_processor(self) -> float:
        """Documents in a second of a processor's work: what one core would do, with nothing side by side."""
        return round(self.documents / self.processor, 1) if self.processor else 0.0


def articles(corpus: Path, size: int) -> Iterator[Row]:
    """Yield so many rows of a corpus: when it is at its end it begins again, with other ids and later dates."""
    from columns.importing import rows

    def repeated() -> Iterator[Row]:
        for turn in count():
            for row in rows(corpus):
                yield row if not turn else _again(row, turn)

    return islice(repeated(), size)


def _again(row: Row, turn: int) -> Row:
    return {**row, "id": f"{row['id']}-{turn}", "on": row["on"] and row["on"] + timedelta(days=31 * turn)}


def fill(
    state: Path,
    rows: Iterator[Row],
    prepare: Callable[[Row], Any],
    write: Callable[[Filled, Sequence[Any]], None],
    worked: Callable[[], float],
) -> Filled:
    """Write the rows that aren't written yet; ``state`` is the file that says how far it is.

    ``prepare`` is not timed: it makes of a row what a portal would read from its database. ``write`` is. ``worked``
    returns how many seconds processors have worked so far.
    """
    filled = Filled(**json.loads(state.read_text())) if state.exists() else Filled()
    left = islice(rows, filled.documents, None)
    while not filled.finished:
        ready = [prepare(row) for row in islice(left, AT_A_TIME)]
        begun, before = time.monotonic(), worked()
        write(filled, ready)
        filled.seconds += time.monotonic() - begun
        filled.processor += worked() - before
        filled.documents += len(ready)
        filled.finished = not ready
        state.write_text(json.dumps(asdict(filled)))
        print(f"{state.stem}: {filled.documents:,} documents, {filled.rate:,.0f} a second", flush=True)
    return filled
