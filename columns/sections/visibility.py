"""What the public sees of retired sections: one row decides for all that lies below it, and at once.

An archived section stays where it is, marked. A merged one leads to the section that lists its items. One that is gone
answers 410 with an explanation, also for what lies in it and for its files, and stands in no list.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from wagtail.models import Page

from portal.addons import registry
from portal.theme.views import gone as gone_page

from ..models import Life, SectionPage
from .reading import announced, hidden, in_sight, retired_above, taken_over

SUBJECT = "page:"


def answer_for_retired(page: Page, request: HttpRequest) -> HttpResponse | None:
    """Return the answer to a request for a page in a retired section where it isn't the page itself.

    Items of a merged section keep their addresses.
    """
    if answer := answer_for_hidden(page, request):
        return answer
    above = [found for found in taken_over(request) if page.path.startswith(found.path)]
    if not above or not isinstance(page, SectionPage):
        return None
    target = Page.objects.get(pk=above[-1].merged_into)
    return HttpResponseRedirect(target.get_url(request) or "/")


def answer_for_hidden(page: Page, request: HttpRequest) -> HttpResponse | None:
    """Return the answer to a request for what lies in a section out of public view, else None.

    Of a section that was taken down nothing is told, as of everything that was.
    """
    above = [found for found in hidden(request) if page.path.startswith(found.path)]
    if not above:
        return None
    if not above[0].is_gone:
        return gone_page(request)
    text = _("This %(what)s has been closed, and its pages were taken out of public view.")
    return gone_page(request, text % {"what": called(page)})


def hidden_places() -> list[str]:
    """Return the ids of the sections that are out of public view."""
    return [str(found.page_id) for found in hidden()]


def hidden_subjects(subjects: list[str]) -> list[str]:
    """Return those of some subjects that are pages out of public view by their place, or by a restriction."""
    keys = {int(key): subject for subject in subjects if (key := subject.removeprefix(SUBJECT)).isdecimal()}
    pages = Page.objects.filter(pk__in=keys)
    out_of_sight = pages.exclude(pk__in=in_sight(pages).values("pk")) if keys else pages.none()
    return [keys[pk] for pk in out_of_sight.values_list("pk", flat=True)]


def notice_of(page: Page, request: Any = None) -> dict[str, Any] | None:
    """Return what a page says of the section that it is or lies in: archived, merged, about to close; else None."""
    closed = retired_above(page.path, request)
    if closed is None:
        return _announced(page, request)
    if closed.outcome == Life.Outcome.MERGED:
        target = Page.objects.live().filter(pk=closed.merged_into).first()
        if target is None:
            return None
        text = _("The column that this stood in is now part of another one:")
        return {"text": text, "url": target.get_url(request), "link_text": target.title}
    text = _("This %(what)s has been closed. Its pages are archived: they stay here, and are no longer updated.")
    return {"text": text % {"what": called(page)}}


def called(page: Page) -> Any:
    """Return what people call the section that a page is or lies in: a column, where it is no section itself."""
    types = registry.items("section_types")
    own = next((section.label for section in types if isinstance(page, section.page_model)), None)
    return own or pgettext("gongkai", "column")


def _announced(page: Page, request: Any) -> dict[str, Any] | None:
    """Count down to the day on which a section closes, and say what becomes of it."""
    found = next((row for row in announced(request) if page.path.startswith(row.path)), None)
    if found is None or found.retires_on is None:
        return None
    days = (found.retires_on - timezone.localdate()).days
    text = ngettext("This %(what)s closes tomorrow.", "This %(what)s closes on %(day)s, in %(days)s days.", days)
    values = {"what": called(page), "day": found.retires_on.isoformat(), "days": days}
    return {"text": f"{text % values}{_FATES[Life.Outcome(found.outcome)]}"}


_FATES = {
    Life.Outcome.ARCHIVED: gettext_lazy("Its pages will stay where they are, archived."),
    Life.Outcome.MERGED: gettext_lazy("What stands in it goes on in another column."),
    Life.Outcome.GONE: gettext_lazy("After that its pages can't be read here any more."),
}
