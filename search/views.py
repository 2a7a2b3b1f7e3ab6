"""The public search: a page that works without JavaScript, and the same answer as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.addons.types import IndexRelation
from portal.usage import counting as usage

from . import labels, searched_words, versions
from .engines.base import FACETS, LAST_PAGE, EngineUnavailable, Hit
from .query import LONGEST, Asked, address, from_address
from .records import beside
from .result_table import as_csv
from .services import Found, cards, find
from .suggesting import often_searched, suggest

_SHOWN = 8  # values of a facet before "more"
IN_A_TABLE = 1000


@dataclass(frozen=True)
class Choice:
    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True)
class FacetList:
    code: str
    label: str
    first: list[Choice]
    more: list[Choice]


@dataclass(frozen=True)
class Line:
    """A result as the template shows it; both HTML strings are escaped but for ``<mark>``.

    ``versions`` are the results after it that are versions of the same document, ``beside`` what explains it or what
    it explains.
    """

    url: str
    title: SafeString
    excerpt: SafeString
    file: str
    card: dict[str, Any]
    kind: str
    beside: Sequence[IndexRelation] = ()
    versions: list[Line] = field(default_factory=list)


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The page of results: form, filters with counts, chips, sorting, pages, and help where nothing is found."""
    asked = from_address(request.GET)
    try:
        found = find(asked)
    except EngineUnavailable:
        return _answer(request, {"asked": asked, "unavailable": True, "longest": LONGEST}, status=503)
    usage.found(found.pages(), request)
    searched_words.count(asked, found, request)
    in_vain = asked.query.asks_something and not found.results.total
    return _answer(request, _context(asked, found) | (_ways_on() if in_vain else {}))


