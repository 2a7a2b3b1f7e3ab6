"""What the public pages of columns show. Contexts are plain data; the look is the theme's."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.models import Page

from portal.files.models import Document
from portal.notices.mails import address
from portal.theme.formats import badge_for_effect
from portal.theme.meta import PageMeta
from portal.tiles.text import outline

from . import reading, releases
from .catalogue import current_lists
from .effects import Change, Effect, coming, on_day
from .facts import related
from .models import ColumnPage, Disclosure, Interpretation, Scheme
from .models.columns import ColumnKind
from .models.items import ItemPage
from .models.relations import SUCCEEDED_AS
from .sections.reading import in_sight
from .sections.visibility import notice_of


def breadcrumbs(page: Page, request: HttpRequest) -> list[dict[str, str]]:
    """Title and address of every page from the home page down to the one above this."""
    return [
        {"title": ancestor.title if ancestor.depth > 2 else _("Home"), "url": ancestor.get_url(request) or ""}
        for ancestor in reading.ancestors_of(page, request)
    ]


def column_context(column: ColumnPage, request: HttpRequest) -> dict[str, Any]:
    """Context of a column page: the columns in it, its items on bounded pages, its contract, the archived mark."""
    year = _year(request.GET.get("year"))
    counts = reading.per_year(column, request)
    page_obj = column.paginate(reading.items_below(column, year, counts, request), request.GET.get("page"))
    years = reading.years_of(counts)
    return {
        "breadcrumbs": breadcrumbs(column, request),
        "introduction": column.description,
        "body": render_stream(column.body),
        "children": [_link(child, request) for child in reading.public_columns(request) if child.is_child_of(column)],
        "page_obj": page_obj,
        "rows": [item_row(item, request) for item in page_obj.object_list],
        "years": [{"year": y, "url": f"?year={y}", "current": y == year} for y in years] if len(years) > 1 else [],
        "chosen_year": year,
        "contract": None if column.kind == ColumnKind.SECTION else contract(column, request),
        "archived_banner": notice_of(column, request),
        "feed_url": reverse("columns_public:rss", args=[column.pk]) if column.live else "",
        "atom_url": reverse("columns_public:atom", args=[column.pk]) if column.live else "",
        "page_meta": PageMeta(
            column_name=column.title,
            column_description=column.description,
            column_keywords=column.title,
            column_type=column.get_kind_display(),
        ),
    }


def _link(page: Page, request: HttpRequest) -> dict[str, Any]:
    return {"title": page.title, "url": page.get_url(request), "text": getattr(page, "description", "")}


def _year(value: str | None) -> int | None:
    return int(value) if value and re.fullmatch(r"[12][0-9]{3}", value) else None


def contract(column: ColumnPage, request: HttpRequest | None = None) -> dict[str, Any]:
    """The public part of a column's contract: who owes it, how often, whom to ask (clause G3)."""
    duty = _("at least every %(days)s days") % {"days": column.update_days} if column.update_days else ""
    return {
        "owner": column.owner_unit.name,
        "duty": duty or _("when there is need"),
        "contact": column.contact,
        "last_updated": reading.last_update(column, request),
    }


def item_row(item: Any, request: HttpRequest) -> dict[str, Any]:
    """One line of a list: what people ask first (is it in force, its number, its date)."""
    is_disclosure = isinstance(item, Disclosure)
    shown = item.is_import or is_disclosure
    return {
        "title": item.title,
        "url": item.get_url(request),
        "badge": badge_for_effect(item.effect_now) if is_disclosure else None,
        "doc_no": (item.document_number or item.order_number) if is_disclosure else "",
        "published": item.listed_on if item.is_import else item.first_published_at,
        "dated": True,
        "meta": [item.source_name] if item.source_name and not shown else [],
    }


def item_context(item: ItemPage, request: HttpRequest) -> dict[str, Any]:
    """What every item's page shows: where it stands, its outline, whether it is archived, its meta tags."""
    parent = reading.ancestors_of(item, request)[-1].specific
    unit = item.maker_unit.name if item.maker_unit else ""
    is_column = isinstance(parent, ColumnPage)
    meta = PageMeta(
        column_name=parent.title,
        column_description=parent.description if is_column else "",
        column_keywords=parent.title,
        column_type=parent.get_kind_display() if is_column else "",
        article_title=item.title,
        pub_date=item.listed_on if item.is_import else item.first_published_at,
        content_source=item.source_name or unit,
        keywords=item.keywords,
        description=item.abstract,
    )
    explains = _explained(item, request)
    return {
        "breadcrumbs": breadcrumbs(item, request),
        "body": render_stream(item.body),
        "toc": [{"text": title, "anchor": anchor, "level": level} for anchor, title, level in outline(item.body)],
        "archived_banner": notice_of(item, request),
        "page_meta": meta,
        "published": item.listed_on if item.is_import else item.first_published_at,
        "source": {"name": item.source_name, "url": item.source_url},
        "unit": unit,
        "address": address(item.url),
        "related": [item_row(explains, request)] if explains else [],
    }


