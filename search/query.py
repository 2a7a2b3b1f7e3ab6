"""From what a person types, and what stands in the address, to a query."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.text import document_numbers, order_numbers
from portal.text.folding import fold_text

from . import labels
from .analysis import analyse
from .engines.base import FACETS, LAST_PAGE, Alternative, Query

LONGEST = 200
SORTS = ("relevance", "date")
_MOST_PARTS = 12  # phrases, exclusions, values of a facet
_MOST_WORDINGS = 6  # each is a search of its own within the search
_OR = ("OR", "|", "｜", "或")
_LONGEST_VALUE = 100
_FIELDS = {
    "title": ("标题", "题目", "题名", "title"),
    "number": ("文号", "发文字号", "字号", "number", "no"),
    "unit": ("单位", "机构", "unit"),
    "column": ("栏目", "column"),
    "topic": ("主题", "topic"),
    "year": ("年份", "年", "year"),
    "kind": ("类型", "kind"),
    "effect": ("效力", "effect"),
}
_FIELD_OF = {name: field for field, names in _FIELDS.items() for name in names}
_PART = re.compile(
    "(?P<minus>(?<!\\S)[-－\u2212])?"
    f"(?:(?P<field>(?<![^\\s\\-－\u2212])(?:{'|'.join(sorted(_FIELD_OF, key=len, reverse=True))}))[:：]\\s*)?"
    '(?:["“”「](?P<phrase>[^"“”「」]*)["“”」]?|(?P<word>[^\\s"“”「」]+))',
    re.IGNORECASE,
)
_Piece = tuple[str, bool]  # what was typed, and whether it stood in quotation marks
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_ORDER = re.compile("^\\S{0,30}\\s*令\\s*第?\\s*\\S{1,9}\\s*号$")


@dataclass(frozen=True)
class Understood:
    """Something that was rewritten, as a sentence; ``undo`` says that "only these words" (``plain``) takes it back."""

    text: Any
    undo: bool = False


@dataclass(frozen=True)
class Asked:
    """A parsed request. ``typed`` is what the box shows; ``plain`` that nothing may be rewritten."""

    typed: str
    query: Query
    understood: tuple[Understood, ...] = ()
    plain: bool = False


def from_address(parameters: QueryDict) -> Asked:
    """Read ``q``, the facets, ``sort``, ``page`` and ``plain``. Whatever is wrong is put right, and said."""
    asked = parse(parameters.get("q", ""), plain=parameters.get("plain") == "1")
    notes = list(asked.understood)
    filters = dict(asked.query.filters)
    for facet in FACETS:
        chosen = [
            cleaned for value in parameters.getlist(facet)[:_MOST_PARTS] if (cleaned := _clean(value, _LONGEST_VALUE))
        ]
        if facet == "year" and any(not re.fullmatch("[0-9]{4}", value) for value in chosen):
            notes.append(Understood(gettext_lazy("A year has four digits: the filter was left out.")))
            chosen = [value for value in chosen if re.fullmatch("[0-9]{4}", value)]
        if chosen:
            filters[facet] = tuple(dict.fromkeys((*filters.get(facet, ()), *chosen)))
    page, note = _page(parameters.get("page", "1"))
    sort = parameters.get("sort", "")
    query = asked.query.with_changes(
        filters=tuple(filters.items()), page=page, sort=sort if sort in SORTS else "relevance"
    )
    return Asked(asked.typed, query, (*notes, *note), asked.plain)


def _page(written: str) -> tuple[int, tuple[Understood, ...]]:
    if not re.fullmatch("[0-9]{1,9}", written) or int(written) < 1:
        return 1, ()
    if int(written) > LAST_PAGE:
        text = _("Results are shown up to page %(last)s. A filter or another word gets closer.") % {"last": LAST_PAGE}
        return LAST_PAGE, (Understood(text),)
    return int(written), ()


def _clean(text: str, longest: int) -> str:
    return _CONTROL.sub(" ", text).strip()[:longest].strip()


def parse(typed: str, *, plain: bool = False) -> Asked:
    """Parse what was typed: words, "phrases", one OR another, -exclusions, field:value, document and order numbers.

    Never fails: what can't be understood as an operator is a word. With ``plain`` numbers are ordinary words.
    """
    notes: list[Understood] = []
    text = _clean(typed, LONGEST)
    if len(_CONTROL.sub(" ", typed).strip()) > LONGEST:
        notes.append(Understood(_("Only the first %(count)s characters were used.") % {"count": LONGEST}))
    parts = _Parts()
    for match in _PART.finditer(text):
        parts.add(match)
    wordings = parts.wordings()
    bare = wordings[0].text
    numbers = [key for value in parts.numbers for key in _typed_number(value)]
    if len(wordings) > 1:
        notes.append(Understood(_("One of these is enough: %(words)s") % {"words": _said(wordings)}))
    elif not plain:
        found, bare, number_notes = _route_numbers(bare)
        numbers += found
        notes += number_notes
        notes += _rewritings(bare)
    if parts.excluded:
        notes.append(Understood(_("Left out: %(words)s") % {"words": _listed(parts.excluded)}))
    query = Query(
        text=bare,
        phrases=wordings[0].phrases,
        alternatives=tuple(wordings[1:]),
        excluded=tuple(parts.excluded[:_MOST_PARTS]),
        titles=tuple(parts.titles[:_MOST_PARTS]),
        numbers=tuple(dict.fromkeys(numbers)),
        filters=tuple((facet, tuple(dict.fromkeys(values))) for facet, values in parts.filters.items()),
    )
    return Asked(text, query, tuple(notes), plain)


class _Parts:
    """Collects the parts of a query by what they are."""

    def __init__(self) -> None:
        self.pieces: list[list[_Piece]] = []  # each with what will do instead of it
        self.or_before_next = False
        self.excluded: list[str] = []
        self.titles: list[str] = []
        self.numbers: list[str] = []
        self.filters: dict[str, list[str]] = {}

    def add(self, match: re.Match[str]) -> None:
        quoted = match["phrase"] is not None
        value = (match["phrase"] if quoted else match["word"]).strip()
        if not quoted and value in _OR and self.pieces:
            self.or_before_next = True
            return
        if not any(map(str.isalnum, value)):
            return
        field = _FIELD_OF.get((match["field"] or "").lower())
        if match["minus"]:
            self.excluded.append(value)
        elif field == "title":
            self.titles.append(value)
        elif field == "number":
            self.numbers.append(value)
        elif field:
            self.filters.setdefault(field, []).append(labels.code(field, value))
        else:
            self._add_piece((value, quoted))

    def _add_piece(self, piece: _Piece) -> None:
        if self.or_before_next:
            self.pieces[-1].append(piece)
        else:
            self.pieces.append([piece])
        self.or_before_next = False

    def wordings(self) -> list[Alternative]:
        """Return what was typed as words and phrases, once for every way to choose between what OR stands between."""
        ways = list(islice(product(*self.pieces), _MOST_WORDINGS))
        return [Alternative(*_words_and_phrases(way)) for way in ways]


def _words_and_phrases(pieces: Iterable[_Piece]) -> tuple[str, tuple[str, ...]]:
    found = list(pieces)
    phrases = [value for value, quoted in found if quoted]
    return " ".join(value for value, quoted in found if not quoted), tuple(phrases[:_MOST_PARTS])


def _said(wordings: list[Alternative]) -> str:
    """Return wordings as people would type them."""
    return _listed([" ".join(filter(None, (one.text, *(f"“{phrase}”" for phrase in one.phrases)))) for one in wordings])


def _typed_number(value: str) -> list[str]:
    """Return the keys for a value of the field 文号: a document number, an order number or anything written there."""
    key = document_numbers.query_key(fold_text(value))
    orders = [order.keys()[0] for order in order_numbers.find(fold_text(value))]
    written = "".join(filter(str.isalnum, fold_text(value)))
    return [key] if key else orders or [written]


def _route_numbers(bare: str) -> tuple[list[str], str, list[Understood]]:
    """Return (keys, what is left as words, notes): numbers go to exact keys and not through the words."""
    folded = fold_text(bare)
    if key := document_numbers.query_key(folded):
        whole = document_numbers.parse(folded)
        shown = whole.normal if whole else bare
        return [key], "", [Understood(_("Looked for the document number %(number)s.") % {"number": shown}, undo=True)]
    orders = order_numbers.find(folded) if _ORDER.match(folded) else []
    if orders:
        note = Understood(_("Looked for the order %(number)s.") % {"number": orders[0].normal}, undo=True)
        return [orders[0].keys()[0]], "", [note]
    keys: list[str] = []
    words: list[str] = []
    shown_numbers: list[str] = []
    for piece in bare.split():
        number = document_numbers.parse(fold_text(piece))
        if number:
            keys.append(number.keys()[0])
            shown_numbers.append(number.normal)
        else:
            words.append(piece)
    if not keys:
        return [], bare, []
    text = _("Looked for the document number %(number)s.") % {"number": _listed(shown_numbers)}
    return keys, " ".join(words), [Understood(text, undo=True)]


def _rewritings(bare: str) -> list[Understood]:
    if analyse(bare).letters:
        return [Understood(_("Titles were also looked through by pinyin."))]
    folded = fold_text(bare)
    if sum(a != b for a, b in zip(folded, bare, strict=False) if _is_han(b)) and len(folded) == len(bare):
        return [Understood(_("Traditional characters are found as simplified ones: %(text)s") % {"text": folded})]
    return []


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def _listed(values: list[str]) -> str:
    return "、".join(values)


def address(asked: Asked, **changes: Any) -> str:
    """Return the query string of the same search with changes; ``None`` takes a parameter away, pages start anew."""
    query = asked.query
    parameters: Mapping[str, Any] = {
        "q": asked.typed,
        **{facet: list(query.values(facet)) for facet in FACETS},
        "sort": query.sort if query.sort != "relevance" else None,
        "plain": "1" if asked.plain else None,
        **changes,
    }
    built = QueryDict(mutable=True)
    for name, value in parameters.items():
        if value:
            built.setlist(name, value if isinstance(value, list) else [str(value)])
    return f"?{built.urlencode()}"
