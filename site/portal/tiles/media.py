"""Tiles of pictures and moving pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from wagtail import blocks
from wagtail.blocks import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from . import hrefs
from .base import Tile
from .core import LinkItem, alt_field, credit_field, shown_links
from .places import Filler, places_in

MOST_SLIDES = 8
MOST_PICTURES = 24
VIDEO_KINDS = {"mp4": "video/mp4", "webm": "video/webm"}
# As the authorities number reviewed maps: GS(2019)1822号, 粤S〔2024〕012号, GS京(2022)1061号.
REVIEW_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{0,3}[A-Z]{0,2}S[\u4e00-\u9fff]{0,3}\s*[(（〔\[]\d{4}[)）〕\]]\s*\d{1,6}\s*号\Z"
)
NO_REVIEW_NUMBER = _("This is no review number of a map, such as GS(2024)0650号.")


class Slide(blocks.StructBlock):
    """A picture with words on it that lead somewhere."""

    image = ImageChooserBlock(label=pgettext_lazy("gongkai", "picture"), required=False)
    alt = alt_field(required=False)
    title = blocks.CharBlock(label=pgettext_lazy("gongkai", "title"), max_length=60)
    text = blocks.CharBlock(label=pgettext_lazy("gongkai", "text"), max_length=160, required=False)
    link = LinkItem(label=pgettext_lazy("gongkai", "link"), optional=True)
    credit = credit_field()

    class Meta:
        icon = "image"


def _slide(at: Filler, title: Any, sample: Any) -> dict[str, Any]:
    text = at(pgettext("tile", "one sentence"), pgettext("tile", "What it is about, in one sentence"))
    return {"image": None, "alt": "", "title": at(title, sample), "text": text, "credit": ""}


class BannerTile(Tile):
    """One picture over the whole width, with words and a link."""

    slide = Slide(label=pgettext_lazy("gongkai", "banner"))

    def example(self, at: Filler) -> dict[str, Any]:
        return {"slide": _slide(at, pgettext("tile", "title of the banner"), pgettext("tile", "Working together"))}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "slides": slides_shown([value["slide"]])}

    class Meta:
        icon = "image"
        template = "tiles/banner.html"
        description = _("A picture over the whole width with a title, a sentence and a link.")


class CarouselTile(Tile):
    """Pictures side by side that readers push along; nothing moves by itself."""

    title = blocks.CharBlock(label=pgettext_lazy("gongkai", "title"), max_length=80, required=False)
    slides = blocks.ListBlock(Slide(), label=pgettext_lazy("gongkai", "pictures"), min_num=2, max_num=MOST_SLIDES)

    def example(self, at: Filler) -> dict[str, Any]:
        first = _slide(at, pgettext("tile", "first picture's title"), pgettext("tile", "On the ground"))
        second = _slide(at, pgettext("tile", "second picture's title"), pgettext("tile", "In the laboratory"))
        return {"slides": [first, second]}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "slides": slides_shown(value["slides"])}

    class Meta:
        icon = "image"
        template = "tiles/carousel.html"
        description = _("Two to eight pictures with words, pushed along by hand; nothing moves by itself.")


def slides_shown(slides: Any) -> list[dict[str, Any]]:
    """Return slides with where they lead, "" where the public can't follow."""
    links = [slide["link"] for slide in slides if slide.get("link")]
    shown = {id(link) for link in shown_links(links)}
    return [
        {**slide, "href": slide["link"].href if slide.get("link") and id(slide["link"]) in shown else ""}
        for slide in slides
    ]


class GalleryItem(blocks.StructBlock):
    """One picture of a gallery."""

    image = ImageChooserBlock(label=pgettext_lazy("gongkai", "picture"))
    alt = alt_field()
    caption = blocks.CharBlock(label=pgettext_lazy("gongkai", "caption"), max_length=120, required=False)
    credit = credit_field()

    class Meta:
        icon = "image"


class GalleryTile(Tile):
    """Pictures as a grid; each opens in full."""

    title = blocks.CharBlock(label=pgettext_lazy("gongkai", "title"), max_length=80, required=False)
    items = blocks.ListBlock(
        GalleryItem(), label=pgettext_lazy("gongkai", "pictures"), min_num=1, max_num=MOST_PICTURES
    )

    def example(self, at: Filler) -> dict[str, Any]:
        said = at(pgettext("tile", "what the picture shows"), pgettext("tile", "At the reservoir"))
        picture = {"image": None, "alt": said, "caption": "", "credit": ""}
        return {"title": pgettext("tile", "In pictures"), "items": [dict(picture) for _number in range(3)]}

    class Meta:
        icon = "image"
        template = "tiles/gallery.html"
        description = _("Up to 24 pictures as a grid, each with its caption and source; a click opens one in full.")


