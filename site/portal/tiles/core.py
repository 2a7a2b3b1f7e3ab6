"""The portal's own tiles. Each renders from ``tiles/<name>.html``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from wagtail import blocks
from wagtail.blocks import StructBlockValidationError, StructValue
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import expand_db_html

from . import hrefs, snapshots
from .base import Tile
from .places import Filler, places_in
from .visibility import pages_in_sight

RICH_TEXT_FEATURES = [
    *("h3", "h4", "bold", "italic", "superscript", "subscript", "ol", "ul"),
    *("link", "document-link", "blockquote", "hr"),
]
MOST_LINKS = 40
MOST_STEPS = 40
_HEADING = re.compile(r"<(h[34])\b([^>]*)>(.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_BLOCK_KEY = re.compile(r'\bdata-block-key="([A-Za-z0-9]+)"')


def anchor(block_id: str | None) -> str:
    """Return the address within the page of a tile: the same for its heading and in the table of contents."""
    return f"s-{str(block_id or '0')[:8]}"


class HeadingTile(Tile):
    """A heading of the page's second or third level."""

    text = blocks.CharBlock(label=pgettext_lazy("gongkai", "text"), max_length=120)
    level = blocks.ChoiceBlock(
        search_index=False,
        label=pgettext_lazy("gongkai", "level"),
        choices=[("h2", pgettext_lazy("gongkai", "Section")), ("h3", pgettext_lazy("gongkai", "Subsection"))],
        default="h2",
    )

    def example(self, at: Filler) -> dict[str, Any]:
        return {"text": at(pgettext("tile", "title of the section"), pgettext("tile", "What everybody should know"))}

    class Meta:
        icon = "title"
        template = "tiles/heading.html"
        description = _("A heading of a section or subsection; it stands in the table of contents.")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["anchor"] = anchor(context.get("id"))
        return context

    def get_searchable_content(self, value: Any) -> list[str]:
        return [value["text"]] if value.get("text") else []


