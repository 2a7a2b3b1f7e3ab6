"""The duty to update sections: when each was last updated, when the next update is due, how it stands (G3, A1).

What counts as an update: an item of the column's own, or of one in it (imports never), and what a room published at an
address there (``room_updates``); of other types of sections, the last publication of their page. Time is counted from
it, or from the day on which the section became active or was reopened, where that is later. Only active sections owe
anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Max, QuerySet, TextChoices
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Page

from portal.addons import registry
from portal.approvals.models import Entry
from portal.calendars.services import calendar
from portal.calendars.working_days import WorkCalendar, local_date
from portal.organisation.models import Unit
from portal.theme.formats import Badge

from ..models import ColumnPage, DutyExcuse, DutyRule, Life, SectionPage
from ..reading import is_owed, last_updates
from . import duty_rules
from .life import key_of
from .states import LifeState

AT_ONCE = 2000  # sections that are read with one set of queries
HOME_DEPTH = 2
WEEK, WORKED = 7, 5


class Signal(TextChoices):
    """How a section stands against its duty."""

    GREEN = "green", gettext_lazy("up to date")
    AMBER = "amber", gettext_lazy("due soon")
    RED = "red", gettext_lazy("overdue")
    EXCUSED = "excused", gettext_lazy("excused")


ORDER = [Signal.RED, Signal.AMBER, Signal.EXCUSED, Signal.GREEN, ""]
_TINTS = {Signal.GREEN: "good", Signal.AMBER: "soon", Signal.RED: "urgent", Signal.EXCUSED: "void"}


@dataclass(frozen=True)
class Duty:
    """How often an update is owed. ``by_rule``: the rule of its kind says it, not the section's own contract."""

    days: int
    in_working_days: bool = False
    amber_percent: int = 20
    by_rule: bool = False

    def due(self, since: date, works: WorkCalendar) -> tuple[date, bool]:
        """Return the last day for an update after the one on a day, and whether that is provisional."""
        count = works.deadline if self.in_working_days else works.calendar_deadline
        deadline = count(since, self.days)
        return local_date(deadline.due), deadline.provisional

    def left(self, due: date, today: date, works: WorkCalendar) -> int:
        """Return the days left until the due day, in the days that the duty counts: below zero is overdue."""
        return works.remaining(due, today) if self.in_working_days else (due - today).days

    def signal(self, left: int) -> Signal:
        """Return the signal for so many days left."""
        if left < 0:
            return Signal.RED
        return Signal.AMBER if left * 100 <= self.days * self.amber_percent else Signal.GREEN

    @property
    def in_calendar_days(self) -> float:
        """How long it is, to compare duties that are counted in other days."""
        return self.days * WEEK / WORKED if self.in_working_days else float(self.days)

    @property
    def text(self) -> str:
        """The duty in words."""
        return duty_text(self.days, self.in_working_days)


def duty_text(days: int | None, in_working_days: bool) -> str:
    """Say how often an update is owed."""
    if not days:
        return _("when there is need")
    if in_working_days:
        text = ngettext("every %(days)s working day", "every %(days)s working days", days)
    else:
        text = ngettext("every %(days)s day", "every %(days)s days", days)
    return text % {"days": days}


@dataclass(frozen=True)
class Standing:
    """A section with its contract and how it stands. ``start``: the day from which its time is counted."""

    life: Life
    page: SectionPage
    kind: str
    titles: tuple[str, ...]
    unit: Unit
    duty: Duty | None
    rule: DutyRule | None
    last: datetime | None = None
    start: date | None = None
    due: date | None = None
    provisional: bool = False
    left: int | None = None
    excuse: DutyExcuse | None = None

    @cached_property
    def signal(self) -> str:
        """A value of :class:`Signal`; "" for a section that owes nothing."""
        if self.duty is None or self.left is None:
            return ""
        return Signal.EXCUSED if self.excuse else self.duty.signal(self.left)

    @property
    def badge(self) -> Badge | None:
        """The signal in words; its tint says it once more."""
        return badge_of(self.signal, self.left, self.excuse.until if self.excuse else None)

    @property
    def kind_label(self) -> Any:
        return duty_rules.kinds().get(self.kind, "")

    @property
    def path(self) -> str:
        """Where it stands, in words."""
        return " › ".join((*self.titles, self.page.title))

    @property
    def stricter_rule(self) -> str:
        """What the rule of its kind asks, where the section's own contract asks for less; else ""."""
        if self.duty is None or self.duty.by_rule or self.rule is None or not self.rule.days:
            return ""
        asked = Duty(self.rule.days, self.rule.in_working_days)
        return asked.text if asked.in_calendar_days < self.duty.in_calendar_days else ""


def badge_of(signal: str, left: int | None, excused_until: date | None = None) -> Badge | None:
    """Return a signal in words with what follows from it: days left, days over, excused until when."""
    if not signal:
        return None
    text = str(Signal(signal).label)
    if signal == Signal.EXCUSED and excused_until:
        text = _("excused until %(day)s") % {"day": excused_until.isoformat()}
    elif signal == Signal.RED and left is not None:
        text = ngettext("overdue by %(days)s day", "overdue by %(days)s days", -left) % {"days": -left}
    elif signal == Signal.AMBER and left is not None:
        text = (
            _("due today") if left == 0 else ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}
        )
    return Badge(text, _TINTS[Signal(signal)])


