"""The figures of every open section, read once for a clean-up with a fixed number of queries (clause O5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q
from django.db.models.functions import Length, Substr
from django.utils import timezone
from wagtail.models import Page

from columns.models import ColumnPage
from columns.models.columns import ColumnKind
from columns.reading import ITEM_MODELS, rooms_in
from columns.sections.states import LifeState
from portal.addons import registry
from portal.calendars.services import calendar
from portal.calendars.working_days import WorkCalendar, local_date
from portal.usage import reading as usage
from portal.usage.reading import Use

from ..models import Campaign, CleanupLine
from .verdicts import Facts, propose

OFFERS = (ColumnKind.SERVICES, ColumnKind.INTERACTION)


@dataclass(frozen=True)
class Contents:
    """What stands directly below some tree paths: own items of the year, the moment of the newest, public pages."""

    items: Counter[str]
    newest: dict[str, datetime]
    pages: Counter[str]

    def below(self, path: str) -> tuple[int, datetime | None, int]:
        """Return (own items in the year, moment of the newest, public pages) of all that lies below a section."""
        newest = max((moment for parent, moment in self.newest.items() if parent.startswith(path)), default=None)
        return _sum(self.items, path), newest, _sum(self.pages, path)


def _sum(counted: Counter[str], path: str) -> int:
    return sum(number for parent, number in counted.items() if parent.startswith(path))


def lines(campaign: Campaign) -> list[CleanupLine]:
    """Return an unsaved line for every section whose life is open, in the order of the tree."""
    contents, works = _contents(campaign.year), calendar()
    sections = sorted(_open_sections(), key=lambda found: found[1].path)
    first, last = date(campaign.year, 1, 1), date(campaign.year, 12, 31)
    uses = usage.of_each([page.path for _name, page in sections], first, last)
    return [
        _line(campaign, name, page, contents, uses[page.path], works, order)
        for order, (name, page) in enumerate(sections)
    ]


def _open_sections() -> Iterator[tuple[str, Any]]:
    """Sections that aren't retired, with the name of their type; one query a type."""
    for section in registry.items("section_types"):
        pages = section.page_model.objects.filter(life__state__in=LifeState.OPEN)
        for page in pages.select_related("life", "owner_unit__successor").defer("body"):
            yield section.name, page


def _contents(year: int) -> Contents:
    """Imports never count as updates (law 2); the pages of a section are all that the public sees below it."""
    parent = Substr("path", 1, Length("path") - Page.steplen)
    items: Counter[str] = Counter()
    newest: dict[str, datetime] = {}
    of_year = Count("pk", filter=Q(first_published_at__year=year))
    for model in ITEM_MODELS:
        own = model.objects.live().filter(is_import=False).order_by().values(parent=parent)
        for path, number, last in own.annotate(number=of_year, last=Max("first_published_at")).values_list(
            "parent", "number", "last"
        ):
            items[path] += number
            if last is not None:
                newest[path] = max(last, newest.get(path, last))
    public = Page.objects.live().filter(depth__gt=2).order_by().values(parent=parent)
    pages = Counter(dict(public.annotate(number=Count("pk")).values_list("parent", "number")))
    return Contents(items, newest, pages)


def _line(
    campaign: Campaign, section: str, page: Any, contents: Contents, use: Use, works: WorkCalendar, order: int
) -> CleanupLine:
    own_items, newest, pages = contents.below(page.path)
    updated = max((moment for moment in (newest, _page_update(page), *_rooms(page)) if moment), default=None)
    facts = _facts(page, own_items, updated, works)
    proposal, reason = propose(facts, campaign.thresholds)
    return CleanupLine(
        campaign=campaign,
        page_id=page.pk,
        title=page.title,
        section=section,
        unit=page.owner_unit.acting,
        order=order,
        last_update=local_date(updated) if updated else None,
        own_items=own_items,
        pages=pages,
        visits=use.visits,
        found=use.found,
        update_days=page.update_days,
        in_working_days=page.in_working_days,
        is_required=page.is_required,
        duty_basis=page.duty_basis,
        proposal=proposal,
        proposal_reason=reason,
    )


def _page_update(page: Any) -> datetime | None:
    """When the public last got another version of the section's own page."""
    return page.last_published_at if page.live else None


def _rooms(page: Any) -> list[datetime | None]:
    """When rooms last published something at the address of a column, or below it."""
    return [room.last() for room in rooms_in(page)] if isinstance(page, ColumnPage) else []


def _facts(page: Any, own_items: int, updated: datetime | None, works: WorkCalendar) -> Facts:
    today = timezone.localdate()
    since, begun = local_date(updated or page.life.opened_at), local_date(page.life.opened_at)
    idle = (today - since).days
    ends_on = getattr(page, "ends_on", None)
    return Facts(
        idle=idle,
        idle_by_duty=works.remaining(today, since) if page.in_working_days else idle,
        begun_days=(today - begun).days,
        own_items=own_items,
        update_days=page.update_days,
        required=page.is_required,
        lives_by=_lives_by(page),
        was_public=page.life.state != LifeState.ACTIVATING,
        ended_on=ends_on if ends_on and ends_on < today else None,
        closing_on=page.life.retires_on if page.life.state == LifeState.RETIRING else None,
    )


def _lives_by(page: Any) -> str:
    if not isinstance(page, ColumnPage):
        return Facts.Life.PAGE
    return Facts.Life.SERVICE if page.kind in OFFERS else Facts.Life.ITEMS
