"""Where cases lie now, in words: at which desk, and with whom; a fixed number of queries for any number of cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from portal.organisation.models import Post, Unit
from portal.theme.formats import moment

from . import desks
from .models import Case, Opinion
from .states import CaseState


@dataclass(frozen=True)
class Whereabouts:
    """``place``: the desk, or what it waits for; ``note``: who acts there, or since when nothing is left to do."""

    place: str
    note: str = ""


def whereabouts(cases: Iterable[Case]) -> dict[int, Whereabouts]:
    """Return where each of some cases (with their makers at hand) lies now, by its id."""
    found = list(cases)
    done: dict[int, list[str]] = defaultdict(list)
    given = Opinion.objects.filter(case__in=found, repudiation=None, round=F("case__round"), stage=F("case__stage"))
    for case_id, desk in given.values_list("case_id", "desk"):
        done[case_id].append(desk)
    waiting = {case.pk: desks.waiting_desks(case, done[case.pk]) for case in found}
    staffing = desks.Staffing()
    ids = {staffing.unit_of(desks.desk_type(code), case) for case in found for code in waiting[case.pk]}
    units = Unit.objects.in_bulk([pk for pk in ids if pk])
    posts = list(Post.objects.staffed(staffing.on).filter(unit__in=units))
    return {
        case.pk: _at_desks(case, waiting[case.pk], posts, staffing, units) if waiting[case.pk] else _elsewhere(case)
        for case in found
    }


def _at_desks(
    case: Case, codes: list[str], posts: list[Post], staffing: desks.Staffing, units: dict[int, Unit]
) -> Whereabouts:
    seats = [post for code in codes for post in desks.posts_at(posts, code, case, staffing)]
    people = dict.fromkeys(post.holder for post in seats if post.person_id != case.maker_id)
    return Whereabouts(" + ".join(_label(code, units) for code in codes), "、".join(people) or _("vacant"))


def _label(code: str, units: dict[int, Unit]) -> str:
    desk = desks.desk_type(code)
    return str(desk.label) if desk.unit is None else desks.cosigning_label(units.get(desk.unit))


def _elsewhere(case: Case) -> Whereabouts:
    if case.state in CaseState.UNSENT:
        return Whereabouts(_("With its maker"), str(case.maker))
    when: Any = case.not_before if case.state == CaseState.APPROVED else case.closed_at
    return Whereabouts(str(CaseState.LABELS[case.state]), moment(when) if when else "")
