"""What pages offer to search: facts of their public state now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from wagtail.models import Page

from portal.addons.types import IndexedFile, IndexRecord
from portal.files.models import Document
from portal.tiles.text import plain_text

from . import facts
from .catalogue import current_lists
from .models import ColumnPage, Disclosure, Interpretation, NewsPage, Scheme
from .models.items import ItemPage
from .models.relations import changing
from .sections.reading import in_sight, retired
from .terms import Terms

KINDS: dict[type[Page], str] = {Disclosure: "disclosure", Interpretation: "interpretation", NewsPage: "news"}


def ids() -> Iterator[str]:
    """Yield the ids of all pages that might be public."""
    for model in KINDS:
        yield from (str(pk) for pk in model.objects.live().values_list("pk", flat=True).iterator())


def read(page_ids: Sequence[str]) -> dict[str, IndexRecord]:
    """Return what the public may see of pages now; of those it may not see there is nothing."""
    items: list[ItemPage] = list(visible(Page.objects.filter(pk__in=page_ids)).exact_type(*KINDS).specific())
    prefetch_related_objects(items, "maker_unit")
    documents = [item for item in items if isinstance(item, Disclosure)]
    prefetch_related_objects(documents, "attachments__document", changing())
    surroundings, lists = Surroundings(items), current_lists()
    return {str(item.pk): _record(item, surroundings, lists) for item in items}


def visible(pages: Any) -> Any:
    """Return those of the pages that everybody may see: public, not restricted, in no section out of sight."""
    return in_sight(pages.live().public())


class Surroundings:
    """What stands around pages, read once for all of them: the pages above, their columns, what is archived."""

    def __init__(self, pages: Sequence[Page]) -> None:
        above = {path for page in pages for path in _paths_above(page)}
        columns = ColumnPage.objects.filter(path__in=above).select_related("owner_unit").defer("body")
        self._columns = {column.path: column for column in columns}
        self._ids = dict(Page.objects.filter(path__in=above).values_list("path", "pk"))
        self._archived = tuple(found.path for found in retired())

    def columns(self, page: Page) -> list[ColumnPage]:
        """Return the columns that a page lies in, the outermost first."""
        return [self._columns[path] for path in _paths_above(page) if path in self._columns]

    def places(self, page: Page) -> tuple[str, ...]:
        """Return the ids of a page and of the pages above it, for what is hidden by its place."""
        return (*(str(self._ids[path]) for path in _paths_above(page)), str(page.pk))

    def is_archived(self, page: Page) -> bool:
        """Say whether a page lies in a retired section."""
        return page.path.startswith(self._archived)


def _paths_above(page: Page) -> list[str]:
    """Return the tree paths of the pages above one, from below the root on."""
    return [page.path[:end] for end in range(2 * page.steplen, len(page.path), page.steplen)]


def _record(item: ItemPage, surroundings: Surroundings, lists: dict[str, Terms]) -> IndexRecord:
    disclosure = item if isinstance(item, Disclosure) else None
    columns = surroundings.columns(item)
    return IndexRecord(
        key=f"page:{item.pk}",
        kind=KINDS[type(item)],
        title=item.title,
        url=item.url or "",
        body=plain_text(item.body),
        doc_no=disclosure.document_number if disclosure else "",
        order_no=disclosure.order_number if disclosure else "",
        index_no=disclosure.index_number if disclosure else "",
        unit=str(item.maker_unit or (columns[-1].owner_unit if columns else "")),
        column=columns[-1].title if columns else "",
        columns=tuple(column.title for column in columns),
        topics=lists[Scheme.TOPIC].names(disclosure.topic) if disclosure and disclosure.topic else (),
        on=item.listed_on,
        published_at=timezone.localtime(item.first_published_at) if item.first_published_at else None,
        updated_at=timezone.localtime(item.last_published_at) if item.last_published_at else None,
        effect=disclosure.effect_now if disclosure else "",
        rank=disclosure.norm_rank if disclosure else "",
        archived=surroundings.is_archived(item),
        abstract=item.abstract,
        facts=facts.of(item, lists),
        keywords=tuple(item.keywords.split()),
        files=tuple(_files(disclosure)) if disclosure else (),
        places=surroundings.places(item),
    )


def _files(disclosure: Disclosure) -> Iterator[IndexedFile]:
    for attachment in disclosure.attachments.all():
        document: Document = attachment.document
        yield IndexedFile(str(attachment), document.text, document.url, document.file_size, document.sha256)
