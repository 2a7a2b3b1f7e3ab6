"""What a new section begins with: the tiles of the template that its request chose, with places to fill in (C5).

The template goes into a draft of the page, beside what the opening case approved: nothing of it is public before the
page's own case, and no case takes a page in which a place is still to be filled in.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext

from portal.addons import registry
from portal.addons.types import SectionTemplate
from portal.tiles.places import places_in
from portal.tiles.problems import faults
from portal.tiles.text import plain_text

NAMED = 5


# --- tiles in their stored form -----------------------------------------------------------------------------------
def heading(words: Any) -> dict[str, Any]:
    return _tile("heading", {"text": str(words), "level": "h2"})


def text(*paragraphs: Any) -> dict[str, Any]:
    return _tile("rich_text", "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))


def notice(title: Any, words: Any, kind: str = "information") -> dict[str, Any]:
    return _tile("notice", {"kind": kind, "title": str(title), "text": f"<p>{words}</p>"})


def quotation(words: Any, who: Any) -> dict[str, Any]:
    return _tile("quotation", {"text": str(words), "who": str(who), "source": ""})


def figures(title: Any, labels: Iterable[Any], number: Any, as_of: Any) -> dict[str, Any]:
    """Key figures that are still without their numbers."""
    items = [{"number": str(number), "unit": "", "label": str(label)} for label in labels]
    return _tile("figures", {"title": str(title), "items": _items(items), "as_of": str(as_of)})


def timeline(title: Any, steps: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """Steps as (when, what)."""
    items = [{"when": str(when), "title": str(what), "text": ""} for when, what in steps]
    return _tile("timeline", {"title": str(title), "items": _items(items)})


def links(title: Any, names: Iterable[Any]) -> dict[str, Any]:
    """Links that still lead nowhere; the public wouldn't see them."""
    nowhere = {"page": None, "document": None, "url": "", "note": ""}
    return _tile("link_list", {"title": str(title), "items": _items([{"text": str(n), **nowhere} for n in names])})


def _tile(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def _items(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"type": "item", "value": value, "id": str(uuid.uuid4())} for value in values]


# --- from the request to the page ---------------------------------------------------------------------------------
def templates_of(section: str) -> list[SectionTemplate]:
    """Return what a section of a type may begin with, in the order of registration."""
    return [found for found in registry.items("section_templates") if found.section == section]


def templates_for(section: str, units: Any) -> list[SectionTemplate]:
    """Return the same with what units keep for themselves (of every unit where ``units`` is None)."""
    own = registry.manager.hook.own_section_templates(section=section, units=units)
    return [*templates_of(section), *(template for found in own for template in found)]


def fill(page: Any, request: Any, person: Any) -> None:
    """Write the chosen template into a draft of a new section; nothing where none was chosen or its add-on has gone."""
    if not request.template:
        return
    known = templates_for(request.section, None)
    found = next((template for template in known if template.name == request.template), None)
    if found is None:
        return
    draft = page.get_latest_revision_as_object()
    with translation.override(settings.LANGUAGE_CODE):  # what the public will read, whoever decided last
        draft.body = page._meta.get_field("body").to_python(found.tiles())
    draft.save_revision(user=person, clean=False)  # links that lead nowhere yet are no fault of a draft


def to_fill_in(body: Any) -> list[str]:
    """Return the places of a page's content that are still to be filled in, once each."""
    return places_in(plain_text(body))


def problems(body: Any) -> list[str]:
    """Say what of a page's tiles is still to be written or mended before the page can be sent."""
    left, wrong = to_fill_in(body), faults(body)
    if not left:
        return wrong
    sentence = ngettext(
        "%(count)s place in the content is still to be filled in or taken out: %(places)s",
        "%(count)s places in the content are still to be filled in or taken out: %(places)s",
        len(left),
    )
    return [sentence % {"count": len(left), "places": "、".join(left[:NAMED])}, *wrong]
