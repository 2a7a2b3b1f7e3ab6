"""What is stored beside an add-on's tile, so that it still shows and counts when its add-on has gone."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import nh3
from django.apps import apps
from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

RENDERING = "_rendering"
REFERENCES = "_refs"

_storing: ContextVar[bool] = ContextVar("tiles_storing", default=False)
logger = logging.getLogger(__name__)

_TAGS = {
    *("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s"),
    *("rp", "rt", "ruby", "samp", "small", "span", "strong", "sub", "sup", "time", "u"),
    *("article", "aside", "blockquote", "details", "div", "footer", "h2", "h3", "h4", "h5", "h6", "header", "hr", "p"),
    *("pre", "section", "summary", "dd", "dl", "dt", "li", "ol", "ul", "figcaption", "figure", "img"),
    *("caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"),
}
_ATTRIBUTES = {
    "*": {"class", "id", "lang", "dir", "title", "role", "aria-label", "aria-labelledby", "aria-hidden"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "loading"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope"},
    "ol": {"start", "reversed"},
    "time": {"datetime"},
    "blockquote": {"cite"},
    "details": {"open"},
    "col": {"span"},
}
_BREAKS = re.compile(
    r"</?(?:p|div|li|tr|td|th|h[1-6]|br|hr|dt|dd|section|figcaption|caption|blockquote)\b[^>]*>", re.IGNORECASE
)


def clean(source: str) -> SafeString:
    """Return HTML that may stand in a public page: structure, links and pictures, no script, style or form."""
    cleaned = nh3.clean(
        source, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto", "tel"}, link_rel="noopener"
    )
    return mark_safe(cleaned)  # safe: what nh3 lets through


def text_of(source: str) -> str:
    """Return the text of HTML, one line a block element."""
    cleaned = nh3.clean(_BREAKS.sub("\n", source), tags=set())
    lines = (" ".join(line.split()) for line in html.unescape(cleaned).splitlines())
    return "\n".join(line for line in lines if line)


@contextmanager
def storing() -> Iterator[None]:
    """Within this context streams are prepared for a row or a revision, not for a comparison or an API."""
    token = _storing.set(True)
    try:
        yield
    finally:
        _storing.reset(token)


def is_storing() -> bool:
    """Tell whether a stream is being prepared for a row or a revision."""
    return _storing.get()


def take(child: Any) -> dict[str, Any]:
    """Return what is stored beside a tile: its rendering and its references to other rows.

    A tile whose template can't be rendered outside a request must not stop anyone from saving: its searchable text
    stands in for the rendering.
    """
    return {
        RENDERING: str(_rendering(child)),
        REFERENCES: [
            [model._meta.label_lower, str(pk), model_path, content_path]
            for model, pk, model_path, content_path in child.block.extract_references(child.value)
        ],
    }


def _rendering(child: Any) -> str:
    # The public's language, not that of the person who happens to save.
    with translation.override(settings.LANGUAGE_CODE):
        try:
            return clean(child.render({}))
        except Exception:
            logger.warning("The tile %r could not be rendered for keeping", child.block_type, exc_info=True)
        texts = child.block.get_searchable_content(child.value)
        return "".join(f"<p>{html.escape(str(text))}</p>" for text in texts if text)


def references(item: dict[str, Any]) -> Iterable[tuple[type, str, str, str]]:
    """Yield the stored references of a tile whose add-on has gone; models that went with it are left out."""
    for label, pk, model_path, content_path in item.get(REFERENCES) or ():
        try:
            yield apps.get_model(label), pk, model_path, content_path
        except (LookupError, ValueError):
            continue
