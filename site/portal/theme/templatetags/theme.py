"""Filters and tags of the public templates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString

from portal.text.regulation import cited

from .. import context as chrome
from .. import formats, meta

register = template.Library()


@register.filter
def gk_date(value: date | datetime | None) -> str:
    """YYYY-MM-DD HH:MM for a moment, YYYY-MM-DD for a date, "date unknown" for None."""
    return formats.moment(value)


@register.filter
def gk_day(value: date | datetime | None) -> str:
    """YYYY-MM-DD, without the time; "date unknown" for None."""
    return formats.day(value) if value else formats.moment(None)


@register.filter
def gk_long_day(value: date) -> str:
    """2026年11月24日 星期二."""
    return formats.long_day(value)


@register.filter
def file_size(count: int | None) -> str:
    """A number of bytes for people: 24 KB, 1.3 MB."""
    return formats.file_size(count)


@register.filter
def badge_for_effect(code: str | None) -> formats.Badge | None:
    """The badge (``text``, ``kind``) of an effect code, or None."""
    return formats.badge_for_effect(code)


@register.filter
def clause(code: str) -> str:
    """A clause of the regulation as it is cited to people."""
    return cited(code)


@register.filter
def page_numbers(page_obj: Any) -> list[Any]:
    """The page numbers to show around a page of a paginator; gaps are "…"."""
    paginator = page_obj.paginator
    return list(paginator.get_elided_page_range(page_obj.number, on_each_side=2, on_ends=1))


@register.simple_tag(takes_context=True)
def meta_tags(context: template.Context) -> list[tuple[str, str]]:
    """All meta tags of the page being rendered: the site's own, then those of ``page_meta`` where it is given."""
    request = context.get("request")
    domain = request.get_host() if request else ""
    tags = meta.site_tags(context.get("site_marks"), domain)
    page_meta = context.get("page_meta")
    return tags + (page_meta.tags() if page_meta else [])


@register.simple_tag
def portal_marks() -> Any:
    """The site marks for pages that have no public chrome (the admin's head and sign-in); may be None."""
    return chrome.read_site_marks()


@register.simple_tag(takes_context=True)
def home_section(context: template.Context, section: Any) -> SafeString:
    """Render a section of the home page: a mapping with ``template`` and ``context``, inside the page's context."""
    if context.template is None:
        raise template.TemplateSyntaxError("home_section works only inside a page that is being rendered")
    chosen = context.template.engine.get_template(section["template"])
    with context.push(**section["context"]):
        return chosen.render(context)
