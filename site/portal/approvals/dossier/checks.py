"""Checking a dossier away from the portal: no database, nothing but the file and the portal's public key.

Each check says in a line what it looked at; a check that fails names what differs. What they prove together, and what
they can't, stands in docs/decisions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext as _

from portal.calendars.working_days import local_date

from ..ledger import chain, seals
from ..ledger.canonical import digest
from ..snapshots import marks_in
from . import envelope, pdf
from .collect import FORMAT, VERSION


@dataclass(frozen=True)
class Check:
    """One line of the answer: what was looked at, and what differs (empty: it holds)."""

    name: str
    problem: str = ""

    @property
    def holds(self) -> bool:
        return not self.problem


Dossier = dict[str, Any]


def check(data: bytes, key: Ed25519PublicKey, files: Path | None = None) -> Iterator[Check]:
    """Yield every check of a dossier's PDF; those that need what a failed one would give are left out.

    ``files`` is a folder with the files as the public gets them, by their place below /media/ or by their names.
    """
    try:
        inner = pdf.attached(data)
    except ValueError as error:
        yield Check(_("the PDF with its JSON"), str(error))
        return
    yield Check(_("the PDF with its JSON"))
    try:
        opened = envelope.opened(inner)
    except (ValueError, RecursionError):
        yield Check(_("the form of the JSON"), _("it isn't the JSON of a dossier as the portal writes it"))
        return
    dossier = opened["dossier"]
    if (dossier.get("format"), dossier.get("version")) != (FORMAT, VERSION):
        said = {"found": f"{dossier.get('format')} {dossier.get('version')}", "known": f"{FORMAT} {VERSION}"}
        yield Check(_("the form of the JSON"), _("it is %(found)s; this program knows %(known)s") % said)
        return
    yield Check(_("the form of the JSON"))
    problem = "" if envelope.is_signed(opened, key) else _("changed since it was made, or signed with another key")
    yield Check(_("the portal's signature over everything"), problem)
    yield Check(_("the pages are those that were signed"), pdf.difference(data, inner, opened["reading"]))
    yield from check_dossier(dossier, key)
    if files is not None:
        yield Check(_("the public files"), "；".join(_files(dossier, files)))


def check_dossier(dossier: Dossier, key: Ed25519PublicKey) -> Iterator[Check]:
    """Yield the checks of what a dossier says: each part by itself and against the ledger's entries."""
    parts: tuple[tuple[str, Callable[[Dossier], Iterator[str]]], ...] = (
        (_("each entry of the ledger is as it was chained"), _entries),
        (_("the entries stand in the chain, in order, up to a signed head"), _chain),
        (_("the heads of the chain are signed"), lambda found: _heads(found, key)),
        (_("the drafts are those that were sent"), _drafts),
        (_("the opinions are those of the ledger"), _opinions),
        (_("what was carried out is what was approved"), _publication),
        (_("the clock counts right"), _clock),
    )
    for name, problems in parts:
        try:
            problem = "；".join(problems(dossier))
        except (KeyError, TypeError, ValueError, IndexError, AttributeError):
            problem = _("a part of it is missing or has another form")
        yield Check(name, problem)


def _entries(dossier: Dossier) -> Iterator[str]:
    number = dossier["case"]["number"]
    for seq in chain.altered(dossier["entries"]):
        yield _("entry %(seq)s was altered: its content doesn't fit its hash") % {"seq": seq}
    for entry in dossier["entries"]:
        if entry["case"] != number:
            yield _("entry %(seq)s is not of this case") % {"seq": entry["seq"]}


def _chain(dossier: Dossier) -> Iterator[str]:
    entries, runs = dossier["entries"], dossier["proof"]
    numbers = [entry["seq"] for entry in entries]
    if not numbers or not chain.in_order(numbers):
        yield _("the entries don't stand in their order")
    shown = [[entry for entry in entries if run["first"] <= entry["seq"] <= run["last"]] for run in runs]
    if [entry["seq"] for group in shown for entry in group] != numbers:
        yield _("not every entry has its place in the chain")
    for run, group in zip(runs, shown, strict=True):
        if [group[0]["seq"], group[-1]["seq"]] != [run["first"], run["last"]]:
            yield _("entries are missing between %(first)s and %(last)s") % run
        for seq in chain.broken(group, run):
            yield _("after entry %(seq)s the chain doesn't go on: one is missing, swapped or altered") % {"seq": seq}