class RichTextTile(blocks.RichTextBlock):
    """Running text; its headings get anchors."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", RICH_TEXT_FEATURES)
        super().__init__(**kwargs)

    def get_preview_value(self) -> Any:
        words = pgettext("tile", "Running text with headings, lists and links.")
        return self.normalize(f"<p>{words}</p>")

    class Meta:
        icon = "pilcrow"
        template = "tiles/rich_text.html"
        description = _("Running text with headings, lists and links.")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        html, _headings = with_anchors(expand_db_html(value.source if value else ""), context.get("id"))
        # The editor's own HTML is safe already; texts also come in from elsewhere.
        context["html"] = snapshots.clean(html)
        return context


def with_anchors(html: str, block_id: str | None) -> tuple[str, list[tuple[str, str, int]]]:
    """Give the h3 and h4 of a text their anchors; return the HTML and (anchor, inner HTML, level) of each.

    The editor's own key of a paragraph makes the anchor, so that it stays when text is added before; a text without
    keys (brought in from elsewhere) is numbered.
    """
    headings: list[tuple[str, str, int]] = []

    def mark(match: re.Match[str]) -> str:
        tag, attributes, inner = match.groups()
        key = _BLOCK_KEY.search(attributes)
        name = f"{anchor(block_id)}-{key.group(1) if key else len(headings) + 1}"
        headings.append((name, inner, int(tag[1])))
        return f'<{tag} id="{name}"{attributes}>{inner}</{tag}>'

    return _HEADING.sub(mark, html), headings


def alt_field(required: bool = True) -> blocks.CharBlock:
    """Return the field for the words that stand for a picture."""
    return blocks.CharBlock(
        label=pgettext_lazy("gongkai", "alternative text"),
        max_length=200,
        required=required,
        help_text=_("What the picture shows, for those who can't see it."),
    )


def credit_field() -> blocks.CharBlock:
    """Return the field for where a picture comes from."""
    return blocks.CharBlock(
        label=_("source or licence"),
        max_length=120,
        required=False,
        help_text=_("Who made the picture, and on what terms it is shown."),
    )


class ImageTile(Tile):
    """A picture with the text that stands for it, and a caption."""

    pictured = True

    image = ImageChooserBlock(label=pgettext_lazy("gongkai", "picture"))
    alt = alt_field()
    caption = blocks.CharBlock(label=pgettext_lazy("gongkai", "caption"), max_length=200, required=False)
    credit = credit_field()

    def example(self, at: Filler) -> dict[str, Any]:
        return {"alt": at(pgettext("tile", "what the picture shows"), pgettext("tile", "At the reservoir"))}

    class Meta:
        icon = "image"
        template = "tiles/image.html"
        description = _("A picture with the words that stand for it, a caption and its source.")


class FigureItem(blocks.StructBlock):
    """One number."""

    number = blocks.CharBlock(label=pgettext_lazy("gongkai", "number"), max_length=24)
    unit = blocks.CharBlock(label=pgettext_lazy("gongkai", "unit of measure"), max_length=16, required=False)
    label = blocks.CharBlock(label=pgettext_lazy("gongkai", "what it counts"), max_length=60)

    class Meta:
        icon = "order"


class FiguresTile(Tile):
    """Numbers that stand out."""

    title = blocks.CharBlock(label=pgettext_lazy("gongkai", "title"), max_length=80, required=False)
    items = blocks.ListBlock(FigureItem(), label=pgettext_lazy("gongkai", "figures"), min_num=1, max_num=8)
    as_of = blocks.CharBlock(label=pgettext_lazy("gongkai", "as of, source"), max_length=80, required=False)

    def example(self, at: Filler) -> dict[str, Any]:
        samples = [
            ("2846", pgettext("tile", "places"), pgettext("tile", "known sites")),
            ("98.6", "%", pgettext("tile", "handled in time")),
            ("21", pgettext("tile", "items"), pgettext("tile", "successes this year")),
        ]
        number, label = pgettext("tile", "number"), pgettext("tile", "what it counts")
        items = [{"number": at(number, n), "unit": unit, "label": at(label, what)} for n, unit, what in samples]
        source = at(pgettext("tile", "day and source of the figures"), pgettext("tile", "As of June"))
        return {"title": pgettext("tile", "In figures"), "items": items, "as_of": source}

    class Meta:
        icon = "order"
        template = "tiles/figures.html"
        description = _("Up to eight numbers that stand out, each with what it counts.")


class TimelineItem(blocks.StructBlock):
    """One step."""

    when = blocks.CharBlock(label=pgettext_lazy("gongkai", "when"), max_length=40)
    title = blocks.CharBlock(label=pgettext_lazy("gongkai", "what"), max_length=80)
    text = blocks.TextBlock(label=pgettext_lazy("gongkai", "text"), rows=2, required=False)

    class Meta:
        icon = "date"


class TimelineTile(Tile):
    """Steps in the order of time."""

    title = blocks.CharBlock(label=pgettext_lazy("gongkai", "title"), max_length=80, required=False)
    items = blocks.ListBlock(TimelineItem(), label=pgettext_lazy("gongkai", "steps"), min_num=1, max_num=MOST_STEPS)

    def example(self, at: Filler) -> dict[str, Any]:
        steps = [
            (pgettext("tile", "March"), pgettext("tile", "Plan issued")),
            (pgettext("tile", "June"), pgettext("tile", "Half-way review")),
            (pgettext("tile", "November"), pgettext("tile", "Acceptance")),
        ]
        day, what = pgettext("tile", "day"), pgettext("tile", "what happens")
        items = [{"when": at(day, when), "title": at(what, title), "text": ""} for when, title in steps]
        return {"title": pgettext("tile", "Milestones"), "items": items}

    class Meta:
        icon = "date"
        template = "tiles/timeline.html"
        description = _("Steps in the order of time.")


class LinkValue(StructValue):
    """Where a link leads."""

    @property
    def href(self) -> str:
        """The address, or "" when what was chosen is gone."""
        page, document = self.get("page"), self.get("document")
        if page:
            return page.url or ""
        return document.url if document else hrefs.safe(self.get("url"))

    @property
    def name(self) -> str:
        """What the link says: its own text, else the title of what it leads to."""
        target = self.get("page") or self.get("document")
        return self.get("text") or (target.title if target else self.get("url") or "")


class LinkItem(blocks.StructBlock):
    """One link, to exactly one of a page, a file and an address; to none where it is ``optional``."""

    def __init__(self, *args: Any, optional: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.optional = optional

    text = blocks.CharBlock(label=pgettext_lazy("gongkai", "text"), max_length=120, required=False)
    page = blocks.PageChooserBlock(label=pgettext_lazy("gongkai", "page"), required=False)
    document = DocumentChooserBlock(label=pgettext_lazy("gongkai", "file"), required=False)
    url = blocks.URLBlock(label=pgettext_lazy("gongkai", "address"), required=False)
    note = blocks.CharBlock(label=pgettext_lazy("gongkai", "note"), max_length=120, required=False)

    class Meta:
        icon = "link"
        value_class = LinkValue

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        for place, message in self._wrong(cleaned):
            if place:
                raise StructBlockValidationError(block_errors={place: ValidationError(message)})
            raise StructBlockValidationError(non_block_errors=[ValidationError(message)])
        return cleaned

    def faults(self, value: Any) -> Iterator[str]:
        """A link to nothing may stand in a draft."""
        if not places_in(str(value.get("text") or "")):
            yield from (str(message) for _place, message in self._wrong(value))

    def _wrong(self, value: Any) -> Iterator[tuple[str, Any]]:
        """Yield (field, or "" for the whole; what is wrong)."""
        chosen = [name for name in ("page", "document", "url") if value.get(name)]
        if not chosen and self.optional:
            return
        if len(chosen) != 1:
            yield "", _("Choose exactly one of a page, a file and an address.")
        elif chosen == ["url"] and not value.get("text"):
            yield "text", _("A link to an address needs a text.")


def shown_links(links: Any) -> list[Any]:
    """Return those of some links that the public can follow."""
    pages = [link["page"] for link in links if link.get("page")]
    shown = pages_in_sight(pages)
    return [link for link in links if not link.get("page") or link["page"].pk in shown]


class LinkListTile(Tile):
    """Links under a title."""

    title = blocks.CharBlock(label=pgettext_lazy("gongkai", "title"), max_length=80, required=False)
    items = blocks.ListBlock(LinkItem(), label=pgettext_lazy("gongkai", "links"), min_num=1, max_num=MOST_LINKS)

    def get_context(self, value, parent_context=None):
        """``links`` are those that the public can follow: a page out of public view isn't named either."""
        return {**super().get_context(value, parent_context), "links": shown_links(value["items"])}

    def example(self, at: Filler) -> dict[str, Any]:
        samples = [pgettext("tile", "Guide in the provincial online hall"), pgettext("tile", "Ministry")]
        name = pgettext("tile", "what the link leads to")
        nowhere = {"page": None, "document": None, "url": "", "note": ""}
        items = [{"text": at(name, sample), **nowhere} for sample in samples]
        return {"title": pgettext("tile", "Links"), "items": items}

    class Meta:
        icon = "list-ul"
        template = "tiles/link_list.html"
        description = _("Links to pages, files and other sites under a title.")


