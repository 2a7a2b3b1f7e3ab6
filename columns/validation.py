"""What must be right before an item or a request is sent: every problem as a sentence, with the field it stands at."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from portal.approvals.models import Case
from portal.tiles.text import plain_text

from .models import ColumnPage, ColumnRequest, Disclosure
from .rules import formation_problem, number_problem


def disclosure_field_problems(page: Disclosure) -> Iterator[tuple[str, str]]:
    """Yield (field, sentence) for everything wrong with the fields of a disclosure."""
    if problem := number_problem(page.document_number):
        yield "document_number", problem
    if problem := formation_problem(page.formed_on, plain_text(page.body)):
        yield "formed_on", problem
    if page.effective_on and page.expires_on and page.expires_on < page.effective_on:
        yield "expires_on", _("It expires before it comes into force.")


def item_problems(page) -> Iterator[str]:
    """Yield everything that keeps an item from being sent."""
    if not plain_text(page.body).strip():
        yield _("The text is empty.")
    if isinstance(page, Disclosure):
        if page.formed_on is None:
            yield _("The date of formation is missing: the five working days are counted from it (clause D3).")
        yield from (sentence for _field, sentence in disclosure_field_problems(page))


def request_problems(request: ColumnRequest) -> list[str]:
    """Return everything that keeps a request for a column from being sent."""
    taken = request.parent.get_children().filter(slug=request.slug).exists()
    if taken or ColumnPage.objects.filter(slug=request.slug).exists():
        return [_("A column with the address “%(slug)s” exists already.") % {"slug": request.slug}]
    others = ColumnRequest.objects.filter(slug=request.slug, column=None).exclude(pk=request.pk)
    keys = [str(pk) for pk in others.values_list("pk", flat=True)]
    if Case.objects.open().filter(kind="column_request", subject_id__in=keys).exists():
        return [_("A column with the address “%(slug)s” has been asked for already.") % {"slug": request.slug}]
    return []
