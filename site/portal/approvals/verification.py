"""Proving that what the public sees is what was approved: every live digest is computed anew (law 1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.files.models import PublicFile, sha256_of

from .ledger.canonical import digest
from .models import Publication
from .pages import page_kind_names
from .snapshots import files_of, page_snapshot, without_renderings

CHUNK = 500


@dataclass(frozen=True)
class Problem:
    """Something public that no case covers, or that isn't what its case approved."""

    subject: str
    message: str


def verify() -> Iterator[Problem]:
    """Yield every public page without a publication, every page and file that isn't what was approved.

    Acts go on meanwhile: what looks wrong is read once more before it is named.
    """
    for page in Page.objects.live().filter(depth__gt=1).specific().iterator(chunk_size=100):
        if list(_problems_of(page)):
            again = Page.objects.live().filter(pk=page.pk).specific().first()
            yield from _problems_of(again) if again else ()
    for row in _missing().select_related("case").defer("case__snapshot").iterator(chunk_size=CHUNK):
        if _missing().filter(pk=row.pk).exists():
            message = _("approved by %(case)s, but not public") % {"case": row.case.number}
            yield Problem(f"{row.kind}:{row.subject_id}", message)
    yield from _file_problems()


def _missing() -> QuerySet[Publication]:
    """Publications of pages that the public doesn't see."""
    live = Page.objects.live().annotate(key=Cast("pk", CharField())).values("key")
    return Publication.objects.filter(kind__in=page_kind_names()).exclude(subject_id__in=live)


def _problems_of(page: Page) -> Iterator[Problem]:
    publication = (
        Publication.objects.filter(kind__in=page_kind_names(), subject_id=str(page.pk)).select_related("case").first()
    )
    if publication is None:
        message = _("“%(title)s” is public without an approved case") % {"title": page.title}
        yield Problem(f"page:{page.pk}", message)
    else:
        yield from _page_problems(page, publication)


def _page_problems(page: Page, publication: Publication) -> Iterator[Problem]:
    subject = f"{publication.kind}:{page.pk}"
    snapshot = page_snapshot(page)
    # An add-on that has gone since then changes nothing that was approved (law 6).
    if publication.digest not in {digest(snapshot), digest(without_renderings(snapshot))}:
        yield Problem(
            subject,
            _("“%(title)s” is not what %(case)s approved") % {"title": page.title, "case": publication.case.number},
        )
    if page.live_revision_id != publication.revision_id:
        yield Problem(subject, _("“%(title)s” shows another revision than was approved") % {"title": page.title})
    shown = {(type(file).__name__.lower(), file.pk) for file in files_of(page)}
    rows = PublicFile.objects.filter(subject=f"page:{page.pk}").select_related("file_type")
    if {(row.file_type.model, row.file_id) for row in rows} != shown:
        yield Problem(subject, _("the public files of “%(title)s” are not those that it shows") % {"title": page.title})


def _file_problems() -> Iterator[Problem]:
    for row in PublicFile.objects.select_related("file_type").iterator(chunk_size=CHUNK):
        model: Any = row.file_type.model_class()
        file = model._base_manager.filter(pk=row.file_id).first() if model else None
        if file is None:
            if PublicFile.objects.filter(pk=row.pk).exists():
                what = {"kind": row.file_type.model, "number": row.file_id}
                yield Problem(row.subject, _("the file %(kind)s %(number)s has no row any more") % what)
            continue
        if not default_storage.exists(file.file.name):
            yield Problem(row.subject, _("the file “%(name)s” is missing") % {"name": file.title})
            continue
        with default_storage.open(file.file.name) as stored:
            if sha256_of(stored) != row.sha256:
                yield Problem(row.subject, _("the file “%(name)s” was changed on disk") % {"name": file.title})
