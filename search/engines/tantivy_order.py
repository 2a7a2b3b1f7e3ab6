"""All results of a query in the order of their scores, so that somebody can read them to the end.

tantivy gives the first so many and cuts off ties as they lie on the disk. Here ties stand in the order of their places,
and who reads on comes back by the document that was given last, wherever it stands after others were written.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import tantivy

from .base import Position
from .tantivy_index import place


class Order:
    """The addresses of all results, best first, of the searcher that found them."""

    def __init__(self, searcher: tantivy.Searcher, query: tantivy.Query) -> None:
        self.searcher = searcher
        hits: Any = searcher.search(query, max(searcher.num_docs, 1), count=False).hits
        addresses = [address for _score, address in hits]
        scores = np.array([score for score, _address in hits], dtype=np.float64)
        places = np.array(searcher.fast_field_values("place", addresses), dtype=np.uint64)
        ranks = np.lexsort((~places, -scores))
        self._scores, self._places = scores[ranks], places[ranks]
        self._segments = np.array([address.segment_ord for address in addresses], dtype=np.uint32)[ranks]
        self._docs = np.array([address.doc for address in addresses], dtype=np.uint32)[ranks]

    def __len__(self) -> int:
        return len(self._scores)

    def after(self, position: Position | None, size: int) -> list[tuple[float, tantivy.DocAddress]]:
        """Return up to ``size`` scores and addresses that come after a position, or from the first on."""
        start = self._start(position) if position else 0
        end = min(start + size, len(self))
        return [
            (float(self._scores[at]), tantivy.DocAddress(int(self._segments[at]), int(self._docs[at])))
            for at in range(start, end)
        ]

    def _start(self, position: Position) -> int:
        own = np.uint64(place(position.day, position.key))
        found = np.flatnonzero(self._places == own)
        if len(found):
            return int(found[0]) + 1
        before = (self._scores > position.score) | ((self._scores == position.score) & (self._places > own))
        return int(np.count_nonzero(before))
