"""Document numbers (发文字号): 岭自然资规〔2026〕8号 in every writing that people use."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from .folding import fold_text
from .prose import name_at_end

_OPEN = "〔\\[【(（〈<［﹝〖{｛《「"
_CLOSE = "〕\\]】)）〉>］﹞〗}｝》」"
_AGENCY_CHARACTER = "[A-Za-z\u3007\u3400-\u9fff]"
_INNER = f"[（(]\\s*{_AGENCY_CHARACTER}{{1,6}}\\s*[)）]"
_AGENCY = f"(?P<agency>(?:{_AGENCY_CHARACTER}|{_INNER}|\\s)*?)"
_YEAR_IN_BRACKETS = f"[{_OPEN}]\\s*(?P<year>\\d{{4}})\\s*年?\\s*[{_CLOSE}]"
_PLAIN_YEAR = "(?P<plain_year>\\d{4})(?:\\s*(?:年|[-—－/])|(?=\\s))"
_SERIAL = "(?:第\\s*)?(?P<serial>\\d{1,5})\\s*号"
_LABEL = "^\\s*(?:(?:发文字号|发文文号|文件编号|文号|字号)\\s*[:：])?\\s*"

_WHOLE = re.compile(f"{_LABEL}{_AGENCY}\\s*(?:{_YEAR_IN_BRACKETS}|{_PLAIN_YEAR})\\s*{_SERIAL}\\s*(?:文件?)?\\s*$")
_PARTS = re.compile(
    f"{_LABEL}{_AGENCY}\\s*(?:(?:{_YEAR_IN_BRACKETS}|{_PLAIN_YEAR})\\s*)?"
    "(?:第?\\s*(?P<serial>\\d{1,5})\\s*号?)?\\s*(?:文件?)?\\s*$"
)
_YEAR_AND_SERIAL = re.compile(f"{_YEAR_IN_BRACKETS}\\s*{_SERIAL}")
_AGENCY_BEFORE = re.compile(f"(?:{_AGENCY_CHARACTER}|{_INNER}){{1,30}}(?=\\s*$)")
_WINDOW = 40
_LONGEST = 80
_STANDARD = re.compile(f"(?:{_AGENCY_CHARACTER}|（{_AGENCY_CHARACTER}+）)+〔[0-9]{{4}}〕[1-9][0-9]{{0,4}}号")
_FIRST_YEAR, _LAST_YEAR = 1949, 2099


@dataclass(frozen=True)
class DocumentNumber:
    """A document number: who issued it (its short form), in which year, as which of that year."""

    agency: str
    year: int
    serial: int

    @property
    def normal(self) -> str:
        """The writing that the standard for official documents asks for."""
        return f"{self.agency}〔{self.year}〕{self.serial}号"

    def keys(self) -> list[str]:
        """Return the keys to index a document under, the most telling first.

        The same keys come out of every writing. Besides the whole number there are keys for year and serial without
        the agency, agency and year, agency and serial, the year alone and the serial alone. :func:`query_key` gives
        the one that fits what somebody typed.
        """
        agency, year, serial = _key_agency(self.agency), str(self.year), str(self.serial)
        parts = [(agency, year, serial), ("", year, serial), (agency, year, ""), (agency, "", serial)]
        return ["/".join(part) for part in [*parts, ("", year, ""), ("", "", serial)]]


def _key_agency(agency: str) -> str:
    return "".join(filter(str.isalnum, fold_text(agency)))


def _normal_agency(written: str) -> str:
    """Return the agency with full-width brackets and without spaces; its characters stay as they were written."""
    agency = unicodedata.normalize("NFKC", "".join(written.split()))
    return agency.translate({ord("("): "（", ord(")"): "）"})


def _outer_brackets_off(text: str) -> str:
    """（国发〔2014〕57号） is how prose quotes a number: take the pair away if it encloses all of it."""
    text = text.strip()
    if len(text) > 2 and text[0] in "（(" and text[-1] in ")）":
        inside = text[1:-1]
        depth = 0
        for character in inside:
            depth += (character in "（(") - (character in ")）")
            if depth < 0:
                return text
        return inside
    return text


def parse(text: str) -> DocumentNumber | None:
    """Return the number if ``text`` is one and nothing else, in any usual writing; else None.

    Brackets of any kind, full or half width, spaces, 第, a label before it (文号：) and 2026年8号 are understood. A
    label or a number without agency is no whole number: see :func:`query_key` for those.
    """
    match = _WHOLE.match(_outer_brackets_off(text)) if len(text) <= _LONGEST else None
    if not match:
        return None
    agency = _normal_agency(match["agency"])
    year = int(match["year"] or match["plain_year"])
    if not agency or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    return DocumentNumber(agency, year, int(match["serial"]))


def find(text: str) -> list[DocumentNumber]:
    """Return the document numbers in running text, in order, each once.

    Chinese has no spaces, so words before the agency (按照, 以, 根据…) are cut off by rule.
    """
    found: dict[DocumentNumber, None] = {}
    for match in _YEAR_AND_SERIAL.finditer(text):
        before = _AGENCY_BEFORE.search(text[max(0, match.start() - _WINDOW) : match.start()])
        agency = _normal_agency(name_at_end(before.group())) if before else ""
        year = int(match["year"])
        if agency and _FIRST_YEAR <= year <= _LAST_YEAR:
            found[DocumentNumber(agency, year, int(match["serial"]))] = None
    return list(found)


# Typed without brackets and 号, as people type who know the three parts: 岭自然资规 2026 8.
_SPACED = re.compile(r"(?P<agency>[^\s\d]{2,30})[\s\-]+(?P<year>(?:19|20)\d{2})[\s\-]+(?P<serial>\d{1,5})号?")


def query_key(text: str) -> str | None:
    """Return the key (one of :meth:`DocumentNumber.keys`) that fits what somebody typed, whole or in part.

    岭自然资规〔2026〕8号, 〔2026〕8号, 2026年8号, 岭自然资规〔2026〕, 岭自然资规8号, 第8号, 岭自然资规 2026 8 and
    〔2026〕 have a key. None where the text is no part of a number: bare digits and plain words are ordinary queries.
    """
    whole = parse(text)
    if whole:
        return whole.keys()[0]
    spaced = _SPACED.fullmatch(text.strip())
    if spaced:
        return f"{_key_agency(spaced['agency'])}/{spaced['year']}/{int(spaced['serial'])}"
    match = _PARTS.match(text.strip()) if len(text) <= _LONGEST else None
    if not match:
        return None
    year = match["year"] or match["plain_year"] or ""
    serial, agency = match["serial"] or "", _key_agency(match["agency"])
    bare_digits = not re.search(f"[号{_OPEN}]", text)
    if not (year or serial) or bare_digits or agency.endswith("令"):
        return None
    return "/".join([agency, year, str(int(serial)) if serial else ""])


def problem(text: str) -> str | None:
    """Return why ``text`` isn't written as the standard asks, as a code, or None where it is.

    Codes: ``empty``, ``spaces``, ``brackets`` (the year must stand in 〔〕), ``width`` (full-width digits), ``ordinal``
    (第 before the serial), ``leading_zero``, ``suffix`` (号 is missing), ``agency`` (missing), ``year`` (missing or
    impossible), ``form`` (anything else). A form that wants to be helpful puts ``parse(text).normal`` in its place
    first: what :func:`parse` understands needs no complaint.
    """
    if not text.strip():
        return "empty"
    if _STANDARD.fullmatch(text):
        return None if parse(text) else "year"
    rules = (
        ("spaces", r"\s"),
        ("width", "[０-９]"),
        ("suffix", r"[^号]$"),
        ("agency", rf"^第?[{_OPEN}]?\d"),
        ("year", rf"^(?!.*\d{{4}})|\d{{5,}}\s*[{_CLOSE}]"),
        ("brackets", rf"[{_OPEN}]?\d{{4}}年?[{_CLOSE}]?第?\d+号$"),
        ("ordinal", r"第\d"),
        ("leading_zero", rf"[{_CLOSE}]0\d*号"),
    )
    for code, pattern in rules:
        if not re.search(pattern, text):
            continue
        if code == "brackets" and re.search(r"〔\d{4}〕", text):
            continue
        return code
    return "form"


def looks_wrong(text: str) -> bool:
    """Return whether ``text`` differs from the standard writing (see :func:`problem`)."""
    return problem(text) is not None
