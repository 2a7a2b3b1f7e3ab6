"""Word to whoever moved up from a waiting list, see :mod:`interaction.word_of_news`."""

from __future__ import annotations

from typing import Any

from django.views.decorators.debug import sensitive_variables

from .. import word_of_news
from . import entries
from .models import Entry

MAIL = "activities.news_mail"


@sensitive_variables()
def tell(entry: Entry) -> None:
    """Put word on its way in the caller's transaction, where the person can be reached by SMS or mail."""
    word_of_news.put(_reachable(entry), entry.number, MAIL, {"entry": entry.pk})


@sensitive_variables()
def send_mail(payload: dict[str, Any]) -> None:
    """Mail a person, unless what they told was erased meanwhile; see :func:`word_of_news.mail`."""
    entry = Entry.objects.filter(pk=payload["entry"]).first()
    contact = _reachable(entry) if entry is not None else ""
    if entry is not None and word_of_news.is_address(contact):
        word_of_news.mail(contact, entry.number)


@sensitive_variables()
def _reachable(entry: Entry) -> str:
    said = entries.told(entry)
    return word_of_news.way_to(said.get("contact", "")) if said else ""