def read(page_ids: Iterable[int] | None = None, request: Any = None) -> list[Standing]:
    """Return how sections stand (these, or all), in tree order; the same number of queries for every 2,000 of them."""
    lives = Life.objects.select_related("page").order_by("page__path")
    if page_ids is not None:
        lives = lives.filter(page__in=list(page_ids))
    return [standing for part in _parts(lives) for standing in _standings(part, request)]


def _parts(lives: QuerySet[Life]) -> Iterator[list[Life]]:
    start, part = 0, list(lives[:AT_ONCE])
    while part:
        yield part
        start += AT_ONCE
        part = list(lives[start : start + AT_ONCE]) if len(part) == AT_ONCE else []


def _standings(found: list[Life], request: Any) -> list[Standing]:
    pages = _pages(found)
    units, rules, works, today = _units(), duty_rules.in_force(), calendar(), timezone.localdate()
    updates, excuses, reopened = _updates(pages, request), _excuses(pages, today), _reopened(pages)
    titles = _titles(pages)
    standings = []
    for life in found:
        if (page := pages.get(life.page_id)) is None:
            continue  # an add-on's type of section that has gone
        kind = duty_rules.kind_of(page)
        rule, last = rules.get(kind), updates.get(page.pk)
        unit = units[page.owner_unit_id].acting
        plain = Standing(life, page, kind, titles[page.pk], unit, duty_of(page, rule), rule, last)
        start = _start(life, last, reopened.get(key_of(page)))
        standings.append(_timed(plain, start, excuses.get(page.pk), works, today))
    return standings


def _timed(
    plain: Standing, start: date | None, excuse: DutyExcuse | None, works: WorkCalendar, today: date
) -> Standing:
    """Add when the next update is due, and how many days are left; a section that isn't active owes nothing now."""
    duty = plain.duty
    if duty is None or start is None or plain.life.state != LifeState.ACTIVE or not _is_owed(plain.page):
        return plain
    due, provisional = duty.due(start, works)
    left = duty.left(due, today, works)
    holding = _holding(excuse, plain.last)
    return replace(plain, start=start, due=due, provisional=provisional, left=left, excuse=holding)


def _is_owed(page: SectionPage) -> bool:
    return not isinstance(page, ColumnPage) or is_owed(page)


def duty_of(page: SectionPage, rule: DutyRule | None) -> Duty | None:
    """Return what a section owes: by its own contract where that says so, else by the rule of its kind, or None."""
    amber = rule.amber_percent if rule else Duty.amber_percent
    if page.update_days:
        return Duty(page.update_days, page.in_working_days, amber)
    if rule is None or not rule.days:
        return None
    return Duty(rule.days, rule.in_working_days, amber, by_rule=True)


def _start(life: Life, last: datetime | None, reopened: datetime | None) -> date | None:
    moments = [moment for moment in (last, life.activated_at, reopened) if moment]
    return local_date(max(moments)) if moments else None


def _holding(excuse: DutyExcuse | None, last: datetime | None) -> DutyExcuse | None:
    """An excuse ends with its day, or with the next update."""
    return excuse if excuse and (last is None or last < excuse.given_at) else None


def _pages(lives: list[Life]) -> dict[int, SectionPage]:
    """The pages of sections by id, a query for each type of section."""
    ids, found = [life.page_id for life in lives], {}
    for model in dict.fromkeys(section.page_model for section in registry.items("section_types")):
        long = {"body"} & {field.name for field in model._meta.get_fields()}
        found.update(model.objects.filter(pk__in=ids).defer(*long).in_bulk())
    return found


def _units() -> dict[int, Unit]:
    """All units by id, with their successors at hand."""
    units = {unit.pk: unit for unit in Unit.objects.all()}
    for unit in units.values():
        unit.successor = units[unit.successor_id] if unit.successor_id else None
    return units


def _updates(pages: dict[int, SectionPage], request: Any) -> dict[int, datetime]:
    columns = [page for page in pages.values() if isinstance(page, ColumnPage)]
    own = {page.pk: page.last_published_at for page in pages.values() if not isinstance(page, ColumnPage)}
    return {**last_updates(columns, request), **{pk: time for pk, time in own.items() if time}}


def _excuses(pages: dict[int, SectionPage], today: date) -> dict[int, DutyExcuse]:
    """The newest excuse of each section whose day hasn't passed."""
    rows = DutyExcuse.objects.filter(page__in=list(pages), until__gte=today).order_by("pk")
    return {excuse.page_id: excuse for excuse in rows}


def _reopened(pages: dict[int, SectionPage]) -> dict[str, datetime]:
    """When sections were reopened last, by their name in the ledger."""
    rows = Entry.objects.filter(act="section.reopened", subject__in=[key_of(page) for page in pages.values()])
    return dict(rows.order_by().values("subject").annotate(last=Max("at")).values_list("subject", "last"))


def _titles(pages: dict[int, SectionPage]) -> dict[int, tuple[str, ...]]:
    """The titles of what stands between the home page and each section."""
    above = {
        page.pk: [page.path[:end] for end in range((HOME_DEPTH + 1) * page.steplen, len(page.path), page.steplen)]
        for page in pages.values()
    }
    named = dict(
        Page.objects.filter(path__in={p for found in above.values() for p in found}).values_list("path", "title")
    )
    return {pk: tuple(named[path] for path in paths if path in named) for pk, paths in above.items()}
