"""Documents, interpretations, news and the special topic of the demonstration department."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from columns import waivers
from columns.catalogue import current_lists
from columns.models import (
    Attachment,
    ColumnPage,
    Disclosure,
    Interpretation,
    NewsPage,
    Relation,
)
from columns.terms import Terms
from portal.organisation.models import Capacity, Function, Unit
from portal.organisation.services import unit_with
from portal.text import document_numbers
from portal.text.validity import validity_of

from . import acts, bodies, topics
from .content import read, read_all
from .past import at, moment
from .people import holder
from .placeholders import fill
from .planning import Act

# Words of the texts that the catalogue's list of genres writes otherwise.
GENRES = {"办法": "measures", "规定": "measures", "意见": "opinion", "规划": "plan", "公示": "announcement"}
RELATIONS = ("replaces", "repeals", "amends")
SENT_AFTER = timedelta(hours=3)


def plan() -> list[Act]:
    """Return one act for each item, at the moment it was published."""
    documents = {row["slug"]: dict(row) for row in read_all("disclosures")}
    for row in documents.values():
        row["formed"] = timezone.localdate() - timedelta(days=row["formed_days_ago"])
        row["doc_no"] = fill(row["doc_no"] or "", row["formed"], {})
    for row in documents.values():
        row["title"] = fill(row["title"], row["formed"], documents)
    found: list[Act] = []
    for number, row in enumerate(documents.values()):
        when = moment(max(row["formed_days_ago"] - 2, 0), 9 + number % 8, (number * 13) % 60)
        found.append(Act(when, _later(_disclosure, row, documents)))
    for number, row in enumerate(read_all("interpretations")):
        document = documents.get(row["interprets"], {})
        if "waiver" in document:  # the others go public with their document
            when = moment(max(document["formed_days_ago"] - 6, 0), 17, (number * 7) % 60)
            found.append(Act(when, _later(_interpretation, row, document)))
    for number, row in enumerate(read_all("news")):
        when = moment(row["published_days_ago"], 10 + number % 7, (number * 11) % 60)
        found.append(Act(when, _later(_news, row, documents)))
    topic = read("topic")["topic"]
    # After what it links to: links lead to public pages only.
    found.append(Act(moment(0, 8), _later(topics.build, topic, documents)))
    return found


def _later(function: Callable[..., Any], *arguments: Any) -> Callable[[datetime], Any]:
    return lambda when: function(*arguments, when)


def column_at(slug: str) -> ColumnPage:
    """Return the column with an address."""
    return ColumnPage.objects.get(slug=slug)


def _keywords(value: Any) -> str:
    return (" ".join(value) if isinstance(value, list) else str(value or ""))[:120]


def add_draft(page: Any, column: ColumnPage, when: datetime) -> Any:
    """Add a draft below its column, written by the liaison of the unit that makes it."""
    maker = acts.maker_of(page.maker_unit)
    with at(when):
        page.owner, page.live = maker, False
        column.add_child(instance=page)
        page.save_revision(user=maker)
    return page


def publish(page: Any, column: ColumnPage, when: datetime) -> Any:
    """Add a draft below its column and send it through its route, which it leaves at ``when``."""
    add_draft(page, column, when - SENT_AFTER)
    acts.approve(page, page.owner, when)
    return page


def _disclosure(row: dict[str, Any], documents: dict[str, Any], when: datetime) -> None:
    page = add_release(row, documents, when)
    acts.approve(page, page.owner, when)


def add_release(row: dict[str, Any], documents: dict[str, Any], when: datetime) -> Disclosure:
    """Add the draft of a document with those that explain it; or have the Office let the document go first."""
    page = add_draft(disclosure_of(row, documents, when), column_at(row["column"]), when - SENT_AFTER)
    if waiver := row.get("waiver"):
        with at(when - timedelta(hours=2)):
            head = holder(unit_with(Function.OFFICE), Capacity.HEAD)
            due = timezone.localdate() + timedelta(days=waiver["due_in_days"])
            waivers.waive(page, head, waiver["reason"], due)
        return page
    for explained in read_all("interpretations"):
        if explained["interprets"] == row["slug"]:
            draft = interpretation_of(explained, page, row["formed"])
            add_draft(draft, column_at(explained["column"]), when - SENT_AFTER)
    return page


def disclosure_of(row: dict[str, Any], documents: dict[str, Any], when: datetime) -> Disclosure:
    """Return the unsaved disclosure of a row, with its attachments as PDF files uploaded before ``when``."""
    unit, formed = Unit.objects.get(code=row["unit"]), row["formed"]
    number = document_numbers.parse(row["doc_no"])
    lists = current_lists()
    body = fill(row["body"], formed, documents)
    page = Disclosure(
        title=row["title"],
        slug=row["slug"],
        maker_unit=unit,
        document_number=number.normal if number else "",
        issuing_organ=read("organisation")["department"],
        formed_on=formed,
        effective_on=_effective(row, formed),
        expires_on=validity_of(body, formed).expires_on,
        effect=row.get("effect") or "in_force",
        genre=GENRES.get(row.get("genre", "")) or _code(lists["genre"], row.get("genre", "")),
        topic=_code(lists["topic"], row.get("topic", "")),
        keywords=_keywords(row.get("keywords")),
        abstract=fill(row.get("abstract") or "", formed, documents)[:300],
        touches_vital_interests=row.get("tier") == "important",
        body=bodies.tiles(body),
    )
    for attachment in row.get("attachments") or []:
        text = fill(attachment["text"], formed, documents)
        with at(when - timedelta(hours=4)):
            document = bodies.pdf(attachment["name"], text, acts.maker_of(unit))
        page.attachments.add(Attachment(document=document, title=attachment["name"].removesuffix(".pdf")))
    for kind in RELATIONS:
        for other in Disclosure.objects.filter(slug__in=row.get(kind) or []):
            page.relations.add(Relation(kind=kind, target=other))
    return page


def _code(terms: Terms, name: str) -> str:
    """The code of a term by its name; "other" where the list has none."""
    return next((term.code for term in terms if term.name == name), "other")


def _effective(row: dict[str, Any], formed: date) -> date | None:
    offset = row.get("effective_offset")
    return None if offset is None else formed + timedelta(days=offset)


def _interpretation(row: dict[str, Any], document: dict[str, Any], when: datetime) -> None:
    explained = Disclosure.objects.get(slug=row["interprets"])
    publish(interpretation_of(row, explained, document["formed"]), column_at(row["column"]), when)


def interpretation_of(row: dict[str, Any], explained: Disclosure, formed: date) -> Interpretation:
    """Return the unsaved interpretation of a row."""
    return Interpretation(
        title=fill(row["title"], formed, {}),
        slug=row["slug"],
        maker_unit=explained.maker_unit,
        interprets=explained,
        keywords=_keywords(row.get("keywords")),
        abstract=fill(row.get("abstract") or "", formed, {})[:300],
        body=bodies.tiles(fill(_question_and_answer(row), formed, {})),
    )


def _question_and_answer(row: dict[str, Any]) -> str:
    parts = [row["intro"], *(f"## {item['q']}\n\n{item['a']}" for item in row["questions"])]
    return "\n\n".join(parts)


def _news(row: dict[str, Any], documents: dict[str, Any], when: datetime) -> None:
    day = timezone.localtime(when).date()
    page = NewsPage(
        title=fill(row["title"], day, documents),
        slug=row["slug"],
        maker_unit=Unit.objects.get(code=row["unit"]),
        category=row["category"],
        important=bool(row.get("important")),
        source_name=row.get("source") or "",
        source_url=row.get("source_url") or "",
        abstract=fill(row.get("abstract") or "", day, documents)[:300],
        body=bodies.tiles(fill(row["body"], day, documents)),
    )
    publish(page, column_at(row["column"]), when)
