"""What is public at an address, page or row, as something that can be taken out of public view and brought back."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from portal.addons import registry

from .errors import ActRefused
from .models import Case, Publication, TakeDown
from .pages import page_kind_names
from .rows import StandingKind, key_of, parts_named
from .services import case_url, has_kind, kind_of
from .snapshots import files_of
from .states import CaseState


def page_at(address: str) -> Page | None:
    """Return the public page at an address (whole, or only its path), or None."""
    path = _path_of(address).strip("/")
    for site in Site.objects.select_related("root_page"):
        url_path = f"{site.root_page.url_path}{path}/" if path else site.root_page.url_path
        page = Page.objects.live().filter(url_path=url_path).first()
        if page is not None:
            return page
    return None


def public_at(address: str) -> Any | None:
    """Return what is public at an address (whole, or only its path): a page, or what a room shows there; or None."""
    page = page_at(address)
    return page.specific if page is not None else _row_at(_path_of(address))


def _path_of(address: str) -> str:
    try:
        return unquote(urlsplit(address).path)
    except ValueError:  # no address at all, such as one with half a pair of brackets
        return ""


def _row_at(path: str) -> Any | None:
    try:
        match = resolve(path)
    except Resolver404:
        return None
    for source in registry.items("public_addresses"):
        if source.view and source.view == match.view_name:
            row = source.rows(None).filter(**{source.number: match.kwargs.get("number")}).first()
            subject = source.subject(row) if row is not None else None
            return subject if subject is not None and is_public(subject) else None
    return None


def of(kind: str, pk: int) -> Any | None:
    """Return the page or row of a kind, or None where there is none that goes through approval."""
    found = registry.by_name("approvable_kinds").get(kind)
    subject = found.model._default_manager.filter(pk=pk).first() if found else None
    return subject if subject is not None and has_kind(subject) else None


def locked(subject: Any) -> Any:
    """Return a page or row read anew and locked. Raises ActRefused where it is gone, or whoever brought its kind."""
    if subject is None:
        raise ActRefused([_("What this case is about isn't there any more; only the record remains.")])
    model = Page if isinstance(subject, Page) else type(subject)
    row = model._default_manager.select_for_update().get(pk=subject.pk)
    return row.specific if isinstance(row, Page) else row


def publication_of(subject: Any) -> Publication | None:
    """Return by which case a page or row is public now, or None where it isn't public."""
    if isinstance(subject, Page):
        kinds = page_kind_names() if subject.live else []
    else:
        kinds = [kind_of(subject).name] if has_kind(subject) else []
    rows = Publication.objects.filter(kind__in=kinds, subject_id=str(getattr(subject, "pk", "")))
    return rows.select_related("case", "revision").first()


def is_public(subject: Any) -> bool:
    """Say whether a page or row stands at an address of its own now."""
    return has_kind(subject) and bool(kind_of(subject).address(subject)) and publication_of(subject) is not None


def parts_of(subject: Any) -> list[str]:
    """Return what is public with a row by cases of its own, as keys; a page has nothing of that kind."""
    kind = kind_of(subject)
    return [key_of(row) for row in kind.public_parts(subject)] if isinstance(kind, StandingKind) else []


def is_awaited(file: Any) -> bool:
    """Say whether a file belongs to something that was taken down at once, and may come back."""
    named = f"{type(file).__name__}:{file.pk}:"
    for row in TakeDown.objects.filter(state=TakeDown.State.DOWN).select_related("page", "revision"):
        if row.revision is not None:
            if any(type(one) is type(file) and one.pk == file.pk for one in files_of(row.revision.as_object())):
                return True
            continue
        found = row.subject()
        shown = [found, *parts_named(row.parts)] if found is not None else []
        lines = (line for part in shown for line in kind_of(part).snapshot(part).get("files", []))
        if any(str(line).startswith(named) for line in lines):
            return True
    return False


def title_of(subject: Any) -> str:
    """Return what a page or row is called in public; "" where it is gone."""
    if isinstance(subject, Page):
        return subject.title
    return kind_of(subject).title(subject) if has_kind(subject) else ""


def page_of(subject: Any) -> Page | None:
    """Return a subject that is a page, else None."""
    return subject if isinstance(subject, Page) else None


def staff_url(subject: Any) -> str:
    """Return where staff look at a page or row; "" where it is gone."""
    if isinstance(subject, Page):
        return reverse("wagtailadmin_pages:edit", args=[subject.pk])
    return kind_of(subject).url(subject) if has_kind(subject) else ""


def read_at(subject: Any) -> str:
    """Return where somebody who decides on its leaving reads it: a page in its editor, a row in the case of its own.

    Those who supervise open every case, and not every room's desk.
    """
    if isinstance(subject, Page) or not has_kind(subject):
        return staff_url(subject)
    approved = Case.objects.about(kind_of(subject).name, subject.pk).filter(state=CaseState.CARRIED_OUT)
    case = approved.order_by("-pk").first()
    return case_url(case) if case is not None else ""
