"""Proving that what the public sees is what was approved: every live digest is computed anew (law 1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.files.models import PublicFile, sha256_of

from .models import Publication
from .pages import page_kind_names
from .snapshots import files_of, page_digest


@dataclass(frozen=True)
class Problem:
    """Something public that no case covers, or that isn't what its case approved."""

    subject: str
    message: str


def verify() -> Iterator[Problem]:
    """Yield every public page without a publication, every page and file that isn't what was approved."""
    names = page_kind_names()
    publications = {row.subject_id: row for row in Publication.objects.filter(kind__in=names).select_related("case")}
    for page in Page.objects.live().filter(depth__gt=1).specific().iterator(chunk_size=100):
        publication = publications.pop(str(page.pk), None)
        if publication is None:
            yield Problem(
                f"page:{page.pk}", _("“%(title)s” is public without an approved case") % {"title": page.title}
            )
            continue
        yield from _page_problems(page, publication)
    for row in publications.values():
        yield Problem(
            f"{row.kind}:{row.subject_id}", _("approved by %(case)s, but not public") % {"case": row.case.number}
        )
    yield from _file_problems()


def _page_problems(page: Page, publication: Publication) -> Iterator[Problem]:
    subject = f"{publication.kind}:{page.pk}"
    if page_digest(page) != publication.digest:
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
    for row in PublicFile.objects.select_related("file_type").iterator(chunk_size=500):
        file: Any = row.file_type.get_object_for_this_type(pk=row.file_id)
        if not default_storage.exists(file.file.name):
            yield Problem(row.subject, _("the file “%(name)s” is missing") % {"name": file.title})
            continue
        with default_storage.open(file.file.name) as stored:
            if sha256_of(stored) != row.sha256:
                yield Problem(row.subject, _("the file “%(name)s” was changed on disk") % {"name": file.title})
