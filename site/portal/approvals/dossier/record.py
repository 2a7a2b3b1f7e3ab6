"""The parts of a dossier behind its form, one function each: tables and paragraphs from the JSON.

Long lists and texts are printed up to a bound; the embedded JSON holds all of it, and the pages say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from reportlab.platypus import Flowable

from portal.calendars.working_days import Reason
from portal.text import html
from portal.text.regulation import cited

from ..templatetags.approvals import act_label
from . import words
from .typeset import table, text

Dossier = dict[str, Any]
PRINTED_ROWS = 200
PRINTED_TEXT = 6000
_UNREAD = {"id", "type", "place", "files", "links"}
SMALL = 8.0


def small(value: Any) -> Flowable:
    return text(value, size=SMALL)


def opinions(dossier: Dossier) -> list[Flowable]:
    """Every opinion of every round in full, in the order in which they were given."""
    found: list[Flowable] = []
    for opinion in dossier["opinions"]:
        round_ = _("Round %(round)s") % {"round": opinion["round"]}
        found.append(table([[round_, opinion["desk_words"], opinion["verdict_words"]]], [20, 60, 60]))
        found.append(text(words.said(opinion)))
        found.append(small(words.signature(opinion)))
        if rest := words.more_of(opinion):
            found.append(small(rest))
        if opinion["text_digest"]:
            found.append(small(_("Digest of the sealed words: %(digest)s") % {"digest": opinion["text_digest"]}))
        found.append(text(_("On the version %(digest)s") % {"digest": opinion["digest"]}, size=SMALL, before=4))
    return found


def drafts(dossier: Dossier) -> list[Flowable]:
    """Each version that was sent: when, its digest, its words (the beginning of a long one), its files."""
    found: list[Flowable] = []
    for draft in dossier["drafts"]:
        values = {"round": draft["round"], "at": words.moment(draft["at"]), "digest": draft["digest"]}
        found.append(text(_("Round %(round)s, %(at)s. SHA-256 of its JSON: %(digest)s") % values, before=6, keep=True))
        if draft["snapshot"] is None:
            found.append(text(_("What it held isn't kept any more; its digest is.")))
            continue
        lines = "\n".join(_lines(draft["snapshot"], dossier["labels"]))
        found.append(text(words.cut(lines, PRINTED_TEXT)))
        if len(lines) > PRINTED_TEXT:
            found.append(text(_("The whole text stands in the embedded JSON.")))
    for label, value in dossier["summary"]:
        found.append(text(f"{label}: {words.cut(value, PRINTED_TEXT)}"))
    return found


def _lines(snapshot: Dossier, labels: dict[str, str]) -> Iterator[str]:
    """The words of a snapshot, a line each, whatever kind it is of."""
    fields = snapshot.get("fields", {})
    rest = {name: value for name, value in snapshot.items() if name != "fields"}
    rows = {**fields, **rest} if isinstance(fields, dict) else snapshot
    for name, value in sorted(rows.items(), key=lambda row: row[0] != "title"):
        if name in _UNREAD or value in (None, "", [], {}, False):
            continue
        if said := "\n".join(_said(value)).strip():
            yield f"{labels.get(name, name)}: {said}"


def _said(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("id", "type"):
                yield from _said(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _said(inner)
    elif isinstance(value, str):
        yield html.to_text(value) if "<" in value else value
    elif value is True:
        yield "√"
    elif value is not None:
        yield str(value)


def findings(dossier: Dossier) -> list[Flowable]:
    """What the check found in the version that was sent last."""
    rows = [[str(finding.get("where", "")), str(finding.get("message", ""))] for finding in dossier["case"]["findings"]]
    return _table([pgettext("dossier", "Place"), pgettext("dossier", "Finding")], rows, [30, 110])


def route(dossier: Dossier) -> list[Flowable]:
    """The desks of the route in their order, with the clause of each, and why this route was taken."""
    found = dossier["route"]
    rows = [
        [str(number), " + ".join(desk["words"] for desk in stage), _cited_by(stage)]
        for number, stage in enumerate(found["desks"], start=1)
    ]
    version = _("%(route)s, version %(version)s") % {"route": found["words"], "version": found["version"]}
    why = [text(reason) for reason in dossier["case"]["reasons"]]
    return [
        text(version),
        *why,
        *_table(
            [pgettext("dossier", "Step"), pgettext("dossier", "Desk"), pgettext("dossier", "Clause")],
            rows,
            [14, 100, 26],
        ),
    ]


def _cited_by(stage: list[dict[str, Any]]) -> str:
    return "、".join(dict.fromkeys(cited(desk["clause"]) for desk in stage if desk["clause"]))


def clock(dossier: Dossier) -> list[Flowable]:
    """The legal clock with its arithmetic, day by day."""
    found = dossier["case"]["clock"]
    if not found:
        return []
    values = {"start": found["start"], "days": found["days"], "clause": cited(found["clause"])}
    values["due"] = words.moment(dossier["case"]["due_at"])
    line = _("%(days)s working days counted from %(start)s (%(clause)s): due %(due)s.") % values
    rows = [[day, "1" if counted else "0", _reason(reason)] for day, counted, reason in found["counted"]]
    provisional = [text(_("This deadline is provisional."))] if dossier["case"]["provisional"] else []
    return [
        text(line),
        *provisional,
        *_table(
            [pgettext("dossier", "Day"), pgettext("dossier", "Counts"), pgettext("dossier", "Why")], rows, [40, 20, 80]
        ),
    ]


def _reason(reason: str) -> str:
    return str(Reason(reason).label) if reason in Reason.values else reason


def published(dossier: Dossier) -> list[Flowable]:
    """Time, address, digest of the page's JSON, and the SHA-256 of every file and picture in it."""
    found = dossier["publication"]
    if found is None:
        return [text(_("Nothing was published by this case."))]
    now = (
        _("The public sees exactly this now.") if found["shown_now"] else _("The public doesn't see this version now.")
    )
    lines = [
        f"{words.moment(found['at'])} {dossier['particulars']['address']}",
        _("SHA-256 of its JSON: %(digest)s") % {"digest": found["digest"]},
        f"{now} ({words.moment(dossier['made_at'])})",
    ]
    files = dossier["drafts"][-1]["files"] if dossier["drafts"] else []
    rows = [[file.get("name") or f"{file['model']} {file['id']}", small(file["sha256"])] for file in files]
    return [*(text(line) for line in lines), *_table([pgettext("dossier", "File"), "SHA-256"], rows, [50, 90])]


