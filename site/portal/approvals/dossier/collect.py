"""Everything that is on record of one case, as JSON (clause D6): drafts, findings, opinions, route, clock, ledger.

It is the same for everybody who may see the case. Sealed opinions stay sealed, and what a person told the department
isn't in it: a file that leaves the portal is an export (law 7).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from portal.addons import registry
from portal.addons.types import ApprovableKind, Particulars
from portal.files.models import Document, Image

from .. import desks
from ..case_page import summary_rows
from ..ledger import proofs
from ..ledger.canonical import plain
from ..ledger.models import Entry
from ..models import Case, Opinion, Publication
from ..pages import page_kind_names
from ..snapshots import marks_in
from .rows import free_texts, relations, row_of

FORMAT = "gongkai dossier"
VERSION = 1
MAX_ENTRIES = 20_000
_ACTS_OF_CASES = "case."
_FILES: dict[str, Any] = {"Document": Document, "Image": Image}


def dossier_of(number: str) -> dict[str, Any]:
    """Return the dossier of a case by its number, in JSON types.

    Raises Case.DoesNotExist, and :class:`portal.approvals.ledger.proofs.Unsealed` while no signed head covers its
    newest entry. The number of queries depends on rounds (a draft of each) and runs of the proof only.
    """
    case = Case.objects.select_related(*relations(Case)).get(number=number)
    kind, subject = registry.by_name("approvable_kinds").get(case.kind), case.subject()
    found = Entry.objects.filter(case_number=number).order_by("seq")
    entries = list(found[:MAX_ENTRIES])
    return plain(
        {
            "format": FORMAT,
            "version": VERSION,
            "made_at": timezone.now(),
            "portal": settings.WAGTAIL_SITE_NAME,
            "case": {**row_of(case, leave_out=("snapshot",)), "kind_words": str(case.kind_label)},
            "particulars": asdict(_particulars(case, kind, subject)),
            "summary": _summary(case, kind, subject),
            "labels": _labels(kind),
            "route": _route(case),
            "drafts": _drafts(case, kind, subject, entries),
            "opinions": _opinions(case, kind, entries),
            "publication": _publication(case, entries),
            "entries": [{**e.content(), "previous": e.previous, "hash": e.hash} for e in entries],
            "entries_in_all": len(entries) if len(entries) < MAX_ENTRIES else found.count(),
            "proof": proofs.prove([entry.seq for entry in entries]),
        }
    )


def _particulars(case: Case, kind: ApprovableKind | None, subject: Any) -> Particulars:
    return kind.particulars(case, subject) if kind and subject is not None else Particulars()


def _summary(case: Case, kind: ApprovableKind | None, subject: Any) -> list[tuple[str, str]]:
    """What a case without a page asks, as somebody may read it who handles nothing."""
    if kind is None or subject is None or kind.name in page_kind_names():
        return []
    rows = kind.summary(case, AnonymousUser())
    if rows is None:
        rows = [] if kind.seals_opinions else summary_rows(subject)
    return [(str(label), str(value)) for label, value in rows]


def _labels(kind: ApprovableKind | None) -> dict[str, str]:
    """The words for the names in a snapshot, where they are fields of the kind's model."""
    fields = kind.model._meta.get_fields() if kind else ()
    return {field.name: str(field.verbose_name) for field in fields if hasattr(field, "verbose_name")}


def _route(case: Case) -> dict[str, Any]:
    codes = [[desks.SECRECY_DESK]] if case.route.secrecy_review else []
    stages = [[desks.desk_type(code) for code in stage] for stage in [*codes, *case.stages]]
    return {
        **row_of(case.route),
        "words": str(case.route),
        "desks": [[{"code": d.code, "words": str(d.label), "clause": d.clause} for d in stage] for stage in stages],
    }


def _drafts(case: Case, kind: Any, subject: Any, entries: list[Entry]) -> list[dict[str, Any]]:
    """Every version that was sent, in order: what it held where that is still known, and its digest in any case.

    One that was sent again after another stands there again: the last is always that which the case ended with.
    """
    drafts: list[dict[str, Any]] = []
    for entry in entries:
        digest = entry.digest
        is_act = bool(digest) and entry.subject == case.subject_key and entry.act.startswith(_ACTS_OF_CASES)
        if not is_act or (drafts and drafts[-1]["digest"] == digest):
            continue
        snapshot = case.snapshot if digest == case.digest else None
        if snapshot is None and kind is not None and subject is not None:
            snapshot = kind.sent_snapshot(subject, entry.at, digest)
        drafts.append(
            {"round": entry.data.get("round"), "at": entry.at, "seq": entry.seq, "digest": digest, "snapshot": snapshot}
        )
    names = _names(mark for draft in drafts for mark in marks_in(draft["snapshot"] or {}))
    for draft in drafts:
        draft["files"] = [
            {"model": mark.model, "id": mark.pk, "sha256": mark.sha256, **names.get((mark.model, mark.pk), {})}
            for mark in marks_in(draft["snapshot"] or {})
        ]
    return drafts


def _names(marks: Iterable[Any]) -> dict[tuple[str, int], dict[str, str]]:
    """Name for people and place below the public files' address, by model and id, for files that still have a row."""
    wanted: dict[str, set[int]] = {name: set() for name in _FILES}
    for mark in marks:
        wanted.setdefault(mark.model, set()).add(mark.pk)
    return {
        (name, file.pk): {"name": file.display_name, "path": file.file.name}
        for name, model in _FILES.items()
        for file in model._default_manager.filter(pk__in=wanted[name])
    }


def _opinions(case: Case, kind: ApprovableKind | None, entries: list[Entry]) -> list[dict[str, Any]]:
    """Who said what, when and in which capacity. Where opinions are sealed, or may be, only their digests."""
    post = ("post__unit", "post__person", "post__stands_in_for__person", "post__stands_in_for__unit")
    found: models.QuerySet[Opinion] = case.opinions.select_related(*relations(Opinion), *post)
    sealed = kind is None or kind.seals_opinions
    rows = []
    for opinion in found.order_by("at", "pk"):
        left_out = ("case", *(free_texts(Opinion) if sealed else ()))
        desk = desks.desk_type(opinion.desk)
        principal = opinion.post.stands_in_for if opinion.post else None
        rows.append(
            {
                "text": "",
                **row_of(opinion, left_out),
                "sealed": sealed and bool(opinion.text),
                "text_digest": _sealed_digest(opinion, entries) if sealed else "",
                "desk_words": str(desk.label),
                "stands_in_for": str(principal.person) if principal else "",
            }
        )
    return rows


def _sealed_digest(opinion: Opinion, entries: list[Entry]) -> str:
    place = (opinion.round, opinion.stage, opinion.desk)
    for entry in entries:
        said = entry.data
        if "opinion_digest" in said and (said.get("round"), said.get("stage"), said.get("desk")) == place:
            return str(said["opinion_digest"])
    return ""


def _publication(case: Case, entries: list[Entry]) -> dict[str, Any] | None:
    """When what was approved was made so, with which digest, and whether the public still sees exactly that."""
    done = next((entry for entry in entries if entry.act == "case.carried_out"), None)
    if done is None:
        return None
    shown = Publication.objects.filter(case=case, kind=case.kind, subject_id=case.subject_id).exists()
    return {"at": done.at, "seq": done.seq, "digest": done.digest, "shown_now": shown}