def _answer(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, "search/results.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def _context(asked: Asked, found: Found) -> dict[str, Any]:
    by_date = asked.query.sort == "date"
    return {
        "asked": asked,
        "longest": LONGEST,
        "searched": asked.query.asks_something,
        "total": found.results.total,
        "took": f"{max(found.took, 0.01):.2f}",
        "understood": found.understood,
        "above": found.above,
        "meant": found.meant,
        "meant_url": address(asked, q=found.meant),
        "plain_url": address(asked, plain="1") if any(note.undo for note in found.understood) else "",
        "facets": [facet for code in FACETS if (facet := _facet(asked, found, code))],
        "chips": _chips(asked),
        "clear_url": address(asked, **dict.fromkeys(FACETS)),
        "kept": _kept(asked),
        "lines": _lines(found.results.hits, folded=not by_date),
        "by_date": by_date,
        "csv_url": reverse("search:csv") + address(asked),
        "feeds": {form: reverse(f"search:{form}") + address(asked, sort=None) for form in ("rss", "atom")},
        "save_url": reverse("search:save") + address(asked, sort=None),
        "other_sort_url": address(asked, sort=None if by_date else "date"),
        "page_obj": _pages(found),
    }


def _ways_on() -> dict[str, Any]:
    """What may help who finds nothing. An engine that fails now has answered a moment ago: the page does without."""
    with suppress(EngineUnavailable):
        return {"often_searched": [(words, f"?{urlencode({'q': words})}") for words in often_searched()]}
    return {}


def _pages(found: Found) -> Page:
    size = found.query.size
    return Paginator(range(min(found.results.total, LAST_PAGE * size)), size).get_page(found.query.page)


def _facet(asked: Asked, found: Found, code: str) -> FacetList | None:
    counts = {value.value: value.count for value in found.results.facets.get(code, ())}
    chosen = asked.query.values(code)
    for value in chosen:
        counts.setdefault(value, 0)
    order = sorted(counts, reverse=True) if code == "year" else sorted(counts, key=lambda v: (-counts[v], v))
    order.sort(key=lambda value: value not in chosen)
    choices = [Choice(labels.of(code, v), counts[v], _toggled(asked, code, v), v in chosen) for v in order]
    return FacetList(code, str(labels.FACETS[code]), choices[:_SHOWN], choices[_SHOWN:]) if choices else None


def _toggled(asked: Asked, facet: str, value: str) -> str:
    values = [known for known in asked.query.values(facet) if known != value]
    if len(values) == len(asked.query.values(facet)):
        values.append(value)
    return address(asked, **{facet: values})


def _chips(asked: Asked) -> list[Choice]:
    return [
        Choice(labels.of(facet, value), 0, _toggled(asked, facet, value), True)
        for facet in FACETS
        for value in asked.query.values(facet)
    ]


def _kept(asked: Asked) -> list[tuple[str, str]]:
    """Return what the form carries along as hidden fields, so that a new word keeps filters and order."""
    kept = [(facet, value) for facet in FACETS for value in asked.query.values(facet)]
    return [*kept, ("sort", "date")] if asked.query.sort == "date" else kept


def _lines(hits: Sequence[Hit], *, folded: bool) -> list[Line]:
    """Return the results, with versions of one document that follow one another under the first of them."""
    lines: list[Line] = []
    others = beside(hit.key for hit in hits)
    for hit in hits:
        if folded and lines and versions.same(lines[-1].card, hit.card):
            lines[-1].versions.append(_line(hit))
        else:
            lines.append(_line(hit, others.get(hit.key, ())))
    return lines


def _line(hit: Hit, others: Sequence[IndexRelation] = ()) -> Line:
    """Excerpts come escaped from :mod:`search.excerpts`; that is the only place that makes this HTML."""
    excerpt = hit.excerpt
    return Line(
        url=hit.card["url"],
        title=mark_safe(hit.title_html),
        excerpt=mark_safe(excerpt.html if excerpt else ""),
        file=excerpt.file if excerpt else "",
        card=hit.card,
        kind=labels.of("kind", hit.card["kind"]),
        beside=others,
    )


@require_safe
def results_json(request: HttpRequest) -> JsonResponse:
    """The same answer for machines, with the same parameters."""
    asked = from_address(request.GET)
    try:
        found = find(asked)
    except EngineUnavailable:
        return JsonResponse({"error": _("Search is not available at the moment.")}, status=503)
    pages = _pages(found)
    answer = {
        "query": asked.typed,
        "understood": [str(note.text) for note in found.understood],
        "total": found.results.total,
        "page": found.query.page,
        "pages": pages.paginator.num_pages,
        "facets": {
            code: [{"value": v.value, "label": labels.of(code, v.value), "count": v.count} for v in values]
            for code, values in found.results.facets.items()
        },
        "results": list(_as_json(request, found.results.hits, folded=asked.query.sort != "date")),
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


@require_safe
def results_csv(request: HttpRequest) -> HttpResponse:
    """The first thousand results as a table, with the same parameters; pages and marks aside."""
    try:
        found = cards(from_address(request.GET), IN_A_TABLE)
    except EngineUnavailable:
        return HttpResponse(_("Search is not available at the moment."), status=503, content_type="text/plain")
    response = HttpResponse(as_csv(found, request.build_absolute_uri), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="search.csv"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _as_json(request: HttpRequest, hits: Sequence[Hit], *, folded: bool) -> Iterator[dict[str, Any]]:
    """Yield the results; ``version_of`` is the address of the one that the page folds a version under."""
    first: Hit | None = None
    for hit in hits:
        same = folded and first is not None and versions.same(first.card, hit.card)
        first = first if same else hit
        of = request.build_absolute_uri(first.card["url"]) if same and first else None
        yield _fields(request, hit) | {"version_of": of}


def _fields(request: HttpRequest, hit: Hit) -> dict[str, Any]:
    card = hit.card
    return {
        "title": card["title"],
        "url": request.build_absolute_uri(card["url"]),
        "kind": card["kind"],
        "document_number": card["doc_no"],
        "unit": card["unit"],
        "column": card["column"],
        "date": card["on"] or None,
        "effect": card["effect"],
        "archived": card["archived"],
        "title_html": hit.title_html,
        "excerpt_html": hit.excerpt.html if hit.excerpt else "",
        "file": hit.excerpt.file if hit.excerpt else "",
    }


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """What the search box suggests for ``q``, and a sentence on how many there are, for those who can't see them."""
    try:
        found = suggest(request.GET.get("q", ""))
    except EngineUnavailable:
        return JsonResponse({"error": _("Search is not available at the moment.")}, status=503)
    said = ngettext("%(count)s suggestion.", "%(count)s suggestions.", len(found)) % {"count": len(found)}
    return JsonResponse(
        {"said": said if found else _("No suggestions."), "suggestions": [asdict(suggestion) for suggestion in found]},
        json_dumps_params={"ensure_ascii": False},
    )
