"""The words of mails, in the portal's language: plain text and simple HTML of the same sentences.

A mail leaves the department: it says what waits where, and quotes nothing that a person told (law 7). Who notifies
sees to the sentences; nothing else goes in here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.addons import registry
from portal.addons.types import DigestSection

from .models import MailChoice, Notice

SUBJECT_LIMIT = 80
LINES = 100  # of one section; what is beyond stands in the portal


def of_notice(notice: Notice) -> EmailMultiAlternatives:
    """Return the mail of one notice: its text, and the address where to go on."""
    with override(settings.LANGUAGE_CODE):
        lead = _("Open it in the portal") if notice.url else ""
        context = {"lead": notice.text, "url": address(notice.url), "link": lead}
        return written(notice.person.email, notice.text, context)


def digest(choice: MailChoice, notices: Iterable[Notice]) -> EmailMultiAlternatives | None:
    """Return the daily mail of a person: what the rooms say, then notices not mailed yet; None where nothing is new."""
    since = choice.digested_at or timezone.now() - timedelta(days=7)
    with override(settings.LANGUAGE_CODE):
        hook = registry.manager.hook.digest_sections(person=choice.person, since=since)
        found = [section for sections in reversed(hook) for section in sections if section.lines]
        told = {url for section in found for _text, url in section.lines}
        others = tuple((notice.text, notice.url) for notice in notices if notice.url not in told)
        if others:
            found.append(DigestSection(_("Other notices"), others))
        if not found:
            return None
        sections = [
            {
                "title": str(section.title),
                "count": len(section.lines),
                "lines": [{"text": text, "url": address(url)} for text, url in section.lines[:LINES]],
            }
            for section in found
        ]
        values = {
            "day": timezone.localdate().isoformat(),
            "what": "，".join(f"{part['title']} {part['count']}" for part in sections),
        }
        subject = _("Today, %(day)s: %(what)s") % values
        lead = _("Good day, %(name)s. This is how things stand.") % {"name": choice.person}
        foot = {"text": _("How and when you get mail"), "url": address(reverse("notices:settings"))}
        return written(choice.person.email, subject, {"lead": lead, "sections": sections, "foot": foot})


def address(url: str) -> str:
    """Return the full address of a place in the portal; empty stays empty."""
    return urljoin(settings.WAGTAILADMIN_BASE_URL, url) if url else ""


def written(
    to: str, line: str, context: dict[str, Any], headers: dict[str, str] | None = None
) -> EmailMultiAlternatives:
    """Return a mail to an address: ``line`` is its subject after the portal's name, cut at 80 characters.

    ``context`` holds ``lead``; and, where there are any, ``url`` with its ``link``, ``sections`` (``title``, ``count``,
    ``lines`` of ``text`` and ``url``) and ``foot`` (``text`` and ``url``).
    """
    line = " ".join(line.split())
    line = line if len(line) <= SUBJECT_LIMIT else f"{line[: SUBJECT_LIMIT - 1]}…"
    subject, text = f"[{settings.WAGTAIL_SITE_NAME}] {line}", render_to_string("notices/mail.txt", context)
    mail = EmailMultiAlternatives(subject, text, to=[to], headers=headers)
    mail.attach_alternative(render_to_string("notices/mail.html", context), "text/html")
    return mail
