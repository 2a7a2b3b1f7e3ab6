"""The meta tags that inspectors and collecting systems read on every page of a government site.

Names follow the national guide for government websites: site tags on every page, column tags on lists, article tags
on items.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

SITE_FIELDS = ("SiteName", "SiteDomain", "SiteIDCode")


@dataclass(frozen=True)
class PageMeta:
    """What a page says about itself in its head; fields that are empty write no tag.

    A list fills the ``column_*`` fields, an item those of its column and the article fields. ``keywords`` and
    ``column_keywords`` take a string or several words.
    """

    column_name: Any = ""
    column_description: Any = ""
    column_keywords: Any = ""
    column_type: Any = ""
    article_title: Any = ""
    pub_date: date | datetime | None = None
    content_source: Any = ""
    keywords: Any = ""
    author: Any = ""
    description: Any = ""
    image: str = ""
    url: str = ""

    def tags(self) -> list[tuple[str, str]]:
        """Return the (name, content) pairs of this page in the order of the guide, without empty ones."""
        pairs = [
            ("ColumnName", _words(self.column_name)),
            ("ColumnDescription", _words(self.column_description)),
            ("ColumnKeywords", _words(self.column_keywords)),
            ("ColumnType", _words(self.column_type)),
            ("ArticleTitle", _words(self.article_title)),
            ("PubDate", _moment(self.pub_date)),
            ("ContentSource", _words(self.content_source)),
            ("Keywords", _words(self.keywords)),
            ("Author", _words(self.author)),
            ("Description", _words(self.description)),
            ("Image", self.image),
            ("Url", self.url),
        ]
        return [(name, content) for name, content in pairs if content]


def site_tags(site_marks: Any, domain: str) -> list[tuple[str, str]]:
    """Return the tags that every page carries: name, domain and identification code of the site.

    ``site_marks`` may be None (before the first migration); the tags are then written empty, never left out.
    """
    values = (
        str(getattr(site_marks, "organisation_name", "") or ""),
        domain,
        str(getattr(site_marks, "identification_code", "") or ""),
    )
    return list(zip(SITE_FIELDS, values, strict=True))


def _words(value: Any) -> str:
    """Join several words with commas; bring a text to one line."""
    if isinstance(value, list | tuple | set | frozenset):
        value = ",".join(str(word) for word in value)
    return " ".join(str(value or "").split())


def _moment(value: date | datetime | None) -> str:
    """Write a moment as YYYY-MM-DD HH:MM in the site's time zone, a bare date as YYYY-MM-DD."""
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).strftime("%Y-%m-%d %H:%M")
    return value.strftime("%Y-%m-%d") if value else ""
