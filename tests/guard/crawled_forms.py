"""Forms of the portal's pages, filled in as a person would, and as one who wants to publish would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests import factories
from tests.plugins.guard import CHANGED, picture_bytes

# What code that publishes might listen to, whichever form it belongs to.
PUBLISHING = {
    "action-publish": "1", "publish": "1", "published": "on", "live": "on", "is_live": "on", "public": "on",
    "go_live_at": "2020-01-01 00:00", "approved_go_live_at": "2020-01-01 00:00", "state": "carried_out",
    "status": "published", "approved": "1", "force": "1", "next": "/admin/", "show_in_menus": "on",
    "publish_copies": "on", "copy_subpages": "on", "alias": "on", "keep_live": "on",
}  # fmt: skip
# The same for programs, as Wagtail's API v3 would take it.
PUBLISHING_JSON = {
    "meta": {"type": "columns.Disclosure", "live": True, "action": "publish"}, "live": True, "publish": True,
    "is_live": True, "title": CHANGED, "go_live_at": "2020-01-01T00:00:00Z", "state": "carried_out", "recursive": True,
}  # fmt: skip
_PLAUSIBLE = {"email": "a@example.org", "url": "https://example.org/", "number": "1", "tel": "0000-1234567"}
_TODAY = {"date": "%Y-%m-%d", "datetime-local": "%Y-%m-%dT%H:%M", "time": "%H:%M", "month": "%Y-%m"}
_BUTTONS = "button, input[type=submit], input[type=image]"
Values = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Form:
    """One form with one of its buttons: where it leads, what it sends as it stands, and with everything changed."""

    action: str
    method: str
    button: str
    current: Values = field(hash=False)
    changed: Values = field(hash=False)
    files: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[Any, ...]:
        """Forms with the same key ask the same of the portal."""
        return self.action, self.method, self.button, frozenset(self.current) | frozenset(self.changed), self.files


def forms_in(html: bytes, address: str) -> Iterator[Form]:
    """Every form of a page fetched from an address, once for each of its buttons; other hosts' are left out."""
    soup = BeautifulSoup(html, "lxml")
    for form in soup.find_all("form"):
        action = urljoin(address, form.get("action") or address)
        if urlsplit(action).netloc not in ("", "testserver"):
            continue
        controls = _controls(soup, form)
        method = str(form.get("method", "get")).lower()
        current, changed = _values(controls, changed=False), _values(controls, changed=True)
        for block in form.select("[data-block]"):  # tiles are drawn by the browser; without it there are none
            current[f"{block.get('id')}-count"] = changed[f"{block.get('id')}-count"] = ("0",)
        files = tuple(str(c["name"]) for c in controls if c.get("type") == "file" and c.get("name"))
        whole = Form(action, method if method in ("get", "post") else "get", "", current, changed, files)
        yield from (_pressed(whole, button, address) for button in _buttons(soup, form))


def _controls(soup: BeautifulSoup, form: Tag) -> list[Tag]:
    names = "input, select, textarea"
    outside = soup.select(f'[form="{form["id"]}"]') if form.get("id") else []
    found = [*form.select(names), *(tag for tag in outside if tag.name in ("input", "select", "textarea"))]
    return [tag for tag in found if tag.get("name") and tag["name"] != "csrfmiddlewaretoken"]


def _buttons(soup: BeautifulSoup, form: Tag) -> list[Tag | None]:
    outside = soup.select(f'[form="{form["id"]}"]') if form.get("id") else []
    found = [*form.select(_BUTTONS), *(tag for tag in outside if tag.name == "button")]
    pressed = [tag for tag in found if tag.name == "input" or tag.get("type", "submit") == "submit"]
    different = {(tag.get("name"), tag.get("value"), tag.get("formaction")): tag for tag in pressed}
    return list(different.values()) or [None]


def _pressed(form: Form, button: Tag | None, address: str) -> Form:
    if button is None:
        return form
    name = str(button.get("name") or "")
    said = {name: (str(button.get("value") or ""),)} if name else {}
    action = urljoin(address, str(button["formaction"])) if button.get("formaction") else form.action
    label = f"{name}={button.get('value') or ''}" if name else ""
    return replace(form, action=action, button=label, current=form.current | said, changed=form.changed | said)


def _values(controls: list[Tag], changed: bool) -> Values:
    found: dict[str, list[str]] = {}
    for tag in controls:
        name = str(tag["name"])
        values = _value(tag, changed)
        if tag.get("type") == "radio":
            if values and (tag.has_attr("checked") or name not in found):
                found[name] = values
        else:
            found.setdefault(name, []).extend(values)
    return {name: tuple(values) for name, values in found.items() if values}


def _value(tag: Tag, changed: bool) -> list[str]:
    """What a control would send; nothing for buttons, files and boxes that aren't ticked."""
    name, kind, value = str(tag["name"]), str(tag.get("type", "text")), str(tag.get("value") or "")
    if name in factories.CHECKLIST:
        return [factories.CHECKLIST[name]]
    if tag.name == "select":
        return _chosen(tag, changed)
    if kind in ("submit", "button", "image", "reset", "file"):
        return []
    if kind == "checkbox":
        return [value or "on"] if changed or tag.has_attr("checked") else []
    if kind in ("radio", "hidden"):
        return [value]
    if kind in _TODAY:
        return [value or timezone.localtime().strftime(_TODAY[kind])]
    if tag.name == "textarea":
        value = tag.get_text().removeprefix("\n")
    if "slug" in name:
        return [f"{value}-changed" if changed and value else value or "crawled"]
    if kind != "text" and tag.name != "textarea":
        return [value or _PLAUSIBLE.get(kind, "pw")]
    return [CHANGED if changed and not value.isdigit() else value or "内容准确。"]


def _chosen(tag: Tag, changed: bool) -> list[str]:
    options = [str(option.get("value", option.get_text())) for option in tag.find_all("option")]
    selected = [str(o.get("value", o.get_text())) for o in tag.find_all("option") if o.has_attr("selected")]
    real = [value for value in options if value]
    return (real[-1:] if changed else selected or real[:1]) or selected or options[:1]


def sent(form: Form, changed: bool) -> dict[str, Any]:
    """What the form sends with its files; ``changed``: another text everywhere, and all that asks to publish."""
    values = PUBLISHING | form.changed if changed else form.current
    data: dict[str, Any] = {name: list(each) if isinstance(each, tuple) else each for name, each in values.items()}
    return {**data, **{name: _file(name) for name in form.files}} if form.method == "post" else data


def _file(name: str) -> SimpleUploadedFile:
    if "image" in name or "picture" in name:
        return SimpleUploadedFile("公开.png", picture_bytes("green"), "image/png")
    return SimpleUploadedFile("公开.pdf", factories.pdf_bytes("统一编号"), "application/pdf")
