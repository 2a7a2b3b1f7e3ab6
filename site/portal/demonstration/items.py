"""Documents, interpretations, news and the special topic of the demonstration department."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from columns.models import Attachment, ColumnPage, Disclosure, Interpretation, NewsPage
from portal.organisation.models import Unit
from portal.text import document_numbers
from special_topics.models import TopicIndexPage, TopicPage

from . import acts, bodies
from .content import read, read_all
from .past import at, moment
from .placeholders import fill

GENRES = {
    "通知": "notice", "公告": "announcement", "办法": "measures", "意见": "opinion", "函": "letter", "通报": "circular",
    "规划": "plan", "统计": "statistics",
}


def plan() -> list[Any]:
    """Return one act for each item, at the moment it was published."""
    from .builder import Act

    documents = {row["slug"]: dict(row) for row in read_all("disclosures")}
    for row in documents.values():
        row["formed"] = timezone.localdate() - timedelta(days=row["formed_days_ago"])
        row["doc_no"] = fill(row.get("doc_no") or "", row["formed"], {})
    found: list[Any] = []
    for number, row in enumerate(documents.values()):
        when = moment(max(row["formed_days_ago"] - 2, 0), 9 + number % 8, (number * 13) % 60)
        found.append(Act(when, _later(_disclosure, row, documents)))
    for number, row in enumerate(read_all("interpretations")):
        formed = documents[row["interprets"]]["formed_days_ago"]
        when = moment(max(formed - 2, 0), 17, (number * 7) % 60)
        found.append(Act(when, _later(_interpretation, row, documents)))
    for number, row in enumerate(read_all("news")):
        when = moment(row["published_days_ago"], 10 + number % 7, (number * 11) % 60)
        found.append(Act(when, _later(_news, row, documents)))
    found.append(Act(moment(60, 15), _later(_topic, read("topic"), documents)))
    return found


def _later(function: Callable[..., Any], *arguments: Any) -> Callable[[datetime], Any]:
    return lambda when: function(*arguments, when)


def _column(slug: str) -> ColumnPage:
    return ColumnPage.objects.get(slug=slug)


def _keywords(value: Any) -> str:
    return (" ".join(value) if isinstance(value, list) else str(value or ""))[:120]


def _add(page: Any, column: ColumnPage, when: datetime) -> Any:
    """Add a draft below its column and send it through its route."""
    maker = acts.maker_of(page.maker_unit)
    with at(when - timedelta(hours=3)):
        page.owner, page.live = maker, False
        column.add_child(instance=page)
        page.save_revision(user=maker)
    acts.approve(page, maker, when)
    return page


def _disclosure(row: dict[str, Any], documents: dict[str, Any], when: datetime) -> None:
    unit, formed = Unit.objects.get(code=row["unit"]), row["formed"]
    number = document_numbers.parse(row["doc_no"])
    replaced = Disclosure.objects.filter(slug__in=row.get("replaces") or row.get("repeals") or []).first()
    page = Disclosure(
        title=fill(row["title"], formed, documents), slug=row["slug"], maker_unit=unit,
        document_number=number.normal if number else "", issuing_organ=read("organisation")["department"],
        formed_on=formed, effective_on=_effective(row, formed), effect=row.get("effect") or "in_force",
        genre=GENRES.get(row.get("genre", ""), "other"), topic=row.get("topic") or "",
        keywords=_keywords(row.get("keywords")), abstract=fill(row.get("abstract") or "", formed, documents)[:300],
        touches_vital_interests=row.get("tier") == "important", replaces=replaced,
        body=bodies.tiles(fill(row["body"], formed, documents)),
    )
    for attachment in row.get("attachments") or []:
        text = fill(attachment["text"], formed, documents)
        with at(when - timedelta(hours=4)):
            document = bodies.pdf(attachment["name"], text, acts.maker_of(unit))
        page.attachments.add(Attachment(document=document, title=attachment["name"].removesuffix(".pdf")))
    _add(page, _column(row["column"]), when)


def _effective(row: dict[str, Any], formed: date) -> date | None:
    offset = row.get("effective_offset")
    return None if offset is None else formed + timedelta(days=offset)


def _interpretation(row: dict[str, Any], documents: dict[str, Any], when: datetime) -> None:
    explained = Disclosure.objects.get(slug=row["interprets"])
    formed = documents[row["interprets"]]["formed"]
    page = Interpretation(
        title=fill(row["title"], formed, documents), slug=row["slug"], maker_unit=explained.maker_unit,
        interprets=explained, keywords=_keywords(row.get("keywords")),
        abstract=fill(row.get("abstract") or "", formed, documents)[:300],
        body=bodies.tiles(fill(row["body"], formed, documents)),
    )
    _add(page, _column(row.get("column") or "interpretations"), when)


def _news(row: dict[str, Any], documents: dict[str, Any], when: datetime) -> None:
    day = timezone.localtime(when).date()
    page = NewsPage(
        title=fill(row["title"], day, documents), slug=row["slug"], maker_unit=Unit.objects.get(code=row["unit"]),
        category=row["category"], source_name=row.get("source") or "", source_url=row.get("source_url") or "",
        abstract=fill(row.get("abstract") or "", day, documents)[:300],
        body=bodies.tiles(fill(row["body"], day, documents)),
    )
    _add(page, _column(row["column"]), when)


def build_topic_index(home: Any, maker: Any, when: datetime) -> None:
    """The list of special topics, as a page below the home page."""
    with at(when - timedelta(hours=2)):
        home.refresh_from_db()
        index = TopicIndexPage(title="专题专栏", slug="topics", live=False, show_in_menus=True, owner=maker)
        home.add_child(instance=index)
        index.save_revision(user=maker)
    acts.approve(index, maker, when)


def _topic(row: dict[str, Any], documents: dict[str, Any], when: datetime) -> None:
    row = row.get("topic", row)
    unit = Unit.objects.get(code=row.get("unit", "geology"))
    day = timezone.localtime(when).date()
    page = TopicPage(
        title=row["title"], slug=row.get("slug", "topic"), owner_unit=unit, intro=str(row.get("intro") or "")[:200],
        starts_on=day, body=_topic_tiles(row, day, documents),
    )
    maker = acts.maker_of(unit)
    with at(when - timedelta(hours=3)):
        page.owner, page.live = maker, False
        TopicIndexPage.objects.get().add_child(instance=page)
        page.save_revision(user=maker)
    acts.approve(page, maker, when)


def _topic_tiles(row: dict[str, Any], day: date, documents: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for section in row["sections"]:
        if section.get("title"):
            found.append(bodies.tile("heading", {"text": section["title"], "level": "h2"}))
        found += _section(section, day, documents)
    return found


def _section(section: dict[str, Any], day: date, documents: dict[str, Any]) -> list[dict[str, Any]]:
    kind = section.get("type") or section.get("kind")
    if kind in {"figures", "timeline"}:
        return [bodies.tile(kind, _rows(kind, section, day, documents))]
    if kind in {"documents", "links"}:
        pages = Disclosure.objects.filter(slug__in=section.get("documents") or section.get("slugs") or [])
        links = "".join(f'<li><a linktype="page" id="{page.pk}">{page.title}</a></li>' for page in pages)
        return [bodies.tile("rich_text", f"<ul>{links}</ul>")] if links else []
    text = section.get("body") or section.get("text") or ""
    return bodies.tiles(fill(str(text), day, documents))


def _rows(kind: str, section: dict[str, Any], day: date, documents: dict[str, Any]) -> dict[str, Any]:
    """The rows of a figures or timeline tile, with placeholders filled."""
    rows = section.get("items") or section.get("rows") or []
    clean = [{key: fill(str(value), day, documents) for key, value in row.items()} for row in rows]
    return {"items": [{"type": "item", "value": row, "id": bodies.tile("", "")["id"]} for row in clean]}
