"""A policy document and its interpretation as one release: one case, one transaction (clause D4).

The case of a document that was never public covers the drafts that explain it, by the same unit: its snapshot holds
them all, and they go public together or not at all. What explains a document that is public goes by a case of its own.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from portal.approvals.errors import DigestMismatch
from portal.approvals.ledger.canonical import digest as digest_of
from portal.approvals.ledger.services import record
from portal.approvals.models import Case
from portal.approvals.page_rights import CaseLock
from portal.approvals.pages import publish
from portal.approvals.snapshots import page_snapshot

from . import catalogue
from .models import Disclosure, Interpretation, Waiver

PARTS = "with"  # where a snapshot holds what goes public together with its own page


def parts_of(document: Page) -> list[Interpretation]:
    """Return the drafts that go public together with a document: those its open case pinned, else those there are now.

    Raises nothing; a document that was public before has none.
    """
    case = _locking_case(document.pk)
    if case is not None:
        return list(Interpretation.objects.filter(pk__in=[part["id"] for part in case.snapshot.get(PARTS, ())]))
    if document.first_published_at is not None:
        return []
    drafts = Interpretation.objects.filter(interprets_id=document.pk, live=False, first_published_at=None)
    unit = document.get_latest_revision_as_object().maker_unit_id
    # What a desk is reading in a case of its own is no part of another.
    listed = drafts.filter(maker_unit_id=unit).order_by("pk")
    return [draft for draft in listed if not _has_own_case(draft) and _explains(draft) == document.pk]


def _explains(draft: Interpretation) -> int:
    """The document that the latest version of a draft explains: that version goes public, whatever the row says."""
    return draft.get_latest_revision_as_object().interprets_id


def _locking_case(document_id: int | None) -> Case | None:
    return Case.objects.locking().about("disclosure", document_id).first()


def _has_own_case(draft: Interpretation) -> bool:
    return Case.objects.locking().about("interpretation", draft.pk).exists()


def lock_of(page: Interpretation) -> CaseLock | None:
    """Return the lock of an interpretation that the open case of its document covers."""
    case = _locking_case(page.interprets_id) if page.pk else None
    if case is None or page.pk not in {part["id"] for part in case.snapshot.get(PARTS, ())}:
        return None
    return CaseLock(page, case)


def together(own: dict[str, Any], parts: list[tuple[Revision, dict[str, Any]]]) -> dict[str, Any]:
    """Return the snapshot of a release from that of its document and those of its parts; without parts, the former."""
    if not parts:
        return own
    everything = [own, *(part for _revision, part in parts)]
    return {
        **own,
        "links": list(dict.fromkeys(link for snapshot in everything for link in snapshot["links"])),
        "files": sorted({file for snapshot in everything for file in snapshot["files"]}),
        PARTS: [{**part, "revision": revision.pk} for revision, part in parts],
    }


def snapshot_of_drafts(own: dict[str, Any], parts: list[Interpretation]) -> dict[str, Any]:
    """Return the snapshot of a release as its latest drafts are."""
    case = _locking_case(own["id"]) if parts else None
    pinned = {part["id"]: part["revision"] for part in case.snapshot.get(PARTS, ())} if case is not None else {}
    return together(own, [_as_drafted(part, pinned.get(part.pk)) for part in parts])


def _as_drafted(part: Interpretation, pinned: int | None) -> tuple[Revision, dict[str, Any]]:
    """The latest revision of a part with its snapshot: that which a case pins, where the latest says the same.

    A correction that was dropped leaves a later revision with the words of the pinned one.
    """
    latest = part.get_latest_revision() or part.save_revision()
    snapshot = page_snapshot(latest.as_object())
    if pinned is not None and pinned != latest.pk:
        sent = Revision.objects.filter(pk=pinned).first()
        if sent is not None and page_snapshot(sent.as_object()) == snapshot:
            return sent, snapshot
    return latest, snapshot


def publish_together(case: Case) -> list[Interpretation]:
    """Publish the pinned document with its pinned parts, inside the caller's transaction; return the parts.

    Raises DigestMismatch where any of them is not what was approved.
    """
    pinned = [part["revision"] for part in case.snapshot[PARTS]]
    found = Revision.objects.select_for_update().in_bulk([case.revision_id, *pinned])
    if set(found) != {case.revision_id, *pinned}:
        raise DigestMismatch([_changed()])
    own = page_snapshot(found[case.revision_id].as_object())
    parts = [(found[pk], page_snapshot(found[pk].as_object())) for pk in pinned]
    strange = any(part["fields"]["interprets"] != own["id"] for _revision, part in parts)
    if strange or digest_of(together(own, parts)) != case.digest:
        raise DigestMismatch([_changed()])
    publish(case, found[case.revision_id], digest_of(own))
    for revision, part in parts:
        publish(case, revision, digest_of(part), "interpretation")
        subject = f"interpretation:{part['id']}"
        record("release.published", subject=subject, case_number=case.number, digest=digest_of(part))
    return list(Interpretation.objects.filter(pk__in=[part["id"] for _revision, part in parts]))


def _changed() -> str:
    return _("The approved version was changed afterwards; it can't be published.")


def is_important_policy(draft: Disclosure, case: Case | None = None) -> bool:
    """Say whether an interpretation belongs to a document: a policy document, important by ground or by its case."""
    important = draft.is_important or (case is not None and case.tier == "important")
    return important and draft.is_proactive and catalogue.is_policy(draft.genre)


def needs_interpretation(document: Page, draft: Disclosure) -> bool:
    """Say whether a document can't go public yet: important policy, no interpretation with it, none waived."""
    return (
        is_important_policy(draft, _locking_case(document.pk))
        and not parts_of(document)
        and not Interpretation.objects.live().filter(interprets_id=document.pk).exists()
        and not Waiver.objects.filter(document_id=document.pk).exists()
    )
