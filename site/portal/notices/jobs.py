"""Mails that go with notices."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from .models import Notice

SUBJECT_LIMIT = 80


def send_mail(payload: dict[str, Any]) -> None:
    """Mail one notice. Nothing is sent twice, nor to somebody who left or has read it in the portal meanwhile."""
    notice = Notice.objects.select_related("person").filter(pk=payload["notice"]).first()
    if notice is None or notice.mailed_at or notice.read_at:
        return
    if not notice.person.is_active or not notice.person.email:
        return
    compose(notice).send()
    Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())


def compose(notice: Notice) -> EmailMessage:
    """Return the mail of a notice, in the portal's language: its text, and the address where to go on."""
    with override(settings.LANGUAGE_CODE):
        line = notice.text if len(notice.text) <= SUBJECT_LIMIT else f"{notice.text[: SUBJECT_LIMIT - 1]}…"
        subject = f"[{settings.WAGTAIL_SITE_NAME}] {line}"
        parts = [notice.text]
        if notice.url:
            address = urljoin(settings.WAGTAILADMIN_BASE_URL, notice.url)
            parts.append(_("Go on here: %(address)s") % {"address": address})
        parts.append(_("This mail was sent by the portal. Please do not reply to it."))
        return EmailMessage(" ".join(subject.split()), "\n\n".join(parts), to=[notice.person.email])
