"""What pages offer to search: facts of their public state now."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from wagtail.models import Page

from portal.addons.types import IndexedFile, IndexRecord
from portal.files.models import Document
from portal.tiles.text import plain_text

from .models import ColumnPage, Disclosure, Interpretation, NewsPage
from .models.items import ItemPage
from .sections.reading import is_archived, is_hidden

KINDS: dict[type[Page], str] = {Disclosure: "disclosure", Interpretation: "interpretation", NewsPage: "news"}


def ids() -> Iterator[str]:
    """Yield the ids of all pages that might be public."""
    for model in KINDS:
        yield from (str(pk) for pk in model.objects.live().values_list("pk", flat=True).iterator())


def lock(page_id: str) -> None:
    """Lock a page's row, inside a transaction: a version taken after this orders with its changes."""
    Page.objects.select_for_update().filter(pk=page_id).first()


def read(page_id: str) -> IndexRecord | None:
    """Return what the public may see of a page now, or None when it may see nothing."""
    page = Page.objects.filter(pk=page_id, live=True).first()
    if page is None or page.specific_class not in KINDS or page.get_view_restrictions().exists():
        return None
    if is_hidden(page.path):
        return None
    columns = ColumnPage.objects.ancestor_of(page).select_related("owner_unit").defer("body").order_by("path")
    return _record(page.specific, list(columns))


def _record(item: ItemPage, columns: list[ColumnPage]) -> IndexRecord:
    disclosure = item if isinstance(item, Disclosure) else None
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
        on=item.listed_on,
        published_at=timezone.localtime(item.first_published_at) if item.first_published_at else None,
        effect=disclosure.effect_now if disclosure else "",
        rank=disclosure.norm_rank if disclosure else "",
        archived=is_archived(item.path),
        keywords=tuple(item.keywords.split()),
        files=tuple(_files(disclosure)) if disclosure else (),
        places=places_of(item),
    )


def places_of(page: Page) -> tuple[str, ...]:
    """Return the ids of a page and of the pages above it, for what is hidden by its place."""
    return (*(str(pk) for pk in page.get_ancestors().filter(depth__gt=1).values_list("pk", flat=True)), str(page.pk))


def _files(disclosure: Disclosure) -> Iterator[IndexedFile]:
    for attachment in disclosure.attachments.select_related("document"):
        document: Document = attachment.document
        yield IndexedFile(str(attachment), document.text)
