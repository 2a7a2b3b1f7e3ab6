"""Tiles that list what is public on its own account: chosen by hand, or read afresh whenever the page is shown.

The rooms whose content it is answer through an extension point (``list_sources``, ``activity_card``): what isn't public
comes in no answer, and a kind that isn't installed gives nothing.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from wagtail import blocks
from wagtail.blocks import ChooserBlock, FieldBlock
from wagtail.documents.blocks import DocumentChooserBlock

from portal.addons import registry
from portal.addons.types import ActivityCard, ListedItem, ListQuery
from portal.organisation.models import Unit

from . import hrefs
from .base import Tile
from .places import Filler
from .visibility import pages_in_sight

MOST = 20
MOST_DOWNLOADS = 30
DOCUMENTS, INTERPRETATIONS, NEWS = "disclosure", "interpretation", "news"
STYLES = [
    ("list", pgettext_lazy("gongkai", "List")),
    ("abstracts", _("List with abstracts")),
    ("cards", pgettext_lazy("gongkai", "Cards")),
]


class UnitBlock(ChooserBlock):
    """A unit, chosen from a list."""

    target_model = Unit
    widget = forms.Select

    def get_form_state(self, value: Any) -> Any:
        # Wagtail's choosers know more of what was chosen than a plain list needs.
        return FieldBlock.get_form_state(self, value)

    def value_for_form(self, value: Any) -> Any:
        return getattr(value, "pk", value) or None

    def value_from_form(self, value: Any) -> Any:
        return super().value_from_form(value or None)  # a plain list says "" for nothing

    class Meta:
        icon = "group"


def read(source: str, query: ListQuery, request: Any = None) -> list[ListedItem]:
    """Return what a source lists now, at most as many as were asked for; nothing where there is no such source."""
    found = registry.by_name("list_sources").get(source)
    return found.read(query, request)[: query.count] if found else []


def topics() -> list[tuple[str, str]]:
    """Return (code, name) of what lists can be narrowed to."""
    return [topic for source in registry.items("list_sources") for topic in source.topics()]


def sources() -> list[tuple[str, Any]]:
    """Return (name, label) of what can be listed."""
    return [(source.name, source.label) for source in registry.items("list_sources")]


def card(address: Any, request: Any = None) -> ActivityCard | None:
    """Return what the public can take part in at an address of the portal; None where nothing answers for it."""
    path = hrefs.path_of(address)
    answers = registry.manager.hook.activity_card(address=path, request=request) if path else []
    return next((answer for answer in answers if answer is not None), None)


class _Narrowed(Tile):
    """What every live list asks."""

    pictured = True
    fills_itself = True

    title = blocks.CharBlock(label=pgettext_lazy("gongkai", "title"), max_length=80, required=False)
    place = blocks.PageChooserBlock(
        label=_("only from this column"), required=False, help_text=_("With the columns in it.")
    )
    unit = UnitBlock(label=_("only from this unit"), required=False)
    keyword = blocks.CharBlock(label=_("only with this word"), max_length=40, required=False)
    count = blocks.IntegerBlock(label=_("how many"), min_value=1, max_value=MOST, default=6)
    style = blocks.ChoiceBlock(
        search_index=False, label=pgettext_lazy("gongkai", "look"), choices=STYLES, default="list"
    )
    more = blocks.PageChooserBlock(label=_("page with all of them"), required=False)

    def source(self, value: Any) -> str:
        raise NotImplementedError

    def query(self, value: Any) -> ListQuery:
        place, unit = value.get("place"), value.get("unit")
        return ListQuery(
            count=min(max(int(value.get("count") or 1), 1), MOST),
            place=place.pk if place else None,
            unit=unit.pk if unit else None,
            topic=str(value.get("topic") or ""),
            keyword=str(value.get("keyword") or "").strip(),
        )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        request = context.get("request")
        more = value.get("more")
        style = value.get("style") if value.get("style") in dict(STYLES) else "list"
        seen = pages_in_sight([more]) if more else set()
        return {
            **context,
            "items": read(self.source(value), self.query(value), request),
            "style": style,
            "more": hrefs.of_page(more, request) if more and more.pk in seen else "",
        }


class DocumentsTile(_Narrowed):
    """Documents of the portal: chosen one by one, or the newest that fit."""

    kind = blocks.ChoiceBlock(search_index=False, label=_("what it lists"), choices=sources, default=DOCUMENTS)
    chosen = blocks.ListBlock(
        blocks.PageChooserBlock(),
        label=_("chosen by hand"),
        max_num=MOST,
        default=[],
        help_text=_("Shown in this order, instead of the newest. What isn't public is left out."),
    )
    topic = blocks.ChoiceBlock(search_index=False, label=_("only of this topic"), choices=topics, required=False)

    def example(self, at: Filler) -> dict[str, Any]:
        return {"title": pgettext("tile", "Policy documents"), "kind": DOCUMENTS}

    def source(self, value: Any) -> str:
        return str(value.get("kind") or DOCUMENTS)

    def query(self, value: Any) -> ListQuery:
        chosen = tuple(page.pk for page in value.get("chosen") or () if page)
        return ListQuery(count=MOST, chosen=chosen) if chosen else super().query(value)

    class Meta:
        icon = "doc-full"
        template = "tiles/listed.html"
        description = _("Documents chosen by hand, or always the newest of a column, topic, unit or keyword.")


class NewsTile(_Narrowed):
    """The newest news that fit."""

    def example(self, at: Filler) -> dict[str, Any]:
        return {"title": pgettext("tile", "News")}

    def source(self, value: Any) -> str:
        return NEWS

    class Meta:
        icon = "list-ul"
        template = "tiles/listed.html"
        description = _("The newest news of a column or unit; it keeps itself up to date.")


class PolicyTile(Tile):
    """A policy document with what explains it."""

    pictured = True
    fills_itself = True

    document = blocks.PageChooserBlock(label=_("policy document"))
    words = blocks.TextBlock(label=_("what it means for people"), rows=3, max_length=400, required=False)

    def example(self, at: Filler) -> dict[str, Any]:
        what = pgettext("tile", "whom it concerns and what changes for them")
        return {"words": at(what, pgettext("tile", "Who applies now needs two papers less and waits half as long."))}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        request, page = context.get("request"), value.get("document")
        if not page:
            return {**context, "documents": [], "explaining": []}
        documents = read(DOCUMENTS, ListQuery(count=1, chosen=(page.pk,)), request)
        explaining = read(INTERPRETATIONS, ListQuery(count=MOST, about=page.pk), request) if documents else []
        return {**context, "documents": documents, "explaining": explaining}

    class Meta:
        icon = "doc-full-inverse"
        template = "tiles/policy.html"
        description = _("A policy document, what it means in a sentence, and all its interpretations.")


class ActivityTile(Tile):
    """A solicitation, vote or survey to take part in; shows nothing where its kind isn't installed."""

    pictured = True
    fills_itself = True

    address = hrefs.PortalAddressBlock(
        label=_("address of the activity"),
        max_length=300,
        help_text=_("Copied from the browser: the page where people take part."),
    )
    words = blocks.CharBlock(label=_("invitation"), max_length=160, required=False)

    def example(self, at: Filler) -> dict[str, Any]:
        return {
            "address": at(pgettext("tile", "address of the activity"), ""),
            "words": at(pgettext("tile", "what people are asked"), pgettext("tile", "Tell us what you think.")),
        }

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "card": card(value.get("address"), context.get("request"))}

    class Meta:
        icon = "comment"
        template = "tiles/activity.html"
        description = _("An invitation to a solicitation of opinions, a vote or a survey, with its state and its end.")


