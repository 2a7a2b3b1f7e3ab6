"""How a case leaves its route without being carried out."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.notices.services import settle

from ..errors import ActRefused
from ..models import Case, Opinion
from .acting import WAITING, act, case_url, give_opinion, post_for, record_act, require, stage_now, tell_all


def return_case(case_id: int, person: Any, version: int, text: str) -> Case:
    """Give a case back for changes; what is public stays as it is. A reason is required."""
    require(text)
    with act(case_id, "return", person, version) as case:
        give_opinion(case, person, Opinion.Verdict.RETURNED, text, stage_now(case))
        leave_returned(case, text)
    return case


def leave_returned(case: Case, text: str) -> None:
    """What follows when a case is returned, by whomever: everybody who touched it hears why."""
    case.give_back()
    case.corrector = None
    tell_all(case, _("Returned: %(title)s (%(reason)s)"), text)


def refuse(case_id: int, person: Any, version: int, text: str) -> Case:
    """Refuse a case for good. A reason is required."""
    require(text)
    with act(case_id, "refuse", person, version) as case:
        give_opinion(case, person, Opinion.Verdict.REFUSED, text, stage_now(case))
        case.turn_down()
        case.closed_at = timezone.now()
        try:
            case.kind_type.refused(case, case.subject())
        except ValidationError as error:
            raise ActRefused(error.messages) from error
        tell_all(case, _("Refused: %(title)s (%(reason)s)"), text)
    return case


def withdraw(case_id: int, person: Any, version: int) -> Case:
    """Take an undecided case back: its maker, or a colleague while it isn't at a desk."""
    with act(case_id, "withdraw", person, version) as case:
        if case.corrector is not None:  # what a desk has begun to correct is no draft of the maker's
            case.kind_type.restore(case, case.subject())
            case.corrector = None
        case.take_back()
        case.closed_at = timezone.now()
        settle(case_url(case), WAITING)
        capacity = case.maker_capacity if person.pk == case.maker_id else post_for(person, case.unit).title
        record_act(case, "case.withdrawn", person, capacity)
        if (subject := case.subject()) is not None:
            case.kind_type.withdrawn(case, subject)
    return case


def call_back(case_id: int, person: Any, version: int, text: str) -> Case:
    """Call an approved case back before its time has come: whoever agreed to it. A reason is required."""
    require(text)
    with act(case_id, "call_back", person, version) as case:
        given = case.opinions.filter(round=case.round, actor=person).order_by("-pk").first()
        assert given is not None
        record_act(case, "case.called_back", person, given.capacity, opinion=text.strip())
        leave_returned(case, text)
    return case
