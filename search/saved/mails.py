"""The mails of saved searches, in the portal's language."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from portal.addons.types import IndexRecord
from portal.notices.mails import address, written
from portal.registers.services import site_marks

from .. import query
from ..models import SavedSearch
from . import services
from .services import News, Saved
from .wording import named

_AUTOMATIC = {"Auto-Submitted": "auto-generated"}


def question(row: SavedSearch, how: str) -> EmailMultiAlternatives:
    """Return the mail that asks whether somebody wants to be told.

    It quotes nothing that was typed: whoever asked may have given somebody else's address.
    """
    to = services.opened(row).to
    with override(settings.LANGUAGE_CODE):
        lead = _(
            "Somebody asked at %(site)s to send new results of a search to this address. If it was you, please open "
            "the link within two days and confirm. If it wasn't, you need do nothing: without it nothing is sent, and "
            "the address is erased."
        ) % {"site": _site()}
        url = address(reverse("search:saved_confirm", args=[services.to_confirm(row, how)]))
        context = {"lead": lead, "url": url, "link": _("See the search and confirm")}
        return written(to, _("Please confirm that you want new results of a search"), context, _AUTOMATIC)


def new_results(row: SavedSearch, saved: Saved, news: News) -> EmailMultiAlternatives:
    """Return the mail that tells what is new, with the way to end it in its text and for mail programs (RFC 8058)."""
    with override(settings.LANGUAGE_CODE):
        search, count = named(saved.asked), len(news.records)
        told = {"count": count, "search": search}
        if news.more:
            subject = _("More than %(count)s new results of “%(search)s”") % told
        else:
            subject = ngettext("%(count)s new result of “%(search)s”", "%(count)s new results of “%(search)s”", count)
            subject %= told
        lead = _("Good day. At %(site)s this was published and matches the search “%(search)s”.")
        end = address(reverse("search:saved_end", args=[services.to_end(row)]))
        results = address(reverse("search:results") + query.address(saved.asked, sort="date"))
        context = {
            "lead": lead % {"site": _site(), "search": search},
            "url": results,
            "link": _("All results, the newest first"),
            "sections": [{"title": _("New"), "count": count, "lines": [_line(record) for record in news.records]}],
            "foot": {"text": _("Send me no more of these"), "url": end},
        }
        headers = {"List-Unsubscribe": f"<{end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        return written(saved.to, subject, context, _AUTOMATIC | headers)


def _line(record: IndexRecord) -> dict[str, str]:
    facts = (record.title, record.doc_no or record.order_no, record.unit, record.on.isoformat() if record.on else "")
    return {"text": "　".join(filter(None, facts)), "url": address(record.url)}


def _site() -> str:
    marks = site_marks()
    return marks.organisation_name if marks else settings.WAGTAIL_SITE_NAME