def _explained(item: ItemPage, request: HttpRequest) -> Disclosure | None:
    """The document that an interpretation explains; to those who preview a release also before it is public."""
    if not isinstance(item, Interpretation):
        return None
    found = Disclosure.objects.filter(pk=item.interprets_id)
    return (found if is_preview(request) else in_sight(found.live(), request)).first()


def is_preview(request: HttpRequest) -> bool:
    """Say whether a page is looked at before it is public."""
    return getattr(request, "is_preview", False)


def render_stream(stream: Any) -> str:
    """Return the HTML of a stream of tiles."""
    return stream.render_as_block() if stream else ""


def document_context(page: Disclosure, request: HttpRequest) -> dict[str, Any]:
    """Context of a document page: metadata, interpretations, attachments, relations."""
    own, others, today = page.own_changes, page.others_changes, timezone.localdate()
    return {
        **item_context(page, request),
        "badge": badge_for_effect(on_day(today, own, others)),
        "doc_no": page.document_number or page.order_number,
        "in_force": _in_force(page, coming(today, own, others)),
        "metadata": metadata(page),
        "interpretations": [
            {"title": i.title, "text": i.abstract, "url": i.get_url(request)} for i in _interpretations(page, request)
        ],
        "attachments": [attachment_row(a.document, a.title) for a in _attachments(page)],
        "relations": relations(page, request),
    }


def _in_force(page: Disclosure, changes: list[Change]) -> str:
    """From when and until when it is in force, and what is still to come, in a sentence (clause A2)."""
    parts = []
    if page.effective_on:
        parts.append(_("in force from %(day)s") % {"day": page.effective_on.isoformat()})
    if page.expires_on:
        parts.append(_("until %(day)s") % {"day": page.expires_on.isoformat()})
    brought = [change for change in changes if change.effect not in (Effect.IN_FORCE, Effect.EXPIRED)]
    for change in brought:
        values = {"day": change.since, "effect": Effect(change.effect).label}
        parts.append(_("%(effect)s from %(day)s") % values)
    return pgettext("gongkai", ", ").join(parts)


def _interpretations(page: Disclosure, request: HttpRequest) -> list[Interpretation]:
    """What explains it; in a preview also the drafts that its case covers."""
    if not page.pk:
        return []
    drafts = releases.parts_of(page) if is_preview(request) and not page.live else []
    return [*in_sight(page.interpretations.live(), request), *drafts]


def _attachments(page: Disclosure) -> list[Any]:
    return list(page.attachments.select_related("document"))


def attachment_row(document: Document, title: str = "") -> dict[str, Any]:
    """One attachment for people: its title, kind, size and address."""
    return {
        "name": title or document.title,
        "url": document.url,
        "kind": document.file_extension.upper(),
        "size": document.file_size or 0,
    }


def metadata(page: Disclosure) -> list[tuple[str, Any]]:
    """The metadata table of a document, without empty lines (clause D1)."""
    published = None if page.is_import else page.first_published_at
    lists = current_lists()
    pairs: list[tuple[str, Any]] = [
        (_("Index number"), page.index_number),
        (_("Topic"), page.topic and lists[Scheme.TOPIC].full_name(page.topic)),
        (_("Issuing organ"), page.issuing_organ),
        (_("Genre"), page.genre and lists[Scheme.GENRE].name(page.genre)),
        (_("Audience"), page.audience and lists[Scheme.AUDIENCE].name(page.audience)),
        (_("Date of formation"), page.formed_on and page.formed_on.isoformat()),
        (_("Published on"), published and timezone.localtime(published).strftime("%Y-%m-%d %H:%M")),
        (_("Published at the source"), _source_date(page)),
        (_("Making unit"), page.maker_unit.name if page.maker_unit else ""),
        (_("Disclosure"), page.get_openness_display()),
        (_("Source"), page.source_name),
    ]
    return [_linked(page, label, value) for label, value in pairs if value]


def _linked(page: Disclosure, label: str, value: Any) -> Any:
    """The topic leads to its place in the catalogue."""
    if label != _("Topic") or page.is_import:
        return label, value
    return {"label": label, "value": value, "url": f"{reverse('catalogue:browse')}?{urlencode({'topic': page.topic})}"}


def _source_date(page: Disclosure) -> str:
    if not page.is_import:
        return ""
    return page.source_published_on.isoformat() if page.source_published_on else _("date unknown")


def relations(page: Disclosure, request: HttpRequest) -> list[dict[str, Any]]:
    """What this document does with others, and others with it, each with whether it is in force (clause A2).

    ``successor`` is said of what takes this document's place or ends it.
    """
    return [
        {
            "label": label,
            "title": other.title,
            "url": other.get_url(request),
            "badge": badge_for_effect(other.effect_now),
            "successor": label in SUCCEEDED_AS,
        }
        for _kind, label, other in related(page, in_sight(Disclosure.objects.live(), request))
    ]
