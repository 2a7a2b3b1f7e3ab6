"""Keeps Wagtail working with pages whose type has gone, and stores what they will show then.

Wagtail answers ``None`` for the class of such a page, and most of its admin (also the listing of the page above)
fails on that.
"""

from __future__ import annotations

import html
import logging
from typing import Any

from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.test import RequestFactory
from django.utils import translation
from django.utils.functional import cached_property
from wagtail.models import Page, ReferenceIndex
from wagtail.models.specific import SpecificMixin
from wagtail.signals import page_published

from . import snapshots, text
from .fields import TileField
from .house import is_of_the_house

logger = logging.getLogger(__name__)
_wagtail_specific_class = SpecificMixin.__dict__["specific_class"].func
_wagtail_source_field = ReferenceIndex.__dict__["source_field"].func
_wagtail_latest_revision = Page.get_latest_revision_as_object


def type_is_gone(page: Page) -> bool:
    """Tell whether a page's own type is not installed."""
    return page.cached_content_type.model_class() is None


def gone_below(page: Page) -> bool:
    """Tell whether a page, or one below it, is of a type that is not installed."""
    used = page.get_descendants(inclusive=True).order_by().values_list("content_type", flat=True).distinct()
    return any(kind.model_class() is None for kind in ContentType.objects.filter(pk__in=used))


def _specific_class(self: Page) -> type[Page]:
    from .models import MissingPage

    return _wagtail_specific_class(self) or MissingPage


def _source_field(self: ReferenceIndex) -> Any:
    if self._content_type.model_class() is None:
        name = self.model_path_components[0]
        return models.TextField(name=name, verbose_name=name)
    return _wagtail_source_field(self)


def _latest_revision(self: Page) -> Page:
    return self.specific if type_is_gone(self) else _wagtail_latest_revision(self)


def connect() -> None:
    """Put the stand-in where Wagtail looks for a page's class, and store renderings at publication."""
    for owner, name, function in (
        (Page, "specific_class", _specific_class),
        (ReferenceIndex, "source_field", _source_field),
    ):
        prop = cached_property(function)
        prop.__set_name__(owner, name)
        setattr(owner, name, prop)
    Page.get_latest_revision_as_object = _latest_revision
    page_published.connect(store_on_publication, dispatch_uid="tiles.store_rendering")


def store_on_publication(sender: Any, instance: Page, **kwargs: Any) -> None:
    """Store a rendering when an add-on's page is published; the portal's own types never go."""
    if not is_of_the_house(type(instance)) and type(instance) is not Page:
        store_rendering(instance)


def store_rendering(page: Page) -> Any:
    """Store what a page shows as plain content, and return the :class:`StoredRendering`.

    A page that can't be rendered outside a visitor's request must not stop its publication: the words of its streams
    stand in.
    """
    from .models import StoredRendering

    try:
        with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
            content = _served(page)
    except Exception:
        logger.warning("The page %s could not be rendered for keeping", page.pk, exc_info=True)
        content = _words(page)
    stored, _created = StoredRendering.objects.update_or_create(page_id=page.pk, defaults={"html": content})
    return stored


def _served(page: Page) -> str:
    site = page.get_site()
    request = RequestFactory().get(page.url or "/", SERVER_NAME=site.hostname if site else "localhost")
    request.user = AnonymousUser()
    response = page.serve(request)
    if hasattr(response, "render"):
        response.render()
    if response.status_code != 200:
        raise ValueError(f"answered {response.status_code}")
    soup = BeautifulSoup(response.content, "html.parser")
    main = soup.find("main") or soup.find("body") or soup
    for part in main.find_all(["nav", "script", "style", "form", "h1"]):
        part.decompose()
    return str(snapshots.clean(main.decode_contents()))


def _words(page: Page) -> str:
    values = [getattr(page, field.name) for field in page._meta.get_fields() if isinstance(field, TileField)]
    lines = [line for value in values for line in text.plain_text(value).splitlines()]
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines)