def entries(dossier: Dossier) -> list[Flowable]:
    """The case's entries in the ledger: number, time, act, person and capacity, opinion, details, hash."""
    rows = []
    for entry in dossier["entries"]:
        who = f"{entry['actor_name']}\n{entry['capacity']}"
        details = words.compact(entry["data"]) if entry["data"] else ""
        body = "".join(f"{part}\n" for part in (words.cut(entry["opinion"]), details) if part)
        act = f"{act_label(entry['act'])}\n{words.moment(entry['at'])}"
        rows.append([small(str(entry["seq"])), small(act), small(who), small(f"{body}{entry['hash']}")])
    found = _table(
        [
            pgettext("dossier", "Number"),
            pgettext("dossier", "Act"),
            pgettext("dossier", "Who"),
            _("Opinion, details, hash"),
        ],
        rows,
        [14, 30, 32, 64],
    )
    if dossier["entries_in_all"] > len(dossier["entries"]):
        values = {"shown": len(dossier["entries"]), "all": dossier["entries_in_all"]}
        found.append(text(_("The dossier holds the first %(shown)s of %(all)s entries.") % values))
    return found


def proof(dossier: Dossier, key: str) -> list[Flowable]:
    """Which signed heads cover the entries, with which key, and how anybody checks that."""
    head = dossier["proof"][-1]["head"]
    values = {"seq": head["seq"], "at": words.moment(head["at"]), "hash": head["hash"]}
    lines = (
        _("The entries stand in the ledger's chain up to entry %(seq)s, signed at %(at)s; its hash: %(hash)s") % values,
        _("Fingerprint of the portal's key (Ed25519, SHA-256): %(key)s") % {"key": key},
        _("The embedded file dossier.json holds all of this. Check it with the portal's public key (/ledger-key.pem):"),
        "manage.py verify_dossier FILE --key ledger-key.pem",
        _("Made at %(at)s by %(portal)s.") % {"at": words.moment(dossier["made_at"]), "portal": dossier["portal"]},
    )
    return [text(line) for line in lines]


def _table(head: list[str], rows: list[list[Any]], widths: list[float]) -> list[Flowable]:
    """A table with its heading, printed up to a bound; nothing where there are no rows."""
    if not rows:
        return []
    found: list[Flowable] = [table([head, *rows[:PRINTED_ROWS]], widths, repeat=1)]
    if len(rows) > PRINTED_ROWS:
        values = {"shown": PRINTED_ROWS, "all": len(rows)}
        found.append(text(_("%(shown)s of %(all)s rows; the rest stands in the embedded JSON.") % values))
    return found
