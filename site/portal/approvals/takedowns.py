"""Taking something away at once, by those on duty, and the case that confirms it the next working day (law 1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from portal.addons.types import ApprovableKind, RouteChoice
from portal.notices.services import notify
from portal.organisation.models import Capacity, Function
from portal.organisation.services import function_holders, functions_of, posts_of

from . import removal, services
from .errors import ActRefused
from .ledger.services import lock_head, record
from .models import Case, TakeDown
from .withdrawals import summary_of

HOME_DEPTH = 2
MAY_TAKE_DOWN = frozenset({Function.PUBLICITY_CENTRE, Function.TECHNOLOGY_CENTRE})


def can_take_down(person: Any) -> bool:
    """Publicity and technology centres take away at once; the duty roster comes to them (clause O3)."""
    return bool(functions_of(person) & MAY_TAKE_DOWN)


def take_down(subject: Any, person: Any, reason: str) -> TakeDown:
    """Take something public away now, page or row, with a reason, and open the case for its confirmation.

    Raises ActRefused where the person isn't on such duty, the reason is missing, or it isn't public.
    """
    if not can_take_down(person):
        raise ActRefused([_("Only the publicity centre and the technology centre can take something away at once.")])
    if not reason.strip():
        raise ActRefused([_("Please give the reason.")])
    return take_away(subject, person, reason)


def take_away(subject: Any, person: Any, reason: str) -> TakeDown:
    """Take something public away for somebody who may: those on duty, or whose opinion was entered wrongly.

    Raises ActRefused where it isn't public.
    """
    with transaction.atomic():
        lock_head()  # before every other lock, as in every act
        found = removal.locked(subject)
        publication = removal.publication_of(found)
        if isinstance(found, Page) and found.depth <= HOME_DEPTH:
            raise ActRefused([_("The home page can't be taken away; take away what it shows.")])
        if publication is None or not removal.is_public(found):
            raise ActRefused([_("This is not public now.")])
        unit = _unit_acting(person)
        row = TakeDown.objects.create(
            kind=publication.kind,
            subject_id=publication.subject_id,
            page=removal.page_of(found),
            publication_case=publication.case,
            revision_id=publication.revision_id,
            digest=publication.digest,
            parts=removal.parts_of(found),
            reason=reason.strip(),
            by=person,
            unit=unit,
            at=timezone.now(),
        )
        services.kind_of(found).conceal(found, "take_down", None)
        record(
            "publication.taken_down",
            actor=person,
            capacity=services.post_for(person, unit).title,
            subject=str(row),
            case_number=publication.case.number,
            opinion=reason.strip(),
            digest=publication.digest,
        )
        case = services.open_case(row, person)
        services.send(case.pk, person, case.version)
    return row


def take_away_or_tell(case: Case, subject: Any, person: Any, reason: str) -> None:
    """Take away what rests on a repudiated opinion; where that is refused, as for the home page, tell the Office.

    The repudiation stands either way.
    """
    try:
        take_away(subject, person, reason)
    except ActRefused as refusal:
        text = _("“%(title)s” rests on an opinion that was repudiated, and is public still. %(why)s")
        values = {"title": removal.title_of(subject), "why": " ".join(str(why) for why in refusal.reasons)}
        office = {post.person for post in function_holders(Function.OFFICE, (Capacity.HEAD, Capacity.LIAISON))}
        notify(office, text=text % values, url=services.case_url(case), topic="case")


def _unit_acting(person: Any) -> Any:
    """The unit of the person's posts that carries the duty, in that capacity it is done; else one of their own."""
    posts = posts_of(person)
    on_duty = posts.filter(unit__functions__function__in=MAY_TAKE_DOWN).exclude(capacity=Capacity.LEADER_IN_CHARGE)
    post = on_duty.first() or posts.first()
    if post is None:
        raise ActRefused([_("You hold no post today; acts are done in a capacity, not by account.")])
    return post.unit


class TakeDownKind(ApprovableKind):
    """Confirmation of a take-down: agreed, it stays down; refused, the page comes back as it was approved."""

    name = "take_down"
    label = gettext_lazy("Confirmation of a take-down")
    model = TakeDown
    withdrawable = False
    act_labels = {
        "agree": gettext_lazy("Confirm: it stays down"),
        "refuse": gettext_lazy("Bring it back as it was approved"),
    }

    def snapshot(self, subject: TakeDown) -> dict[str, Any]:
        return {
            "type": self.name,
            "id": subject.pk,
            "of": str(subject),
            "digest": subject.digest,
            "reason": subject.reason,
        }

    def carry_out(self, case: Case, subject: TakeDown) -> None:
        found = subject.subject()
        if removal.is_public(found):
            services.kind_of(found).conceal(removal.locked(found), "take_down", case)
        TakeDown.objects.filter(pk=subject.pk).update(state=TakeDown.State.CONFIRMED)

    def refused(self, case: Case, subject: TakeDown) -> None:
        """The Office doesn't confirm it: it goes public again, exactly as its own case approved it."""
        if subject.publication_case is None:
            return
        found = removal.locked(subject.subject())
        services.kind_of(found).reveal(found, subject)
        TakeDown.objects.filter(pk=subject.pk).update(state=TakeDown.State.RESTORED)

    def choose_route(self, subject: TakeDown) -> RouteChoice:
        return RouteChoice(
            "take_down", (_("What was taken away at once is confirmed or brought back by the head of the Office."),)
        )

    def owner_unit(self, subject: TakeDown) -> Any:
        return subject.unit.acting

    def title(self, subject: TakeDown) -> str:
        return _("Taken down: %(title)s") % {"title": removal.title_of(subject.subject())}

    def url(self, subject: TakeDown) -> str:
        return removal.staff_url(subject.subject())

    def url_from_case(self, case: Case, subject: TakeDown, person: Any) -> str:
        return removal.read_at(subject.subject())

    def summary(self, case: Case, person: Any) -> list[tuple[str, str]] | None:
        row = TakeDown.objects.select_related("page", "by", "unit").filter(pk=case.subject_id).first()
        if row is None:
            return []
        return [
            *summary_of(row, _("What was taken down")),
            (_("Reason"), row.reason),
            (_("By"), f"{row.by}（{row.unit}）"),
            (_("At"), timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M")),
            (_("It had been approved as"), row.publication_case.number if row.publication_case else ""),
        ]

    def clock_start(self, subject: TakeDown) -> tuple[date | datetime, int, str] | None:
        return subject.at, 1, "D6"
