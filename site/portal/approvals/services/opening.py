"""Opening a case."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from .. import routes
from ..errors import ActRefused
from ..ledger.services import lock_head, record
from ..models import Case
from ..states import CaseState
from .acting import kind_of, post_for


def open_case(subject: Any, maker: Any) -> Case:
    """Return the unfinished case of a subject, or make one in drafting for ``maker``.

    Raises ActRefused where the maker holds no post or edits parts of a page only, or somebody else's case on the
    subject is unfinished.
    """
    kind = kind_of(subject)
    if isinstance(subject, Page) and subject.permissions_for_user(maker).in_part:
        raise ActRefused([_("You edit a part of this page: those who edit all of it send it for approval.")])
    with transaction.atomic():
        lock_head()  # cases are made one after another: each gets its own number, and a subject gets one only
        unfinished = Case.objects.about(kind.name, subject.pk).filter(state__in=CaseState.UNFINISHED).first()
        if unfinished:
            if unfinished.maker_id != maker.pk:
                raise ActRefused([_("%(maker)s has a case on this that isn't finished.") % {"maker": unfinished.maker}])
            return unfinished
        post = post_for(maker, kind.owner_unit(subject))
        choice = kind.choose_route(subject)
        route = routes.current(choice.route)
        case = Case.objects.create(
            number=_next_number(),
            kind=kind.name,
            subject_id=str(subject.pk),
            title=kind.title(subject)[:255],
            maker=maker,
            maker_capacity=post.title,
            unit=kind.owner_unit(subject),
            route=route,
            stages=route.stages,
            tier=route.tier,
            proposed=route.code,
            reasons=[str(reason) for reason in choice.reasons],
            created_at=timezone.now(),
        )
        record("case.opened", actor=maker, capacity=post.title, subject=case.subject_key, case_number=case.number)
        return case


def _next_number() -> str:
    year = timezone.localdate().year
    last = (
        Case.objects.filter(number__startswith=f"SP{year}-")
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    serial = int(last.rsplit("-", 1)[1]) + 1 if last else 1
    return f"SP{year}-{serial:06d}"
