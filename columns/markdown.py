"""Markdown of imported texts as clean HTML in the portal's own subset."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt

TAGS = {"h2", "h3", "h4", "p", "b", "strong", "i", "em", "ol", "ul", "li", "a", "br", "blockquote", "hr"}
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["code", "image"])


def to_html(text: str) -> str:
    """Return Markdown as HTML with nothing in it but the subset; the indent of Chinese paragraphs is left to style."""
    lines = (line.strip(" \t\u3000\xa0") for line in text.splitlines())
    paragraphs = "\n\n".join(line for line in lines if line)
    return nh3.clean(_markdown.render(paragraphs), tags=TAGS, attributes={"a": {"href"}, "*": set()}, link_rel=None)