class QuotationTile(Tile):
    """Somebody's words."""

    text = blocks.TextBlock(label=pgettext_lazy("gongkai", "words"), rows=3)
    who = blocks.CharBlock(label=pgettext_lazy("gongkai", "who said it"), max_length=80, required=False)
    source = blocks.CharBlock(label=pgettext_lazy("gongkai", "where it was said"), max_length=120, required=False)

    def example(self, at: Filler) -> dict[str, Any]:
        return {
            "text": at(
                pgettext("tile", "the words"), pgettext("tile", "Every parcel on the map, every step in public.")
            ),
            "who": at(pgettext("tile", "who said it"), pgettext("tile", "Head of the department")),
        }

    class Meta:
        icon = "openquote"
        template = "tiles/quotation.html"
        description = _("Somebody's words, set apart, with who said them.")


class NoticeTile(Tile):
    """A few lines set apart from the text."""

    kind = blocks.ChoiceBlock(
        search_index=False,
        label=pgettext_lazy("gongkai", "kind"),
        choices=[
            ("information", pgettext_lazy("gongkai", "For information")),
            ("important", pgettext_lazy("gongkai", "Important")),
        ],
        default="information",
    )
    title = blocks.CharBlock(label=pgettext_lazy("gongkai", "title"), max_length=80, required=False)
    text = blocks.RichTextBlock(label=pgettext_lazy("gongkai", "text"), features=["bold", "link", "ol", "ul"])

    def example(self, at: Filler) -> dict[str, Any]:
        sample = pgettext("tile", "The counter is closed on the afternoon of 1 July.")
        words = at(pgettext("tile", "what everybody must know"), sample)
        return {"title": pgettext("tile", "Please note"), "text": f"<p>{words}</p>"}

    class Meta:
        icon = "warning"
        template = "tiles/notice.html"
        description = _("A few lines set apart from the text, for information or important.")


class NoticeBarTile(Tile):
    """One line over the whole width, which goes by itself after its day."""

    text = blocks.CharBlock(label=pgettext_lazy("gongkai", "text"), max_length=120)
    kind = blocks.ChoiceBlock(
        search_index=False,
        label=pgettext_lazy("gongkai", "kind"),
        choices=[
            ("information", pgettext_lazy("gongkai", "For information")),
            ("important", pgettext_lazy("gongkai", "Important")),
        ],
        default="information",
    )
    link = LinkItem(label=pgettext_lazy("gongkai", "link"), optional=True)
    until = blocks.DateBlock(label=_("shown until"), required=False)

    def example(self, at: Filler) -> dict[str, Any]:
        sample = pgettext("tile", "Applications are taken until 30 June.")
        return {"text": at(pgettext("tile", "one line that matters now"), sample)}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        link, until = value.get("link"), value.get("until")
        over = bool(until) and until < timezone.localdate()
        href = link.href if link and shown_links([link]) else ""
        return {**super().get_context(value, parent_context), "over": over, "href": href}

    class Meta:
        icon = "warning"
        template = "tiles/notice_bar.html"
        description = _("One line that matters now, over the whole width; it disappears after its day.")
