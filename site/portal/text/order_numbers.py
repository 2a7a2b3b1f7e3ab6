"""Numbers of orders (令): 国务院令第590号, 中华人民共和国主席令第四十五号."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .folding import fold_text
from .numerals import CHINESE, to_int
from .prose import name_at_end

_HAN = "\u3400-\u9fff"
_NUMBER = f"(?P<number>\\d{{1,5}}|[{CHINESE}]{{1,9}})"
_AFTER = re.compile(f"令\\s*[（(]?\\s*第?\\s*{_NUMBER}\\s*号")
_ORGANS_BEFORE = re.compile(f"(?:[{_HAN}]{{2,24}}[、\\s]{{1,3}}){{0,4}}[{_HAN}]{{0,24}}$")
_BEFORE = re.compile(f"第\\s*{_NUMBER}\\s*号(?P<organs>主席|国务院|[{_HAN}]{{2,18}}?(?:部|委员会|总局|人民政府))令")
_WINDOW = 110  # four organs and their separators fit
_ORGAN = re.compile("(?:国务院|主席|院|部|委|委员会|局|署|政府|办公室|办公厅|行|会|军委|海关)$")
_STATE = "中华人民共和国"


@dataclass(frozen=True)
class OrderNumber:
    """An order: the organ that issued it (without 中华人民共和国; "" where none is named) and its number."""

    organ: str
    number: int

    @property
    def normal(self) -> str:
        return f"{self.organ}令第{self.number}号"

    def keys(self) -> list[str]:
        """Return the keys to index under or to look for, the most telling first; 令590 where no organ is known."""
        general = f"令{self.number}"
        return [f"{fold_text(self.organ)}{general}", general] if self.organ else [general]


def _organ(text: str) -> str:
    organ = name_at_end(text.strip())
    return organ.rpartition(_STATE)[2]


def _organs(text: str) -> list[str]:
    """Return the organs that issued one order together; words that only happen to stand before are left out."""
    parts = [part for part in re.split(r"[、\s]+", text) if part]
    if not parts:
        return [""]
    *others, last = map(_organ, parts)
    return [*(organ for organ in others if _ORGAN.search(organ)), last]


def _written(text: str) -> list[tuple[int, str, str]]:
    """Return (place, organs, number) of every order in the text; looking back from 令 keeps long texts quick."""
    found: list[tuple[int, str, str]] = []
    for match in _AFTER.finditer(text):
        before = _ORGANS_BEFORE.search(text[max(0, match.start() - _WINDOW) : match.start()])
        found.append((match.start("number"), before.group() if before else "", match["number"]))
    found += [(match.start("number"), match["organs"], match["number"]) for match in _BEFORE.finditer(text)]
    return sorted(found)


def find(text: str) -> list[OrderNumber]:
    """Return the order numbers in the text, in order of place, each once.

    A joint order (自然资源部、农业农村部令第5号) counts for each of its organs.
    """
    found: dict[OrderNumber, None] = {}
    for _place, organs, written in _written(text):
        number = to_int(written)
        if number:
            for organ in _organs(organs):
                found[OrderNumber(organ, number)] = None
    return list(found)
