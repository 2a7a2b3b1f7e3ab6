"""What a section that is being filled still lacks before the public may see it, and whether it takes too long (C5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.approvals.ledger.services import record
from portal.approvals.models import Case, Entry
from portal.approvals.states import CaseState
from portal.notices.services import notify
from portal.organisation.models import Capacity, Function
from portal.organisation.services import function_holders, liaisons_of
from portal.tiles.text import plain_text

from ..models import ColumnPage, Life, SectionPage
from . import beginnings
from .life import key_of
from .states import LifeState

OVERDUE_JOB = "sections.overdue"
OVERDUE_ACT = "section.filling_overdue"
PATIENCE_DAYS = 30
MOST = 200


def missing(pages: Iterable[SectionPage]) -> dict[int, list[str]]:
    """Return for each section what it still lacks, as sentences for its people. Two queries, however many there are."""
    found = list(pages)
    items = _items(found)
    sent = _on_their_way(items)
    return {page.pk: _missing(page, items.get(page.pk, []), sent) for page in found}


def _missing(page: SectionPage, items: list[int], sent: set[int]) -> list[str]:
    wanted = [
        (getattr(page, "description", "") or getattr(page, "intro", ""), _("what the public finds here is not said")),
        (page.contact, _("no contact is named")),
        (not page.update_days or page.kept_by, _("nobody is named who writes the updates")),
    ]
    lacking = [sentence for there, sentence in wanted if not there]
    if not isinstance(page, ColumnPage):
        body = page.get_latest_revision_as_object().body
        written = plain_text(body).strip()
        return [*lacking, *beginnings.problems(body)] if written else [*lacking, _("its content is not written yet")]
    if not items:
        return [*lacking, _("nothing is written in it yet")]
    return lacking if sent.intersection(items) else [*lacking, _("nothing in it has been sent for approval")]


def _items(pages: list[SectionPage]) -> dict[int, list[int]]:
    """Ids of the pages below each column, in one query."""
    columns = [page for page in pages if isinstance(page, ColumnPage)]
    found: dict[int, list[int]] = {page.pk: [] for page in columns}
    if columns:
        below = Page.objects.none()
        for page in columns[:MOST]:
            below |= Page.objects.child_of(page)
        for pk, path in below.values_list("pk", "path"):
            for page in columns:
                if path.startswith(page.path):
                    found[page.pk].append(pk)
    return found


def _on_their_way(items: dict[int, list[int]]) -> set[int]:
    keys = [str(pk) for pks in items.values() for pk in pks]
    cases = Case.objects.filter(subject_id__in=keys, kind__in=("disclosure", "interpretation", "news"))
    return {int(key) for key in cases.exclude(state__in=CaseState.UNSENT).values_list("subject_id", flat=True)}


def overdue() -> list[Life]:
    """Return the sections that have been filled for longer than is usual, the oldest first."""
    since = timezone.now() - timedelta(days=PATIENCE_DAYS)
    lives = Life.objects.filter(state=LifeState.ACTIVATING, opened_at__lt=since)
    return list(lives.select_related("page").order_by("opened_at")[:MOST])


def remind(payload: dict) -> None:
    """Tell the unit and the Office of sections that are being filled for too long; each once in that time."""
    for life in overdue():
        with transaction.atomic():
            _remind(life)


def _remind(life: Life) -> None:
    page, since = life.page.specific, timezone.now() - timedelta(days=PATIENCE_DAYS)
    subject = key_of(page)
    if Entry.objects.filter(act=OVERDUE_ACT, subject=subject, at__gte=since).exists():
        return
    days = (timezone.now() - life.opened_at).days
    record(OVERDUE_ACT, subject=subject, case_number=life.opening_case.number, data={"days": days})
    text = _("“%(title)s” was opened %(days)s days ago and is not public yet: fill it, or give it up.")
    office = function_holders(Function.OFFICE, (Capacity.HEAD, Capacity.LIAISON))
    people = [*liaisons_of(page.owner_unit.acting), *(post.person for post in office)]
    notify(people, text=text % {"title": page.title, "days": days}, url=reverse("sections:overview"), topic="section")