class Download(blocks.StructBlock):
    """A file to take along."""

    document = DocumentChooserBlock(label=pgettext_lazy("gongkai", "file"))
    name = blocks.CharBlock(
        label=pgettext_lazy("gongkai", "text"), max_length=120, required=False, help_text=_("Empty: the file's title.")
    )
    note = blocks.CharBlock(label=pgettext_lazy("gongkai", "note"), max_length=120, required=False)

    class Meta:
        icon = "download"


class DownloadsTile(Tile):
    """Files to take along, with kind and size."""

    pictured = True

    title = blocks.CharBlock(label=pgettext_lazy("gongkai", "title"), max_length=80, required=False)
    items = blocks.ListBlock(Download(), label=pgettext_lazy("gongkai", "files"), min_num=1, max_num=MOST_DOWNLOADS)

    def example(self, at: Filler) -> dict[str, Any]:
        name = at(pgettext("tile", "name of the file"), pgettext("tile", "Application form"))
        return {"title": pgettext("tile", "Downloads"), "items": [{"document": None, "name": name, "note": ""}]}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        files = [{**item, **_file(item["document"])} for item in value["items"] if item.get("document")]
        return {**context, "files": files}

    class Meta:
        icon = "download"
        template = "tiles/downloads.html"
        description = _("Files to download, each with its kind and size.")


def _file(document: Any) -> dict[str, Any]:
    try:
        size = document.get_file_size()
    except OSError:
        size = None
    kind = PurePosixPath(document.original_name or document.file.name).suffix.lstrip(".").upper()
    return {"kind": kind, "size": size}
