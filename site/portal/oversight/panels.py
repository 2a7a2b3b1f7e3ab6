"""What supervision puts on the first page after sign-in: what somebody on duty has to look after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from columns import waivers
from portal.approvals.standins import vacant_cases
from portal.calendars.services import year_to_enter
from portal.outbox.models import OutboxRow, Status
from portal.registers.services import expired_targets

from .cleanup import reading as cleanup
from .permissions import may_enter_years, preparing_post


@dataclass(frozen=True)
class Line:
    """One matter: a sentence, and where it is seen to."""

    text: str
    url: str
    link: str


class AttentionPanel(Component):
    """A line for each matter that needs this person's care; nothing where there is none."""

    name = "attention"
    template_name = "oversight/attention_panel.html"
    order = 5

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"lines": self.lines}


def lines_for(person: Any) -> list[Line]:
    """Return what a person has to look after, in the order of its weight."""
    found: tuple[Callable[[Any], Iterator[Line]], ...] = (
        _dead_letters,
        _vacant_desks,
        _expired_links,
        _year,
        _interpretations,
        _cleanup_answers,
        _cleanup_to_decide,
    )
    return [line for lines in found for line in lines(person)]


def _dead_letters(person: Any) -> Iterator[Line]:
    """After-effects that failed for good: the technology centre sees to them."""
    if not person.has_perm("outbox.change_outboxrow"):
        return
    if count := OutboxRow.objects.filter(status=Status.DEAD).count():
        text = ngettext("%(count)s after-effect failed for good.", "%(count)s after-effects failed for good.", count)
        yield Line(
            text % {"count": count},
            f"{reverse('outbox_outboxrow_modeladmin_index')}?status__exact=dead",
            _("See to it"),
        )


def _vacant_desks(person: Any) -> Iterator[Line]:
    """Cases that wait where nobody sits: the Office sees to a stand-in."""
    if not person.has_perm("approvals.change_threshold"):
        return
    if count := len(vacant_cases()):
        text = ngettext(
            "%(count)s case waits at a desk that nobody holds today.",
            "%(count)s cases wait at desks that nobody holds today.",
            count,
        )
        yield Line(text % {"count": count}, reverse("approvals:vacant"), _("See to it"))


def _expired_links(person: Any) -> Iterator[Line]:
    """Sites in the link register whose evidence has run out (clause C3)."""
    if not person.has_perm("registers.change_linktarget"):
        return
    if count := len(expired_targets()):
        text = ngettext(
            "The evidence of %(count)s registered link has run out; pages that lead there can't be sent.",
            "The evidence of %(count)s registered links has run out; pages that lead there can't be sent.",
            count,
        )
        yield Line(
            text % {"count": count},
            f"{reverse('registers_linktarget_modeladmin_index')}?validity=expired",
            _("See to it"),
        )


def _year(person: Any) -> Iterator[Line]:
    """The holidays of a year that isn't known, two months before it begins (law 3)."""
    year = year_to_enter()
    if year is not None and may_enter_years(person):
        text = _("The holidays of %(year)s are not entered yet: deadlines that reach into it are provisional.")
        yield Line(text % {"year": year}, reverse("oversight:calendar"), _("Enter them"))


def _interpretations(person: Any) -> Iterator[Line]:
    """Interpretations that the person's unit owes, or for the Office any unit, past their deadline (clause D4)."""
    if count := sum(row.overdue for row in waivers.owed(waivers.seen_by(person))):
        text = ngettext(
            "The interpretation of %(count)s policy document is overdue.",
            "The interpretations of %(count)s policy documents are overdue.",
            count,
        )
        yield Line(text % {"count": count}, reverse("columns:owed"), _("See to it"))


def _cleanup_answers(person: Any) -> Iterator[Line]:
    """Lines of the clean-up that wait for the person's units (clause O5)."""
    asked = cleanup.asked(person)
    if asked is not None:
        text = ngettext(
            "%(count)s column of your unit waits for your answer in the clean-up until %(day)s.",
            "%(count)s columns of your unit wait for your answer in the clean-up until %(day)s.",
            asked.unanswered,
        )
        url = f"{reverse('cleanup:campaign', args=[asked.campaign.pk])}?answer={cleanup.NOTHING}"
        yield Line(text % {"count": asked.unanswered, "day": asked.campaign.answers_by}, url, _("Answer"))


def _cleanup_to_decide(person: Any) -> Iterator[Line]:
    """The clean-up whose answers are in, or whose time is up: the Office goes on with it."""
    if preparing_post(person) and (campaign := cleanup.to_go_on_with()):
        text = _("The units have answered in the clean-up of %(year)s, or their time is up: it can be decided.")
        yield Line(text % {"year": campaign.year}, reverse("cleanup:campaign", args=[campaign.pk]), _("See to it"))
