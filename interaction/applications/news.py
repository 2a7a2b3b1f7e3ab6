"""Word to an applicant that a letter waits, see :mod:`interaction.word_of_news`."""

from __future__ import annotations

from typing import Any

from django.views.decorators.debug import sensitive_variables

from .. import word_of_news
from . import reading
from .models import Application

MAIL = "applications.news_mail"


@sensitive_variables()
def tell(application: Application) -> None:
    """Put word on its way in the caller's transaction, where the applicant can be reached by SMS or mail."""
    word_of_news.put(_reachable(application), application.number, MAIL, {"application": application.pk})


@sensitive_variables()
def send_mail(payload: dict[str, Any]) -> None:
    """Mail an applicant, unless what they told was erased meanwhile; see :func:`word_of_news.mail`."""
    application = Application.objects.filter(pk=payload["application"]).first()
    contact = _reachable(application) if application is not None else ""
    if application is not None and word_of_news.is_address(contact):
        word_of_news.mail(contact, application.number)


@sensitive_variables()
def _reachable(application: Application) -> str:
    told = reading.told(application)
    return word_of_news.way_to(told.contact) if told else ""
