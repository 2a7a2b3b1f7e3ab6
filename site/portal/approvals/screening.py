"""Checks of what would go public: run when a case is sent, and again at the last desk (clause D10 and more)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.addons import registry
from portal.addons.types import Finding, Screener
from portal.registers.models import LexiconWord
from portal.registers.services import unregistered
from portal.text import personal
from portal.text.folding import fold

from .ledger.canonical import digest

SECRECY_MARKS = ("绝密★", "机密★", "秘密★", "绝密☆", "机密☆", "秘密☆")
# Words that are markings where they stand on a line of their own; in running text they are talked about.
INTERNAL_MARKS = ("内部资料", "不得外传", "内部文件")
MARK_LINE = 16
TELEGRAM_MARKS = ("密码电报", "明传电报", "特提", "发电单位")


def screen(snapshot: dict[str, Any], texts: dict[str, str]) -> list[dict[str, Any]]:
    """Run every registered screener over a snapshot and its texts (place → text); return findings as JSON rows."""
    found: list[Finding] = []
    for screener in registry.items("screeners"):
        found.extend(screener.screen(snapshot, texts))
    return [_row(finding) for finding in found]


def _row(f: Finding) -> dict[str, Any]:
    """A finding as cases keep it; its id is the same whenever the same thing is found at the same place."""
    what = {"screener": f.screener, "kind": f.kind, "message": str(f.message), "where": f.where}
    return {"id": digest(what), **what, "blocks": f.blocks}


def _personal_numbers(snapshot: dict[str, Any], texts: dict[str, str]) -> Iterable[Finding]:
    labels = {"id_number": _("identity card number"), "bank_card": _("bank card number"), "mobile": _("mobile number")}
    for place, text in texts.items():
        for hit in personal.find(text):
            masked = f"{hit.text[:3]}…{hit.text[-2:]}"
            message = _("%(place)s holds a %(what)s (%(masked)s).") % {
                "place": place,
                "what": labels.get(hit.kind, hit.kind),
                "masked": masked,
            }
            yield Finding("personal", hit.kind, message, place, blocks=hit.kind != "mobile")


def _secrecy_marks(snapshot: dict[str, Any], texts: dict[str, str]) -> Iterable[Finding]:
    for place, text in texts.items():
        head = text[:3000]
        short = [line.strip() for line in head.splitlines() if len(line.strip()) <= MARK_LINE]
        internal = [mark for mark in INTERNAL_MARKS if any(mark in line for line in short)]
        for mark in (*SECRECY_MARKS, *internal):
            if mark in head:
                yield Finding(
                    "secrecy",
                    "secrecy_mark",
                    _("%(place)s bears the secrecy marking “%(mark)s”.") % {"place": place, "mark": mark},
                    place,
                )
        if sum(mark in head[:400] for mark in TELEGRAM_MARKS) >= 2:
            yield Finding(
                "secrecy",
                "telegram_header",
                _("%(place)s has the header of a cipher telegram.") % {"place": place},
                place,
            )


def _links(snapshot: dict[str, Any], texts: dict[str, str]) -> Iterable[Finding]:
    for url in unregistered(dict.fromkeys(snapshot.get("links", ()))):
        message = _("The link %(url)s leads to a site that is not in the link register (clause C3).")
        yield Finding("links", "link", message % {"url": url[:120]}, url[:200])


def _lexicon(snapshot: dict[str, Any], texts: dict[str, str]) -> Iterable[Finding]:
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
                    place,
                    blocks=kind == "forbidden",
                )


def built_in() -> list[Screener]:
    """The screeners that the portal itself brings."""
    return [
        Screener("personal", gettext_lazy("Personal numbers"), _personal_numbers),
        Screener("secrecy", gettext_lazy("Secrecy markings"), _secrecy_marks),
        Screener("links", gettext_lazy("Links"), _links),
        Screener("lexicon", gettext_lazy("Lexicon"), _lexicon),
    ]
