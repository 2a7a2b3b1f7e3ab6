"""Addresses in a page and in style sheets, each handed to a function that says what stands there instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import tinycss2
from bs4 import BeautifulSoup, Tag
from tinycss2.serializer import serialize_string_value

NOWHERE = "about:invalid"  # what a style sheet asks for in the place of a file that isn't there
ADDRESSES = ("href", "src", "poster", "data", "action", "formaction", "background", "xlink:href")
CANDIDATES = ("srcset", "imagesrcset")
TAKES_ADDRESSES = ("url", "src", "image-set", "-webkit-image-set")


@dataclass(frozen=True)
class Place:
    """Where an address leads from now on; ``download`` is the name that a browser keeps the file under."""

    address: str
    download: str = ""


Replace = Callable[[str], Place | None]  # None: nothing stands there any more


def page(content: bytes, replace: Replace) -> bytes:
    """Return an HTML page with every address in it replaced; an attribute whose file isn't there is left out."""
    soup = BeautifulSoup(content, "html.parser")
    for element in soup.find_all(True):
        for name in ADDRESSES:
            if name in element.attrs:
                _attribute(element, name, replace)
        for name in CANDIDATES:
            if name in element.attrs:
                _candidates(element, name, replace)
        if "style" in element.attrs:
            element["style"] = style_sheet(str(element["style"]), replace)
        if element.name == "style":
            element.string = style_sheet(element.get_text(), replace)
    return soup.encode("utf-8")


def style_sheet(text: str, replace: Replace) -> str:
    """Return CSS (a sheet, or the declarations of one element) with every address in it replaced."""
    tokens = tinycss2.parse_component_value_list(text)
    _tokens(tokens, replace)
    return tinycss2.serialize(tokens)


def _attribute(element: Tag, name: str, replace: Replace) -> None:
    place = replace(str(element[name]).strip())
    if place is None:
        del element[name]
        return
    element[name] = place.address
    if place.download and element.name in ("a", "area"):
        element["download"] = place.download


def _candidates(element: Tag, name: str, replace: Replace) -> None:
    """``srcset``: addresses with a width or density each, between commas."""
    kept = []
    for candidate in str(element[name]).split(","):
        address, _space, size = candidate.strip().partition(" ")
        place = replace(address) if address else None
        if place is not None:
            kept.append(f"{place.address} {size.strip()}".strip())
    if kept:
        element[name] = ", ".join(kept)
    else:
        del element[name]


def _tokens(tokens: Iterable[Any], replace: Replace, *, strings: bool = False) -> None:
    """Addresses are ``url(…)`` in both its forms, texts in a function that takes them, and what is imported."""
    importing = False
    for token in tokens:
        if token.type == "url" or (token.type == "string" and (strings or importing)):
            _put(token, replace)
        elif token.type == "function":
            _tokens(token.arguments, replace, strings=token.lower_name in TAKES_ADDRESSES)
        elif hasattr(token, "content"):
            _tokens(token.content, replace)
        if token.type != "whitespace":
            importing = token.type == "at-keyword" and token.lower_value == "import"


def _put(token: Any, replace: Replace) -> None:
    place = replace(token.value.strip())
    token.value = place.address if place is not None else NOWHERE
    quoted = f'"{serialize_string_value(token.value)}"'
    token.representation = f"url({quoted})" if token.type == "url" else quoted
