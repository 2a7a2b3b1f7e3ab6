"""Checks of what would go public: run when a case is sent, and again at the last desk (clause D10 and more)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.addons import registry
from portal.addons.types import Finding, Screener
from portal.registers.models import LexiconWord
from portal.registers.services import unregistered
from portal.screening.kinds import KINDS
from portal.text import personal
from portal.text.folding import fold

from . import file_checks
from .ledger.canonical import digest


def screen(snapshot: dict[str, Any], texts: Mapping[Any, str]) -> list[dict[str, Any]]:
    """Run every registered screener over a snapshot and its texts (place → text); return findings as JSON rows."""
    found: list[Finding] = []
    for screener in registry.items("screeners"):
        found.extend(screener.screen(snapshot, texts))
    own = [{"id": digest(_identity(_plain(finding), _sealed(finding.what))), **_plain(finding)} for finding in found]
    return own + [{"id": digest(_identity(row)), **row} for row in file_checks.findings(snapshot)]


def _sealed(what: str) -> str:
    """What was found as a keyed digest: it tells findings apart, and nobody finds a number by trying (law 7)."""
    return salted_hmac("portal.approvals.screening", what).hexdigest() if what else ""


def _plain(f: Finding) -> dict[str, Any]:
    said = {"message": str(f.message), "where": str(f.where)}
    return {"screener": f.screener, "kind": f.kind, **said, "blocks": f.blocks}


def _identity(row: dict[str, Any], what: str = "") -> dict[str, Any]:
    """What makes a finding the same at every check: what was found where, not how it is said."""
    place = (
        {"file": row["file"], "suffix": row["suffix"], "number": row["number"]}
        if "file" in row
        else {"message": row["message"]}
    )
    return {"screener": row["screener"], "kind": row["kind"], "where": row["where"], "what": what, **place}


def _words(snapshot: dict[str, Any], texts: Mapping[Any, str]) -> Iterable[Finding]:
    """What must not be in the words of a page (clause D10); files that the detectors read themselves are left out."""
    from portal.screening.services import screen_text  # brings in what looks at pictures: when it is needed only

    covered = file_checks.covered(snapshot)
    for place, text in texts.items():
        for found in () if getattr(place, "of", None) in covered else screen_text(text, lambda address: True):
            what = {
                "place": place,
                "what": str(KINDS[found.kind]),
                "excerpt": file_checks.masked(found.kind, found.excerpt),
            }
            message = _("%(place)s: %(what)s (%(excerpt)s).") % what
            yield Finding("words", found.kind, message, str(place), what=_exactly(found, text))


def _exactly(found: Any, text: str) -> str:
    """What was found, whole: of numbers the detectors show their ends only, so those of the kind in the text count."""
    if found.kind not in file_checks.PERSONAL:
        return found.excerpt
    return " ".join(hit.text for hit in personal.find(text) if hit.kind == found.kind)


def _links(snapshot: dict[str, Any], texts: Mapping[Any, str]) -> Iterable[Finding]:
    for url in unregistered(dict.fromkeys(snapshot.get("links", ()))):
        message = _("The link %(url)s leads to a site that is not in the link register (clause C3).")
        yield Finding("links", "link", message % {"url": url[:120]}, url[:200])


def _lexicon(snapshot: dict[str, Any], texts: Mapping[Any, str]) -> Iterable[Finding]:
    rows = LexiconWord.objects.filter(kind__in=("forbidden", "sensitive"))
    words = list(rows.values_list("word", "folded", "kind"))
    for place, text in texts.items():
        whole = fold(text).text
        for word, folded, kind in words:
            if folded in whole:
                yield Finding(
                    "lexicon",
                    kind,
                    _("%(place)s contains the word “%(word)s” of the lexicon.") % {"place": place, "word": word},
                    str(place),
                    blocks=kind == "forbidden",
                    what=f"{folded} {whole.count(folded)}",
                )


def built_in() -> list[Screener]:
    """The screeners that the portal itself brings."""
    return [
        Screener("words", gettext_lazy("What must not be in a public text"), _words),
        Screener("links", gettext_lazy("Links"), _links),
        Screener("lexicon", gettext_lazy("Lexicon"), _lexicon),
    ]
