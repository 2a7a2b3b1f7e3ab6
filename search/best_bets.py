"""What editors put above the results of certain words: pages that the public may see now (law 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from portal.addons import registry
from portal.text.folding import fold_text

from . import documents, word_lists

MOST_SHOWN = 3


def shown(typed: str, text: str) -> list[dict[str, Any]]:
    """Return the cards of what the list ``text`` puts above the results of exactly these words."""
    words = " ".join(fold_text(typed).split())
    addresses = next((line.meant for line in word_lists.parse(text) if words in line.typed), ())
    cards = _cards(addresses[:MOST_SHOWN]) if addresses else {}
    return [cards[address] for address in addresses if address in cards]


def problems(text: str) -> Iterator[str]:
    """Yield which addresses of a list lead to nothing that is public, a sentence each."""
    lines = word_lists.parse(text)
    public = _cards({address for line in lines for address in line.meant})
    for line in lines:
        for address in line.meant:
            if address not in public:
                told = {"number": line.number, "address": address}
                yield _("Line %(number)s: at “%(address)s” there is no public document or topic.") % told


def _cards(addresses: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the cards of those addresses at which everybody finds something, in a fixed number of queries."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return {}
    paths = {site.root_page.url_path.rstrip("/") + "/" + address.strip("/") + "/": address for address in addresses}
    ids = dict(Page.objects.filter(url_path__in=paths).values_list("pk", "url_path"))
    asked = [str(pk) for pk in ids]
    sources = [source for source in registry.items("index_sources") if source.of_pages]
    return {
        paths[ids[int(pk)]]: documents.card(record) for source in sources for pk, record in source.read(asked).items()
    }