def _heads(dossier: Dossier, key: Ed25519PublicKey) -> Iterator[str]:
    for run in dossier["proof"]:
        if not seals.is_signed(run["head"], key):
            yield _("the head at entry %(seq)s is not signed with this key") % {"seq": run["head"]["seq"]}


def _drafts(dossier: Dossier) -> Iterator[str]:
    said = {entry["seq"]: entry["digest"] for entry in dossier["entries"]}
    for draft in dossier["drafts"]:
        where = {"round": draft["round"]}
        if said.get(draft["seq"]) != draft["digest"]:
            yield _("the digest of the draft of round %(round)s is not the ledger's") % where
        if draft["snapshot"] is not None and digest(draft["snapshot"]) != draft["digest"]:
            yield _("the draft of round %(round)s doesn't fit its digest") % where
        marks = [(mark.model, mark.pk, mark.sha256) for mark in marks_in(draft["snapshot"] or {})]
        if [(file["model"], file["id"], file["sha256"]) for file in draft["files"]] != marks:
            yield _("the files of the draft of round %(round)s are not those in it") % where


def _opinions(dossier: Dossier) -> Iterator[str]:
    for opinion in dossier["opinions"]:
        if not any(_records(entry, opinion) for entry in dossier["entries"]):
            who = {"capacity": opinion["capacity"], "round": opinion["round"]}
            yield _("the opinion of %(capacity)s in round %(round)s is not in the ledger") % who


def _records(entry: Dossier, opinion: Dossier) -> bool:
    """Whether an entry records an opinion: the same words (or their sealed digest) on the same version, same desk."""
    said = entry["data"]
    if opinion["sealed"]:
        words = said.get("opinion_digest") == opinion["text_digest"]
    else:
        words = entry["opinion"] == opinion["text"]
    place = (said.get("round"), said.get("desk", opinion["desk"])) == (opinion["round"], opinion["desk"])
    capacity = said.get("entered_capacity", entry["capacity"])  # entered from paper: the registrar's act, whose opinion
    return words and place and entry["digest"] == opinion["digest"] and capacity == opinion["capacity"]


def _publication(dossier: Dossier) -> Iterator[str]:
    publication = dossier["publication"]
    done = [entry for entry in dossier["entries"] if entry["act"] == "case.carried_out"]
    if publication is None:
        if done:
            yield _("the ledger says that it was carried out")
        return
    entry = next((entry for entry in done if entry["seq"] == publication["seq"]), None)
    if entry is None or entry["digest"] != publication["digest"]:
        yield _("the ledger doesn't say that this version was carried out")
    elif datetime.fromisoformat(publication["at"]).replace(microsecond=0) != datetime.fromisoformat(
        entry["at"]
    ).replace(microsecond=0):
        yield _("the ledger gives another time")
    if publication["digest"] != dossier["drafts"][-1]["digest"]:
        yield _("another version was carried out than the last that was sent")


def _clock(dossier: Dossier) -> Iterator[str]:
    clock, due = dossier["case"]["clock"], dossier["case"]["due_at"]
    if not clock and due is None:
        return
    counted = [(date.fromisoformat(day), counts) for day, counts, _reason in clock["counted"]]
    start = date.fromisoformat(clock["start"])
    if sum(counts for _day, counts in counted) != clock["days"]:
        yield _("the days that count are not %(days)s") % {"days": clock["days"]}
    if [day.toordinal() for day, _counts in counted] != [start.toordinal() + n + 1 for n in range(len(counted))]:
        yield _("a day is missing, or stands twice")
    if (counted[-1][0] if counted else start) != local_date(datetime.fromisoformat(due)):
        yield _("the last day counted is not the day on which it is due")


def _files(dossier: Dossier, folder: Path) -> Iterator[str]:
    for file in dossier["drafts"][-1]["files"] if dossier["drafts"] else ():
        names = [name for name in (file.get("path"), Path(file.get("path", "")).name, file.get("name")) if name]
        places = [folder / name for name in names]
        found = next((p for p in places if p.resolve().is_relative_to(folder.resolve()) and p.is_file()), None)
        label = {"name": file.get("name") or f"{file['model']} {file['id']}"}
        if found is None:
            yield _("“%(name)s” is not in the folder") % label
            continue
        with found.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != file["sha256"]:
                yield _("“%(name)s” is not the file that was approved") % label