class VideoTile(Tile):
    """A film: a file of the portal with captions, or a link to one that may be shown in a frame."""

    pictured = True

    title = blocks.CharBlock(label=pgettext_lazy("gongkai", "title"), max_length=80)
    file = DocumentChooserBlock(label=_("film"), required=False, help_text=_("A file of the kind MP4 or WebM."))
    captions = DocumentChooserBlock(
        label=_("captions"),
        required=False,
        help_text=_("A file of the kind VTT: what is said, for those who can't hear it."),
    )
    url = blocks.URLBlock(
        label=_("or its address elsewhere"),
        required=False,
        help_text=_("Shown in the page where the operator has allowed its site; else as a link."),
    )
    poster = ImageChooserBlock(label=_("picture before it plays"), required=False)
    transcript = blocks.RichTextBlock(
        label=_("what is said and shown, in words"), features=["bold", "ol", "ul"], required=False
    )
    credit = credit_field()

    def example(self, at: Filler) -> dict[str, Any]:
        words = at(pgettext("tile", "what is said and shown, in words"), pgettext("tile", "The film in words"))
        return {
            "title": at(pgettext("tile", "title of the film"), pgettext("tile", "Three minutes about the new rules")),
            "transcript": f"<p>{words}</p>",
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        errors = {place: ValidationError(message) for place, message in self._wrong(cleaned)}
        if whole := errors.pop("", None):
            raise StructBlockValidationError(non_block_errors=[whole])
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    def faults(self, value: Any) -> Iterator[str]:
        yield from (str(message) for _place, message in self._wrong(value))

    def _wrong(self, value: Any) -> Iterator[tuple[str, Any]]:
        """Yield (field, or "" for the whole; what is wrong)."""
        file, captions = value.get("file"), value.get("captions")
        if bool(file) == bool(value.get("url")):
            yield "", _("Choose a film or give its address.")
            return
        if file and not video_type(file):
            yield "file", _("This is no film of the kind MP4 or WebM.")
        if captions and _kind(captions) != "vtt":
            yield "captions", _("Captions are a file of the kind VTT.")
        elif file and not captions and not _text(value.get("transcript")):
            yield "captions", _("A film needs captions or its words as a text.")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        file = value.get("file")
        return {
            **context,
            "video_type": video_type(file) if file else "",
            "framed": hrefs.may_embed(value.get("url")),
            "href": hrefs.safe(value.get("url")),
        }

    class Meta:
        icon = "media"
        template = "tiles/video.html"
        description = _("A film from the portal's files with captions, or from a site that the operator allows.")


def _kind(file: Any) -> str:
    return str(file.file.name).rsplit(".", 1)[-1].lower()


def _text(rich: Any) -> str:
    return re.sub(r"<[^>]+>", "", str(getattr(rich, "source", rich) or "")).strip()


def video_type(file: Any) -> str:
    """Return the media type of a film, or "" for other files."""
    return VIDEO_KINDS.get(_kind(file), "")


class MapPictureTile(Tile):
    """A picture of a map, with the number under which it was reviewed: without one no map may be shown."""

    pictured = True

    image = ImageChooserBlock(label=_("map"))
    alt = alt_field()
    caption = blocks.CharBlock(label=pgettext_lazy("gongkai", "caption"), max_length=200, required=False)
    review_number = blocks.CharBlock(
        label=_("review number of the map"),
        max_length=40,
        help_text=_("As the map bears it, for example GS(2024)0650号."),
    )
    credit = credit_field()

    def example(self, at: Filler) -> dict[str, Any]:
        return {
            "alt": at(pgettext("tile", "what the map shows"), pgettext("tile", "Map of the monitoring points")),
            "review_number": at(pgettext("tile", "review number of the map"), "GS(2024)0650号"),
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not self.is_deferred_validation and not REVIEW_NUMBER.match(cleaned.get("review_number") or ""):
            raise StructBlockValidationError(block_errors={"review_number": ValidationError(NO_REVIEW_NUMBER)})
        return cleaned

    def faults(self, value: Any) -> Iterator[str]:
        number = str(value.get("review_number") or "")
        if value.get("image") and not places_in(number) and not REVIEW_NUMBER.match(number):
            yield str(NO_REVIEW_NUMBER)

    class Meta:
        icon = "site"
        template = "tiles/map_picture.html"
        description = _("A picture of a map with its review number, which is shown beside it.")


class EmbedTile(Tile):
    """Something from another site in a frame; only from sites that the operator has named."""

    pictured = True

    title = blocks.CharBlock(
        label=pgettext_lazy("gongkai", "title"), max_length=80, help_text=_("Says what the frame shows.")
    )
    url = blocks.URLBlock(label=pgettext_lazy("gongkai", "address"))
    height = blocks.ChoiceBlock(
        search_index=False,
        label=pgettext_lazy("gongkai", "height"),
        choices=[
            ("low", pgettext_lazy("height", "Low")),
            ("middle", pgettext_lazy("height", "Middle")),
            ("high", pgettext_lazy("height", "High")),
        ],
        default="middle",
    )

    def example(self, at: Filler) -> dict[str, Any]:
        return {"title": at(pgettext("tile", "what the frame shows"), pgettext("tile", "Water levels today"))}

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not self.is_deferred_validation and not hrefs.may_embed(cleaned.get("url")):
            text = _("Pages may show nothing from this site. Ask the technology centre to allow it, or set a link.")
            raise StructBlockValidationError(block_errors={"url": ValidationError(text)})
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        height = value.get("height") if value.get("height") in ("low", "middle", "high") else "middle"
        address = value.get("url")
        return {**context, "framed": hrefs.may_embed(address), "href": hrefs.safe(address), "height": height}

    class Meta:
        icon = "code"
        template = "tiles/embed.html"
        description = _("A page of another site in a frame; only sites that the operator has allowed.")
